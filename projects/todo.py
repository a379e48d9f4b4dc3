"""What projects ask of somebody now."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import todo
from network.models import User
from projects.models import Breach, Level, ProgressUpdate, Project, UpdateRound
from zenderen.lib.access import global_permissions, permitted


@todo.provider
def to_decide(user: User) -> Iterable[todo.Todo]:
    """Reports that wait for this client's decision."""
    projects = Project.objects.decided_by(user)
    waiting = ProgressUpdate.objects.filter(project__in=projects, status=ProgressUpdate.Status.SUBMITTED)
    for update in waiting.select_related("project").only("number", "project__title", "project__slug"):
        title = _("Accept or return report %(number)s of “%(project)s”")
        words = title % {"number": update.number, "project": update.project}
        yield todo.Todo(words, update.get_absolute_url(), kind=_("To decide"))


@todo.provider
def proposals(user: User) -> Iterable[todo.Todo]:
    """Proposals that wait for this client to accept or refuse them."""
    projects = Project.objects.filter(permitted(Project, user, "accept_progress"), status=Project.Status.PROPOSAL)
    for project in projects.only("title", "slug"):
        title = _("Accept or refuse the proposal “%(project)s”") % {"project": project}
        yield todo.Todo(title, reverse("projects:project_move", args=[project.slug]), kind=_("To decide"))


@todo.provider
def out_of_bandwidth(user: User) -> Iterable[todo.Todo]:
    """What is out of bandwidth until this client decides."""
    breaches = Breach.objects.undecided().to_decide_by(user).order_by("found_at", "pk")
    for breach in breaches.select_related("project").only("kind", "project__title", "project__slug"):
        words = _("“%(project)s” is out of its bandwidth in %(kind)s: allow it, adjust or stop")
        title = words % {"project": breach.project, "kind": breach.get_kind_display().lower()}
        address = reverse("projects:breach_decide", args=[breach.project.slug, breach.pk])
        yield todo.Todo(title, address, kind=_("To decide"))


@todo.provider
def to_report(user: User) -> Iterable[todo.Todo]:
    """Reports that the open round asks or that wait for their writer, and projects not heard of for too long."""
    mine = Project.objects.run_by(user).reporting().only("title", "slug", "status")
    projects = mine.with_report().with_unfinished()
    asked = UpdateRound.objects.open().first()
    if asked:
        projects = projects.asked_in(asked.pk)
    for project in projects:
        if words := _words(project, is_asked=bool(asked)):
            address = reverse("projects:progress_edit", args=[project.slug])
            due = asked.due_on if asked else None
            yield todo.Todo(words % {"project": project}, address, due, _("Progress"))


def _words(project: Project, *, is_asked: bool) -> str:
    unfinished = project.unfinished  # type: ignore[attr-defined]
    if unfinished == ProgressUpdate.Status.RETURNED:
        return _("Change the returned report on “%(project)s”")
    if unfinished == ProgressUpdate.Status.DRAFT:
        return _("Submit the draft report on “%(project)s”")
    is_outdated = bool(project.standing) and project.standing.level == Level.OUTDATED  # type: ignore[union-attr]
    if not unfinished and (is_asked or is_outdated):
        return _("Report the progress of “%(project)s”")
    return ""


@todo.provider
def rounds_to_open(user: User) -> Iterable[todo.Todo]:
    """A round that was planned for today or before: nobody is asked until it is opened."""
    if "projects.change_updateround" not in global_permissions(user):
        return
    for update_round in UpdateRound.objects.filter(
        status=UpdateRound.Status.PLANNED, opens_on__lte=timezone.localdate()
    ):
        title = _("Open the update round “%(round)s”") % {"round": update_round}
        yield todo.Todo(title, update_round.get_absolute_url(), update_round.opens_on, _("Progress"))
