"""What happens to projects and reports beyond one row: steps, submissions, decisions, posters."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from network.models import Ambition, Organisation, User
from projects import roles
from projects.models import Poster, ProgressUpdate, Project, ProjectPartner, StatusChange
from themes.models import Theme
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.lib.slugs import free_slug


@transaction.atomic
def create_project(
    *,
    title: str,
    theme: Theme,
    ambitions: Iterable[Ambition],
    partners: Iterable[tuple[Organisation, str]] = (),
    support: Iterable[User] = (),
    **fields: Any,
) -> Project:
    """Create a proposal with its ambitions (at least one), its partners with their roles, and everybody's rights."""
    serves = list(ambitions)
    if not serves:
        raise ValueError("A project serves at least one ambition.")
    project = Project.objects.create(title=title, slug=free_slug(Project, title), theme=theme, **fields)
    project.ambitions.set(serves)
    project.support.set(support)
    for organisation, role in partners:
        ProjectPartner.objects.create(project=project, organisation=organisation, role=role)
    roles.grant(project)
    return project


def regrant(project: Project) -> None:
    """Bring everybody's rights in line after the people or the theme of a project changed."""
    previous = project.history.first().prev_record
    roles.grant(Project.objects.get(pk=project.pk))
    if previous and previous.theme_id != project.theme_id:
        roles.grant_theme(Theme.objects.get(pk=previous.theme_id))


@transaction.atomic
def add_partner(part: ProjectPartner) -> ProjectPartner:
    """Let an organisation take part; its people may see the project from now on."""
    part.save()
    roles.grant(part.project)
    return part


@transaction.atomic
def remove_partner(part: ProjectPartner) -> None:
    """Take an organisation out of a project, and with it what its people could see through it."""
    project = part.project
    part.delete()
    roles.grant(project)


@transaction.atomic
def move(project_id: int, status: str, *, by: User, reason: str) -> Project:
    """Take a step in the life of a project and keep who and why; raises IllegalStep."""
    project = Project.objects.lock(project_id)
    project.move_to(Project.Status(status))
    StatusChange.objects.create(project=project, status=status, reason=reason, by=by)
    roles.grant_theme(project.theme)
    return project


@transaction.atomic
def submit(update_id: int, *, by: User) -> ProgressUpdate:
    """Hand the report to the client; raises IllegalStep when that was done already."""
    update = ProgressUpdate.objects.lock(update_id)
    update.submitted_by, update.submitted_at = by, timezone.now()
    update.reported_on = timezone.localdate()
    update.move_to(ProgressUpdate.Status.SUBMITTED, "submitted_by", "submitted_at", "reported_on")
    chairs = User.objects.filter(groups=update.project.client.leaders_group, is_active=True)
    mail.send("progress_submitted", to=chairs, context={"update": update, "project": update.project}, by=by)
    return update


@transaction.atomic
def accept(update_id: int, *, by: User, remark: str = "") -> ProgressUpdate:
    """Publish the report: it is frozen, and its milestones become the project's; raises IllegalStep."""
    update = _decide(update_id, ProgressUpdate.Status.ACCEPTED, by=by, remark=remark)
    update.apply_milestones()
    return update


@transaction.atomic
def send_back(update_id: int, *, by: User, remark: str) -> ProgressUpdate:
    """Return the report to its writers with what is missing; raises IllegalStep."""
    return _decide(update_id, ProgressUpdate.Status.RETURNED, by=by, remark=remark)


def _decide(update_id: int, status: ProgressUpdate.Status, *, by: User, remark: str) -> ProgressUpdate:
    update = ProgressUpdate.objects.lock(update_id)
    update.decided_by, update.decided_at, update.remark = by, timezone.now(), remark
    update.move_to(status, "decided_by", "decided_at", "remark")
    project = update.project
    writers = {person for person in (project.manager, project.deputy, update.submitted_by) if person and person != by}
    mail.send("progress_decided", to=writers, context={"update": update, "project": project}, by=by)
    return update


@transaction.atomic
def make_poster(theme: Theme, size: str, *, by: User) -> Poster:
    """Write down what stands on the poster now, and ask the worker to render it."""
    projects = Poster.projects_of(theme)
    poster = Poster.objects.create(theme=theme, size=size, data=Poster.content_of(theme, projects), created_by=by)
    poster.projects.set(projects)
    enqueue("projects.poster", subject=poster, by=by)
    return poster
