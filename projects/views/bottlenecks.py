"""The register of bottlenecks: the list, each one, reporting and moving them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from network.models import Organisation
from projects import actions
from projects.forms.bottlenecks import BottleneckFilter, BottleneckForm, MoveForm
from projects.models import Bottleneck, Project, RegulatoryRequest
from projects.views.common import person
from themes.models import Theme
from zenderen.lib import csvfile
from zenderen.lib.access import global_permissions, object_view, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

PER_PAGE = 25


@login_not_required
def bottleneck_list(request: HttpRequest) -> HttpResponse:
    """What hinders, at which level, since when and with whom: open ones first, the newest at the top."""
    seen = Bottleneck.objects.visible_to(request.user)
    chosen = BottleneckFilter(request, seen.order_by("status", "-reported_at", "-pk"))
    page = Paginator(chosen.qs.for_list(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page": page,
        "what": npgettext("counted", "bottleneck", "bottlenecks", page.paginator.count),
        "may_report": "projects.add_bottleneck" in global_permissions(request.user),
        "report": reverse("projects:bottleneck_report", query=_place(request)),
        "query": request.GET.urlencode(),
    }
    return render(request, "projects/bottleneck_list.html", context)


def _place(request: HttpRequest) -> dict[str, str]:
    """The project or theme that the register shows: what is reported from there is about that."""
    return {name: request.GET[name] for name in ("project", "theme") if request.GET.get(name)}


@login_not_required
def bottleneck_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered register as a CSV file."""
    seen = Bottleneck.objects.visible_to(request.user).order_by("status", "-reported_at", "-pk")
    rows = BottleneckFilter(request, seen).qs.for_list().select_related("organisation", "project__theme")
    heads = [_("Bottleneck"), _("Level"), _("Status"), _("Who has it now"), _("Project"), _("Theme"), _("Met by")]
    heads += [_("Reported on"), _("Days in total"), *(_("Days at: %(level)s") % {"level": x.label} for x in _levels())]
    heads += [_("Classification"), _("What happens, and whom it hinders")]
    return csvfile.send(_("bottlenecks"), heads, _exported(rows.iterator(chunk_size=500)))


def _levels() -> list[Any]:
    return list(Bottleneck.LEVELS)


def _exported(rows: Iterator[Bottleneck]) -> Iterator[list[Any]]:
    for row in rows:
        ages = dict(row.ages)
        yield [
            row.title,
            row.get_level_display(),
            row.get_status_display(),
            row.holder,
            row.project or "",
            row.subject or "",
            row.organisation or "",
            row.reported_at.date(),
            row.age,
            *(ages.get(level, "") for level in Bottleneck.LEVELS),
            row.get_classification_display(),
            row.about,
        ]


@permission_view("projects.add_bottleneck")
def bottleneck_report(request: HttpRequest) -> HttpResponse:
    """Somebody of the network says what hinders; ``?project=`` or ``?theme=`` names where."""
    user = person(request)
    places = user.memberships.current().values("organisation")
    initial = {
        "project": Project.objects.visible_to(user).filter(slug=request.GET.get("project", "")).first(),
        "theme": Theme.objects.filter(slug=request.GET.get("theme", "")).first(),
        "organisation": Organisation.objects.partners().filter(pk__in=places).first(),
    }
    form = BottleneckForm(posted(request), by=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "edition"}
        bottleneck = actions.report_bottleneck(by=user, **fields)
        messages.success(request, _("Reported. %(holder)s gets a message.") % {"holder": bottleneck.holder})
        return redirect(bottleneck)
    return render(request, "projects/bottleneck_report.html", {"form": form, "project": initial["project"]})


@login_not_required
@object_view(lambda user: Bottleneck.objects.visible_to(user).for_page())
def bottleneck_detail(request: HttpRequest, bottleneck: Bottleneck) -> HttpResponse:
    """What hinders whom, who has it now, what was done about it and what authorities were asked."""
    requests = RegulatoryRequest.objects.visible_to(request.user).filter(bottleneck=bottleneck)
    context = {
        "bottleneck": bottleneck,
        "levels": bottleneck.LEVELS,
        "requests": requests,
        "may_move": bottleneck.may_be_moved_by(request.user),
        "may_change": bottleneck.may_be_changed_by(request.user),
    }
    return render(request, "projects/bottleneck_detail.html", context)


@object_view(Bottleneck)
def bottleneck_edit(request: HttpRequest, bottleneck: Bottleneck) -> HttpResponse:
    """Change its words or its place."""
    if not bottleneck.may_be_changed_by(request.user):
        raise PermissionDenied
    form = BottleneckForm(posted(request), instance=bottleneck, by=person(request))
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(bottleneck)
    return render(request, "projects/bottleneck_edit.html", {"form": form, "bottleneck": bottleneck})


@object_view(Bottleneck)
def bottleneck_move(request: HttpRequest, bottleneck: Bottleneck) -> HttpResponse:
    """Raise, lower, hand on, solve or reopen it, with the reason."""
    if not bottleneck.may_be_moved_by(request.user):
        raise PermissionDenied
    form = MoveForm(posted(request), bottleneck=bottleneck)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_bottleneck(bottleneck.pk, by=person(request), **form.cleaned_data)
        except IllegalStep as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Noted, with your name and the reason."))
        return redirect(bottleneck)
    return render(request, "projects/bottleneck_move.html", {"form": form, "bottleneck": bottleneck})
