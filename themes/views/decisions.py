"""The decisions of all bodies: the list that can be searched, its export, and each one."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from themes.forms.meetings import DecisionFilter
from themes.models import Decision
from zenderen.lib import csvfile
from zenderen.lib.access import object_view

PER_PAGE = 25


def _chosen(request: HttpRequest) -> DecisionFilter:
    return DecisionFilter(request.GET, queryset=Decision.objects.visible_to(request.user).with_source())


@login_not_required
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """What was decided, as far as this person may read it."""
    chosen = _chosen(request)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    what = npgettext("counted", "decision", "decisions", page.paginator.count)
    return render(request, "themes/decision_list.html", {"filter": chosen, "page": page, "what": what})


@login_not_required
@require_safe
def decision_export(request: HttpRequest) -> HttpResponse:
    """The same selection as a list for a spreadsheet."""
    heads = [
        _("Decision number"),
        _("Body"),
        _("Decided on"),
        _("Classification"),
        _("Decision"),
        _("Text"),
        _("Reason"),
    ]
    return csvfile.download(_("decisions"), heads, map(_row, _chosen(request).qs.iterator(2000)))


def _row(decision: Decision) -> Sequence[object]:
    facts = (decision.code, decision.body.name, decision.decided_on.isoformat())
    return [*facts, decision.get_classification_display(), decision.title, decision.text, decision.reason]


@login_not_required
@require_safe
@object_view(lambda user: Decision.objects.visible_to(user).select_related("body__theme", "meeting__body", "item"))
def decision_detail(request: HttpRequest, decision: Decision) -> HttpResponse:
    """One decision: what, why, by whom, when."""
    return render(request, "themes/decision_detail.html", {"decision": decision})
