"""What projects ask of somebody now."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from network import todo
from network.models import User
from projects.models import ProgressUpdate, Project
from projects.models.standing import MAX_AGE, Level
from zenderen.lib.access import permitted


@todo.provider
def to_decide(user: User) -> Iterable[todo.Todo]:
    """Reports that wait for this client's decision."""
    projects = Project.objects.filter(permitted(Project, user, "accept_progress"))
    waiting = ProgressUpdate.objects.filter(project__in=projects, status=ProgressUpdate.Status.SUBMITTED)
    for update in waiting.select_related("project"):
        title = _("Accept or return report %(number)s of “%(project)s”")
        words = title % {"number": update.number, "project": update.project}
        yield todo.Todo(words, update.get_absolute_url(), kind=_("To decide"))


@todo.provider
def to_report(user: User) -> Iterable[todo.Todo]:
    """Reports that were returned or never submitted, and projects of which nothing was heard for too long."""
    projects = Project.objects.run_by(user).reporting().with_report().with_unfinished()
    for project in projects:
        words = _words(project)
        if words:
            reported_on = project.standing and project.standing.reported_on
            due = reported_on and reported_on + MAX_AGE
            address = reverse("projects:progress_edit", args=[project.slug])
            yield todo.Todo(words % {"project": project}, address, due, _("Progress"))


def _words(project: Project) -> str:
    unfinished = project.unfinished  # type: ignore[attr-defined]
    if unfinished == ProgressUpdate.Status.RETURNED:
        return _("Change the returned report on “%(project)s”")
    if unfinished == ProgressUpdate.Status.DRAFT:
        return _("Submit the draft report on “%(project)s”")
    if not unfinished and project.standing and project.standing.level == Level.OUTDATED:
        return _("Report the progress of “%(project)s”")
    return ""
