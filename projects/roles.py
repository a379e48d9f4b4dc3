"""Role → permission codenames of projects; the only writer of permissions on projects and of persons on themes."""

from network.models import User
from network.roles import COORDINATION, NETWORK_MANAGER, NETWORK_MEMBER, grant_to_groups, grant_to_users
from projects.models import Project
from themes.models import Theme

# Who may look at every bottleneck, move it, and ask authorities for room.
_REGISTER = {"view_bottleneck", "move_bottleneck", "add_regulatoryrequest", "change_regulatoryrequest"}

GLOBAL: dict[str, set[str]] = {
    NETWORK_MEMBER: {"add_bottleneck"},
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
    },
    COORDINATION: {"view_project", *_REGISTER},
}

PARTNER_MEMBERS = {"view_project"}
STEERING_MEMBERS = {"view_project"}
STEERING_LEADERS = {"view_project", "decide_project", "accept_progress"}
MANAGER = {"view_project", "change_project", "draft_progress", "report_progress"}
SUPPORT = {"view_project", "draft_progress"}
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
    people = dict.fromkeys(project.support.all(), SUPPORT)
    people |= {person: MANAGER for person in (project.deputy, project.manager) if person}
    grant_to_users(project, people)
    grant_theme(project.theme)


def grant_theme(theme: Theme) -> None:
    """Let those who run a current project of this theme make its poster."""
    pairs = Project.objects.filter(theme=theme).current().values_list("manager", "deputy")
    people = User.objects.filter(pk__in={pk for pair in pairs for pk in pair if pk})
    grant_to_users(theme, dict.fromkeys(people, THEME_OF_MANAGER))
