"""What happens to a project itself: it starts, people and partners change, it takes steps."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from network.models import Ambition, Organisation, User
from projects import roles
from projects.actions.handovers import hand_over
from projects.models import Evaluation, Project, ProjectPartner, StatusChange
from themes.models import Decision, Theme
from zenderen.jobs import mail
from zenderen.lib.slugs import free_slug
from zenderen.lib.states import IllegalStep


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
    """Bring everybody's rights in line after the people or the theme of a project changed; who left hands over."""
    # The row before this edition: links to many things leave rows of their own within one edition.
    previous = project.history.filter(edition__lt=project.edition).first()
    roles.grant(Project.objects.get(pk=project.pk))
    if previous and previous.theme_id != project.theme_id:
        roles.grant_theme(Theme.objects.get(pk=previous.theme_id))
    if previous:
        hand_over(project, previous)


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
def propose(project: Project, *, by: User, reason: str, organisation: Organisation | None = None) -> None:
    """Keep who proposed a new project, why and for which partner, and ask its client to decide."""
    if organisation:
        ProjectPartner.objects.create(project=project, organisation=organisation)
    project.proposed_by = by
    project.save(update_fields=["proposed_by"])
    StatusChange.objects.create(project=project, status=project.status, reason=reason, by=by)
    roles.grant(project)
    context = {"project": project, "by": by, "reason": reason}
    mail.send("project_proposed", to=project.deciders(), context=context, by=by)


class WorkersMissing(IllegalStep):
    """Those who do the work were not involved, and the client did not say why it starts without them."""


@transaction.atomic
def move(
    project_id: int, status: str, *, by: User, reason: str, despite: str = "", decision: Decision | None = None
) -> Project:
    """Take a step in the life of a project and keep who and why; raises IllegalStep.

    ``despite`` is why the client lets it start without those who do the work; ``decision`` is where it was decided.
    """
    project = Project.objects.lock(project_id)
    starts = (project.status, status) == (Project.Status.ACCEPTED, Project.Status.RUNNING)
    missing = project.missing_workers() if starts else []
    if missing and not despite:
        raise WorkersMissing(_("Those who do the work are not involved yet."))
    if status == Project.Status.EVALUATED and not Evaluation.objects.since_start(project).exists():
        raise IllegalStep(_("Write the evaluation first: what was found, and what was adjusted?"))
    if status == Project.Status.EMBEDDED and project.breaches.undecided().exists():
        raise IllegalStep(_("Decide on the bandwidth first: the project is outside it."))
    project.move_to(Project.Status(status))
    despite = despite if missing else ""
    StatusChange.objects.create(project=project, status=status, reason=reason, despite=despite, by=by)
    if decision:
        project.decisions.add(decision)
    if status == Project.Status.STOPPED:
        for breach in project.breaches.undecided().lock_all():
            breach.decide("stop", by=by, reason=reason)
    roles.grant(project)
    context = {"project": project, "reason": reason, "by": by}
    mail.send("project_moved", to=project.runners(but=by), context=context, by=by)
    return project
