"""What happens to a project itself: it starts, people and partners change, it takes steps."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from network.models import Ambition, Organisation, User
from projects import roles
from projects.models import Project, ProjectPartner, StatusChange
from themes.models import Theme
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
