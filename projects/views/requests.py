"""Room within the rules: what was asked of which authority, and what came back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from projects.forms.bottlenecks import RequestFilter, RequestForm
from projects.models import Bottleneck, RegulatoryRequest
from projects.views.common import person
from zenderen.lib import csvfile
from zenderen.lib.access import global_permissions, object_view
from zenderen.lib.forms import posted

PER_PAGE = 25


def request_list(request: HttpRequest) -> HttpResponse:
    """All that was asked of authorities, the latest first."""
    chosen = RequestFilter(request, RegulatoryRequest.objects.visible_to(request.user))
    page = Paginator(chosen.qs.select_related("bottleneck"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page": page,
        "what": npgettext("counted", "request", "requests", page.paginator.count),
        "may_add": "projects.add_regulatoryrequest" in global_permissions(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "projects/request_list.html", context)


def request_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a CSV file."""
    rows = RequestFilter(request, RegulatoryRequest.objects.visible_to(request.user)).qs.select_related("bottleneck")
    heads = [_("Authority"), _("Rule that hinders"), _("What was asked"), _("Asked on"), _("The answer")]
    heads += [_("What came back"), _("Answered on"), _("Room until"), _("Bottleneck")]
    return csvfile.send(_("regulatory-room"), heads, _exported(rows.iterator(chunk_size=500)))


def _exported(rows: Iterator[RegulatoryRequest]) -> Iterator[list[Any]]:
    for row in rows:
        said = [row.authority, row.rule, row.asked, row.asked_on, row.get_outcome_display(), row.answer]
        yield [*said, row.answered_on, row.until, row.bottleneck or ""]


def request_add(request: HttpRequest) -> HttpResponse:
    """Note what was asked; ``?bottleneck=`` names what it is about."""
    user = person(request)
    wanted = request.GET.get("bottleneck", "")
    about = Bottleneck.objects.visible_to(user).filter(pk=wanted).first() if wanted.isdecimal() else None
    if not RegulatoryRequest(bottleneck=about).may_be_changed_by(user):
        raise PermissionDenied
    form = RequestForm(posted(request), by=user, initial={"bottleneck": about})
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(form.instance)
    return render(request, "projects/request_form.html", {"form": form, "bottleneck": about})


@object_view(lambda user: RegulatoryRequest.objects.visible_to(user).select_related("bottleneck__project"))
def request_detail(request: HttpRequest, row: RegulatoryRequest) -> HttpResponse:
    """One request: what was asked, what came back, until when."""
    context = {"row": row, "may_change": row.may_be_changed_by(request.user)}
    return render(request, "projects/request_detail.html", context)


@object_view(lambda user: RegulatoryRequest.objects.visible_to(user).select_related("bottleneck__project"))
def request_edit(request: HttpRequest, row: RegulatoryRequest) -> HttpResponse:
    """Note what came back."""
    user = person(request)
    if not row.may_be_changed_by(user):
        raise PermissionDenied
    form = RequestForm(posted(request), instance=row, by=user)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(row)
    return render(request, "projects/request_form.html", {"form": form, "row": row})
