"""Reports on progress."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
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
from projects.models import Bottleneck, ProgressUpdate, Project, UpdateRound
from projects.views.common import person
from zenderen.lib import charts
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

PAGE_SIZE = 40
STRIP = 24  # reports in the strip at most, the newest
PER_ROW = 6  # of them beside each other: their days stay readable on a phone
DIFFERS = {"expected_end", "expected_cost", "scope_change"}
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
    context = {"form": form, "project": project, "update": update, "last": last, "may": may}
    if not project.is_reporting:
        return _no_report(request, context)
    if request.method == "POST" and "risks-more" in request.POST:
        form.keep()
    elif request.method == "POST":
        if "submit" in request.POST and "report_progress" not in may:
            raise PermissionDenied
        if form.save_valid(then=lambda saved: _after_save(request, saved)):
            return redirect(project if "submit" in request.POST else request.path)
    return render(request, "projects/progress_edit.html", context | {"round": UpdateRound.objects.open().first()})


def _no_report(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Back to the project; what was typed while it came into another phase stays on the screen."""
    words = _("No report is expected of a project in this phase.")
    if request.method == "POST":
        context["form"].add_error(None, words)
        return render(request, "projects/progress_edit.html", context)
    messages.info(request, words)
    return redirect(context["project"])


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
@object_view(Project)
def progress_decide(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """The client accepts the report or returns it, with remarks in all and at its parts."""
    if not project.is_decided_by(request.user):
        raise PermissionDenied
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _progress_page(request, project, number, form)
    update = get_object_or_404(project.updates, number=number)
    decide = actions.send_back if "send_back" in request.POST else actions.accept
    try:
        decide(update.pk, by=person(request), remark=form.cleaned_data["remark"], remarks=form.remarks)
    except IllegalStep as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The project manager gets a message."))
    return redirect(update)


def _progress_page(request: HttpRequest, project: Project, number: int, form: DecisionForm) -> HttpResponse:
    people = ("project__theme__steering_group", "submitted_by", "decided_by", "written_by", "round")
    update = get_object_or_404(ProgressUpdate.objects.select_related(*people), project=project, number=number)
    may = granted(request.user, project)
    decides = project.is_decided_by(request.user)
    reads_all = decides or bool(may & READERS)
    is_published = update.status == ProgressUpdate.Status.ACCEPTED
    if not is_published and not reads_all:
        raise Http404
    accepted = project.updates.accepted()
    newest, previous = accepted.first(), accepted.filter(number__lt=number).first()
    bottlenecks = _show_bottlenecks(request, update, *([previous] if previous else []))
    context = {
        "project": project,
        "update": update,
        "may": may,
        "previous": previous,
        "newest": newest if is_published and newest and newest.number > number else None,
        "changes": update.changes_since(previous),
        "bottlenecks": bottlenecks,
        "parts": _parts(update, form, reads_remarks=reads_all),
        "decides": decides and update.status == ProgressUpdate.Status.SUBMITTED,
        "form": form,
        "wrong": form.get_context()["fields"],
    }
    return render(request, "projects/progress_detail.html", context)


def _parts(update: ProgressUpdate, form: DecisionForm, *, reads_remarks: bool) -> Iterator[dict[str, Any]]:
    """The parts of the report in their order, each with what the client said and may say about it."""
    for name in ProgressUpdate.PARTS:
        if name in DIFFERS and not update.words(name):
            continue  # nothing differs: that is no part of the report
        yield {
            "name": name,
            "label": update.label(name),
            "words": update.words(name),
            "said": update.remarks.get(name, "") if reads_remarks else "",
            "field": form[f"at_{name}"],
        }


def _show_bottlenecks(request: HttpRequest, *updates: ProgressUpdate) -> list[tuple[str, str]]:
    """Leave out, for this page, those that this person may not see; page and title then of the first report's own."""
    ids = {row["id"] for update in updates for row in update.bottlenecks if row["id"]}
    seen = {row.pk: row for row in Bottleneck.objects.visible_to(request.user).filter(pk__in=ids)} if ids else {}
    for update in updates:
        update.bottlenecks = [row for row in update.bottlenecks if row["id"] is None or row["id"] in seen]
    return [(seen[row["id"]].get_absolute_url(), row["title"]) for row in updates[0].bottlenecks if row["id"]]


@login_not_required
@object_view(Project)
def progress_history(request: HttpRequest, project: Project) -> HttpResponse:
    """All reports that were accepted, with the state over time."""
    accepted = project.updates.accepted().select_related("round")
    page = Paginator(accepted, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)[:STRIP]
    cells = [charts.Cell(row.state, row.get_state_display(), f"{row.reported_on:%d-%m-%y}") for row in shown[::-1]]
    title = _("State of “%(project)s” over time") % {"project": project}
    about = _("From the oldest to the newest of %(n)s reports.") % {"n": len(cells)}
    strip = charts.strip(cells, title=title, description=about, per_row=PER_ROW) if cells else ""
    context = {"project": project, "page": page, "strip": strip, "may": granted(request.user, project)}
    return render(request, "projects/progress_history.html", context)
