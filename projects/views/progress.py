"""Reports on progress."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import actions
from projects.forms import (
    DecisionForm,
    ProgressForm,
)
from projects.models import ProgressUpdate, Project
from projects.views.common import person
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

READERS = {"draft_progress", "report_progress", "accept_progress"}  # of reports that are not public yet


@object_view(Project, "draft_progress")
@transaction.atomic
def progress_edit(request: HttpRequest, project: Project) -> HttpResponse:
    """The project manager's ten minutes: a draft that starts from the last report, kept or submitted."""
    Project.objects.lock(project.pk)  # one writer at a time: the second one meets what the first one started
    may = granted(request.user, project)
    update = project.updates.unfinished().select_related("submitted_by", "decided_by").first()
    update = update or ProgressUpdate(project=project, written_by=person(request))
    last = project.updates.accepted().first()
    form = ProgressForm(posted(request), instance=update, last=last)
    if request.method == "POST":
        if "submit" in request.POST and "report_progress" not in may:
            raise PermissionDenied
        if form.save_valid(then=lambda saved: _after_save(request, saved)):
            return redirect(project if "submit" in request.POST else request.path)
    context = {"form": form, "project": project, "update": update, "last": last, "may": may}
    return render(request, "projects/progress_edit.html", context)


def _after_save(request: HttpRequest, update: ProgressUpdate) -> None:
    if "submit" in request.POST:
        actions.submit(update.pk, by=person(request))
        messages.success(request, _("The report was submitted. The chair of the steering group gets a message."))
    else:
        messages.success(request, _("The draft is kept. Only you and those who write with you see it."))


@login_not_required
@object_view(Project)
def progress_detail(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """One report: accepted ones for who sees the project, others for who writes or decides."""
    return _progress_page(request, project, number, DecisionForm())


@require_POST
@object_view(Project, "accept_progress")
def progress_decide(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """The client accepts the report or returns it with a remark."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _progress_page(request, project, number, form)
    update = get_object_or_404(project.updates, number=number)
    decide = actions.send_back if "send_back" in request.POST else actions.accept
    try:
        decide(update.pk, by=person(request), remark=form.cleaned_data["remark"])
    except IllegalStep as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The project manager gets a message."))
    return redirect(update)


def _progress_page(request: HttpRequest, project: Project, number: int, form: DecisionForm) -> HttpResponse:
    people = ("project__theme__steering_group", "submitted_by", "decided_by", "written_by")
    update = get_object_or_404(ProgressUpdate.objects.select_related(*people), project=project, number=number)
    may = granted(request.user, project)
    if update.status != ProgressUpdate.Status.ACCEPTED and not may & READERS:
        raise Http404
    previous = project.updates.accepted().filter(number__lt=number).first()
    context = {"project": project, "update": update, "may": may, "previous": previous, "form": form}
    return render(request, "projects/progress_detail.html", context | {"changes": update.changes_since(previous)})
