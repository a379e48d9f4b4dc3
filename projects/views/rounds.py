"""Update rounds: planned, opened, followed and closed by the network manager."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import actions, rounds
from projects.forms import RoundFilter, RoundForm
from projects.models import InRound, UpdateRound
from projects.views.common import person
from zenderen.lib import csvfile
from zenderen.lib.access import global_permissions, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

PAGE_SIZE = 40


@permission_view("projects.view_updateround")
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds, the last one first."""
    page = Paginator(UpdateRound.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "may_add": "projects.add_updateround" in global_permissions(request.user)}
    return render(request, "projects/round_list.html", context)


@permission_view("projects.add_updateround")
def round_add(request: HttpRequest) -> HttpResponse:
    """Plan a round."""
    form = RoundForm(posted(request), instance=UpdateRound())
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("The round is planned. Nobody gets mail before you open it."))
        return redirect(form.instance)
    return render(request, "projects/round_edit.html", {"form": form})


@permission_view("projects.change_updateround")
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a round that is not over."""
    update_round = get_object_or_404(UpdateRound.objects.exclude(status=UpdateRound.Status.CLOSED), pk=pk)
    form = RoundForm(posted(request), instance=update_round)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(update_round)
    return render(request, "projects/round_edit.html", {"form": form, "round": update_round})


@permission_view("projects.view_updateround")
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has reported: of an open round as it is now, of a closed one as it was found at its end."""
    update_round = get_object_or_404(UpdateRound, pk=pk)
    may = "projects.change_updateround" in global_permissions(request.user)
    context: dict[str, Any] = {"round": update_round, "may_change": may, "query": request.GET.urlencode()}
    if update_round.status == UpdateRound.Status.CLOSED:
        themes = update_round.outcome["themes"]
        context["missing"] = [{**row, "words": InRound(row["status"]).label} for row in update_round.outcome["missing"]]
    else:
        themes = rounds.by_theme(update_round)
        found = RoundFilter(request, rounds.expected(update_round))
        rows = found.qs.select_related("theme", "manager").order_by("theme__number", "title")
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        labelled = [(project, InRound(project.in_round).label) for project in page]
        context |= {"filter": found, "page": page, "rows": labelled}
    return render(request, "projects/round_detail.html", context | {"themes": themes, "totals": _totals(themes)})


def _totals(themes: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Status, in words, how many; over all themes."""
    return [(each.value, str(each.label), sum(theme[each.value] for theme in themes)) for each in InRound]


@permission_view("projects.view_updateround")
def round_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list as a CSV file; of a closed round what was missing."""
    update_round = get_object_or_404(UpdateRound, pk=pk)
    name = _("round-%(number)s") % {"number": update_round.pk}
    if update_round.status == UpdateRound.Status.CLOSED:
        outcome = update_round.outcome
        names = {theme["slug"]: theme["name"] for theme in outcome["themes"]}
        missing = ((names[row["theme"]], row["title"], InRound(row["status"]).label) for row in outcome["missing"])
        return csvfile.download(name, [_("Theme"), _("Project"), _("Progress update")], missing)
    heads = [_("Theme"), _("Project"), _("Progress update"), _("Project manager"), _("Deputy")]
    found = RoundFilter(request, rounds.expected(update_round)).qs
    rows = found.select_related("theme", "manager", "deputy").order_by("theme__number", "title")
    lines = (
        (each.theme.name, each.title, InRound(each.in_round).label, each.manager or "", each.deputy or "")
        for each in rows
    )
    return csvfile.download(name, heads, lines)


@require_POST
@permission_view("projects.change_updateround")
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Start asking for reports."""
    get_object_or_404(UpdateRound, pk=pk)
    try:
        actions.open_round(pk, by=person(request))
    except (IllegalStep, ValidationError) as refused:
        messages.error(request, " ".join(getattr(refused, "messages", [str(refused)])))
    else:
        messages.success(request, _("The round is open. Everybody who runs a project that reports gets a mail."))
    return redirect("projects:round_detail", pk)


@require_POST
@permission_view("projects.change_updateround")
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the round."""
    get_object_or_404(UpdateRound, pk=pk)
    try:
        actions.close_round(pk)
    except IllegalStep as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The round is closed. You and the chairs get a mail with what is missing."))
    return redirect("projects:round_detail", pk)
