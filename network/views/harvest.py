"""Input rounds as the facilitator leads them: preparing, opening, the screen in the hall, and the harvest."""

import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from network.actions.rounds import follow_up, judge, loosen, merge, move_round
from network.forms.rounds import ContributionFilter, FollowUpForm, HarvestForm, InputRoundForm, InsightForm
from network.models import Contribution, InputRound, Insight, Stage, User
from zenderen.lib import csvfile, xlsxfile
from zenderen.lib.access import permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

CARDS = 60  # contributions on a page
NEWEST, TURNING = 2, 4  # cards of each question on the screen: these stay, the others take turns
TURN = 12  # seconds
PREPARES = "network.change_inputround"


@permission_view("network.add_inputround")
def input_add(request: HttpRequest) -> HttpResponse:
    """A round, with the three questions that conferences know to begin with."""
    form = InputRoundForm(posted(request))
    if request.method == "POST" and form.save_valid(then=form.write_questions):
        messages.success(request, _("The round is ready. Nobody sees it until you open it."))
        return redirect(form.instance)
    return render(request, "network/input_form.html", {"form": form})


@permission_view(PREPARES)
def input_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a round and its questions; one that was answered stays."""
    row = get_object_or_404(InputRound, code=code)
    form = InputRoundForm(posted(request), instance=row)
    if request.method == "POST" and form.save_valid(then=form.write_questions):
        messages.success(request, _("Saved."))
        return redirect(row)
    return render(request, "network/input_form.html", {"form": form, "round": row})


@require_POST
@permission_view(PREPARES)
def input_move(request: HttpRequest, code: str) -> HttpResponse:
    """Open or close it."""
    row = get_object_or_404(InputRound, code=code)
    said = {Stage.OPEN: _("The round is open."), Stage.CLOSED: _("The round is closed.")}
    stage = Stage(request.POST["to"]) if request.POST.get("to") in Stage.values else Stage.DRAFT
    try:
        move_round(row.pk, stage)
    except IllegalStep as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said[stage])
    return redirect(row)


# --- The screen in the hall -----------------------------------------------------------------------------------------


def joining(address: str) -> dict[str, Any]:
    """How a hall joins: the address in words, and as a QR code."""
    whole = f"{settings.SITE_URL}{address}"
    return {
        "address": whole.partition("://")[2].rstrip("/"),
        "qr": segno.make(whole, error="m").svg_data_uri(border=2),
    }


@require_safe
@never_cache
@permission_view(PREPARES)
def input_screen(request: HttpRequest, code: str) -> HttpResponse:
    """What comes in, in its colours; it renews itself, and cards that do not fit take turns unless asked not to."""
    row = get_object_or_404(InputRound, code=code)
    still = "stil" in request.GET
    columns = _columns(row, turn=0 if still else int(time.time()) // TURN)
    seen = request.GET.get("gezien", "").partition(".")[0]
    newest = max((card.pk for column in columns for card in column["cards"]), default=0)
    state = f"{newest}.{_mark(row, columns)}"
    if getattr(request, "htmx", None) and state == request.GET.get("gezien"):
        return HttpResponse(status=204)  # nothing new: the hall sees nothing move
    context = {
        "round": row,
        "columns": columns,
        "total": sum(column["number"] for column in columns),
        "state": state,
        "shown_before": int(seen) if seen.isdecimal() else newest,
        "still": still,
        **joining(row.get_absolute_url()),
    }
    template = "network/_input_screen.html" if getattr(request, "htmx", None) else "network/input_screen.html"
    return render(request, template, context)


def _columns(row: InputRound, *, turn: int) -> list[dict[str, Any]]:
    """Each question with its number of contributions and the cards that are on the screen in this turn."""
    shown = defaultdict(list)
    rows = Contribution.objects.of_round(row.pk).shown().order_by("-given_at", "-pk")
    for pk, question in rows.values_list("pk", "question_id"):
        shown[question].append(pk)
    chosen = {question: _in_turn(pks, turn) for question, pks in shown.items()}
    cards = Contribution.objects.in_bulk([pk for pks in chosen.values() for pk in pks])
    return [
        {
            "question": question,
            "number": len(shown[question.pk]),
            "cards": [cards[pk] for pk in chosen.get(question.pk, ()) if pk in cards],
        }
        for question in row.questions.all()
    ]


def _in_turn(pks: list[int], turn: int) -> list[int]:
    """The newest, and so many of the others whose turn it is."""
    others = pks[NEWEST:]
    parts = -(-len(others) // TURNING) or 1
    first = turn % parts * TURNING
    return pks[:NEWEST] + others[first : first + TURNING]


def _mark(row: InputRound, columns: list[dict[str, Any]]) -> str:
    """Differs when anything on the screen does."""
    seen = [(column["number"], [(card.pk, card.text) for card in column["cards"]]) for column in columns]
    return f"{zlib.crc32(repr((row.status, seen)).encode()):x}"


# --- The harvest ----------------------------------------------------------------------------------------------------


@never_cache
@permission_view(PREPARES)
def input_harvest(request: HttpRequest, code: str) -> HttpResponse:
    """All contributions: shown or not, and merged into insights, with a keyboard or a pointer."""
    row = get_object_or_404(InputRound.objects.with_numbers(), code=code)
    everything = Contribution.objects.of_round(row.pk)
    form = HarvestForm(posted(request), row=row, pks=everything.values_list("pk", flat=True))
    if request.method == "POST" and form.is_valid():
        messages.success(request, _harvested(row, **form.cleaned_data))
        return redirect(request.get_full_path())
    rows = everything.select_related("question", "insight").order_by("-standing", "question", "pk")
    chosen = ContributionFilter(request.GET, rows, row=row)
    context = {
        "round": row,
        "form": form,
        "filter": chosen,
        "page": Paginator(chosen.qs, CARDS).get_page(request.GET.get("page")),
        "insights": row.insights.prefetch_related("contributions__question", "actions__owner"),
    }
    return render(request, "network/input_harvest.html", context)


def _harvested(row: InputRound, *, act: str, chosen: list[int], insight: Insight | None, title: str) -> str:
    """Do it, and say what was done."""
    if act == "merge":
        into = merge(row, chosen, into=insight, title=title)
        return _("Merged into “%(insight)s”.") % {"insight": into}
    if act == "loosen":
        number = loosen(row, chosen)
    else:
        number = judge(row, chosen, Contribution.Standing.SHOWN if act == "show" else Contribution.Standing.HIDDEN)
    return ngettext("%(n)s contribution changed.", "%(n)s contributions changed.", number) % {"n": number}


def _harvest_of(row: InputRound) -> str:
    return reverse("network:input_harvest", args=[row.code])


@permission_view(PREPARES)
def insight_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for an insight."""
    insight = get_object_or_404(Insight.objects.select_related("round"), pk=pk)
    form = InsightForm(posted(request), instance=insight)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(_harvest_of(insight.round))
    context = {"form": form, "insight": insight, "back": _harvest_of(insight.round)}
    return render(request, "network/insight_form.html", context)


@permission_view(PREPARES)
def insight_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an insight away; what was brought in and what was promised stay."""
    insight = get_object_or_404(Insight.objects.select_related("round"), pk=pk)
    if request.method == "POST":
        insight.delete()
        messages.success(request, _("The insight is gone; its contributions stand on their own again."))
        return redirect(_harvest_of(insight.round))
    texts = {"title": insight.title, "question": _("Take this insight away?"), "submit": _("Take away")}
    stays = _("What was brought in stays, and so do the actions.")
    context = {**texts, "consequence": stays, "form": forms.Form(), "cancel": _harvest_of(insight.round)}
    return render(request, "components/confirm.html", context)


@permission_view(PREPARES)
def insight_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Who will do what with it, and before when."""
    assert isinstance(request.user, User)
    insight = get_object_or_404(Insight.objects.select_related("round"), pk=pk)
    form = FollowUpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        follow_up(insight.pk, by=request.user, **form.cleaned_data)
        messages.success(request, _("The action was noted."))
        return redirect(_harvest_of(insight.round))
    context = {"form": form, "insight": insight, "back": _harvest_of(insight.round)}
    return render(request, "network/insight_action.html", context)


@permission_view(PREPARES)
def input_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything that was brought in, as CSV or for a spreadsheet; nothing that tells of a phone or a moment."""
    row = get_object_or_404(InputRound, code=code)
    heads = [_("Contribution"), _("Question"), _("Colour"), _("Audience"), _("On the screen"), _("Insight")]
    download = xlsxfile.download if request.GET.get("als") == "xlsx" else csvfile.download
    return download(slugify(row.title)[:40] or row.code, heads, _exported(row))


def _exported(row: InputRound) -> Iterator[list[Any]]:
    rows = Contribution.objects.of_round(row.pk).select_related("question", "insight").order_by("question", "pk")
    for each in rows.iterator(chunk_size=500):
        yield [
            each.text,
            each.question.text,
            each.question.get_colour_display(),
            each.get_audience_display(),
            each.get_standing_display(),
            each.insight.title if each.insight else "",
        ]
