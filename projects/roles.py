"""Role → permission codenames of projects; the only writer of permissions on projects and of persons on themes."""

from network.models import User
from network.roles import COORDINATION, NETWORK_MANAGER, NETWORK_MEMBER, grant_to_groups, grant_to_users
from projects.models import Project
from themes.models import Theme

# Who may look at every bottleneck, move it, and ask authorities for room.
_REGISTER = {"view_bottleneck", "move_bottleneck", "add_regulatoryrequest", "change_regulatoryrequest"}

GLOBAL: dict[str, set[str]] = {
    NETWORK_MEMBER: {"add_bottleneck", "propose_project"},
    NETWORK_MANAGER: {
        *_REGISTER,
        "add_bottleneck",
        "view_project",
        "add_project",
        "change_project",
        "decide_project",
        "draft_progress",
        "report_progress",
        "add_posterset",
        "add_scan",
        *(f"{verb}_updateround" for verb in ("view", "add", "change")),
    },
    COORDINATION: {"view_project", "view_updateround", "add_scan", *_REGISTER},
}

PARTNER_MEMBERS = {"view_project", "write_expectation"}
STEERING_MEMBERS = {"view_project"}
# The second is the client's own: to accept or return reports, and to decide on what is out of bandwidth.
STEERING_LEADERS = {"view_project", "decide_project", "accept_progress"}
MANAGER = {"view_project", "change_project", "draft_progress", "report_progress"}
SUPPORT = {"view_project", "draft_progress"}
PROPOSER = {"view_project"}
PROPOSER_OF_PROPOSAL = {"view_project", "change_project"}
THEME_OF_MANAGER = {"make_poster"}


def grant(project: Project) -> None:
    """Give everybody on this project exactly what their place in it allows; safe to repeat."""
    client = project.client
    assert client.members_group
    assert client.leaders_group
    groups = {client.members_group: STEERING_MEMBERS, client.leaders_group: STEERING_LEADERS}
    for part in project.partners.select_related("organisation__members_group"):
        assert part.organisation.members_group
        groups[part.organisation.members_group] = PARTNER_MEMBERS
    grant_to_groups(project, groups)
    grant_to_users(project, _people(project))
    grant_theme(project.theme)


def _people(project: Project) -> dict[User, set[str]]:
    """Person → what they may do in this project; somebody may be there in two ways."""
    people = {person: set(SUPPORT) for person in project.support.all()}
    if project.proposed_by:
        is_proposal = project.status == Project.Status.PROPOSAL
        people.setdefault(project.proposed_by, set()).update(PROPOSER_OF_PROPOSAL if is_proposal else PROPOSER)
    for person in (project.deputy, project.manager):
        if person:
            people.setdefault(person, set()).update(MANAGER)
    return people


def grant_theme(theme: Theme) -> None:
    """Let those who run a current project of this theme make its poster."""
    pairs = Project.objects.filter(theme=theme).current().values_list("manager", "deputy")
    people = User.objects.filter(pk__in={pk for pair in pairs for pk in pair if pk})
    grant_to_users(theme, dict.fromkeys(people, THEME_OF_MANAGER))
