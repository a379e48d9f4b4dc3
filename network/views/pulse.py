"""The urgency pulse: over time, of one quarter, and answering it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, FilteredRelation, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from network.actions.pulse import answer_pulse, ask_pulse
from network.forms.pulse import AnswerForm, PulseForm
from network.models import Organisation, Pulse, PulseAnswer, User, falling
from zenderen.lib import charts, csvfile
from zenderen.lib.access import global_permissions, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

SHOWN = 12  # quarters in the charts and the table: three years
PER_PAGE = 50
READS_ALL, MANAGES = "network.view_pulseanswer", "network.change_pulse"


@permission_view("network.view_internal")
def pulse_list(request: HttpRequest) -> HttpResponse:
    """Is the urgency felt, and does it grow or fade? The network over time, and beside it one's own partner."""
    held = global_permissions(request.user)
    closed = list(Pulse.objects.closed().with_average().order_by("-year", "-quarter")[:SHOWN])[::-1]
    own = list(Pulse.asked().joined_by(request.user)[:2])
    context = {
        "open": Pulse.objects.open().with_average(),
        "planned": Pulse.objects.planned() if MANAGES in held else (),
        "asked": Pulse.asked().count(),
        "own": own,
        "manages": MANAGES in held,
        "reads_all": READS_ALL in held,
        "fall": falling() if READS_ALL in held else None,
        "fewest": Pulse.FEWEST,
        **_over_time(closed, own),
    }
    return render(request, "network/pulse_list.html", context)


def _over_time(pulses: list[Pulse], own: list[Organisation]) -> dict[str, Any]:
    """Two charts and the table beside them; the mean of too few answers is left open."""
    said = {
        (answer.pulse_id, answer.organisation_id): answer.score
        for answer in PulseAnswer.objects.filter(pulse__in=pulses, organisation__in=own)
    }
    rows: list[Any] = [
        (pulse, pulse.shows_average, [said.get((pulse.pk, partner.pk)) for partner in own]) for pulse in pulses
    ]
    if not any(is_shown or any(ours) for _pulse, is_shown, ours in rows):
        return {"rows": rows[::-1]}

    def values(name: str) -> list[float | None]:
        return [getattr(pulse, name) if is_shown else None for pulse, is_shown, _ours in rows]

    average = charts.Series(_("Network average"), values("average"))
    spread = [charts.Series(_("Highest"), values("most")), charts.Series(_("Lowest"), values("least"))]
    ours = [charts.Series(partner.label, [row[2][place] for row in rows]) for place, partner in enumerate(own)]
    labels, answered = [pulse.label for pulse in pulses], any(any(row[2]) for row in rows)
    return {
        "rows": rows[::-1],
        "chart": _chart(labels, [average, *spread], _("How urgent the partners find it, from 1 to 10")),
        "own_chart": _chart(labels, [average, *ours], _("Your own partner beside the network")) if answered else "",
    }


def _chart(labels: list[str], series: list[charts.Series], title: str) -> SafeString:
    words = _("A line for each of these: %(names)s. The table has the same numbers.")
    description = words % {"names": ", ".join(each.name for each in series)}
    return charts.line(labels, series, title=title, description=description, low=1, high=10)


@permission_view("network.add_pulse")
def pulse_add(request: HttpRequest) -> HttpResponse:
    """The question of a quarter; the partners are written to on its first day."""
    form = PulseForm(posted(request))
    if request.method == "POST" and form.save_valid(then=lambda pulse: ask_pulse(pulse, by=_person(request))):
        messages.success(request, _("The question is there. The partners get an e-mail on its first day."))
        return redirect(form.instance)
    return render(request, "network/pulse_form.html", {"form": form})


@permission_view("network.change_pulse")
def pulse_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move its days; the question itself stays once somebody answered."""
    pulse = get_object_or_404(Pulse, pk=pk)
    form = PulseForm(posted(request), instance=pulse)
    if request.method == "POST" and form.save_valid(then=lambda row: ask_pulse(row, by=_person(request))):
        messages.success(request, _("Saved."))
        return redirect(pulse)
    return render(request, "network/pulse_form.html", {"form": form, "pulse": pulse})


@permission_view("network.view_internal")
def pulse_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One quarter: the network, one's own answer, and by name only for who looks across the partners."""
    held = global_permissions(request.user)
    pulse = get_object_or_404(Pulse.objects.visible(all_of_them=MANAGES in held).with_average(), pk=pk)
    own = Pulse.asked().joined_by(request.user)
    context = {
        "pulse": pulse,
        "asked": Pulse.asked().count(),
        "own": _beside(own, pulse),
        "manages": MANAGES in held,
        "page": _page(request, pulse) if READS_ALL in held else None,
    }
    return render(request, "network/pulse_detail.html", context)


def _page(request: HttpRequest, pulse: Pulse) -> Any:
    return Paginator(_beside(Pulse.asked(), pulse), PER_PAGE).get_page(request.GET.get("page"))


def _beside(partners: Any, pulse: Pulse) -> Any:
    """The partners with what they answered now and the quarter before, and the change between them."""
    before = Pulse.objects.filter(Q(year__lt=pulse.year) | Q(year=pulse.year, quarter__lt=pulse.quarter))
    previous = before.order_by("-year", "-quarter").first()
    return (
        partners.annotate(
            now=FilteredRelation("pulse_answers", condition=Q(pulse_answers__pulse=pulse.pk)),
            then=FilteredRelation("pulse_answers", condition=Q(pulse_answers__pulse=previous.pk if previous else 0)),
        )
        .annotate(
            score=F("now__score"),
            note=F("now__note"),
            answered_by=F("now__answered_by__name"),
            answered_at=F("now__answered_at"),
            before=F("then__score"),
            change=F("now__score") - F("then__score"),
        )
        .order_by("name")
    )


@permission_view("network.view_internal")
def pulse_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Seconds on a phone: one number, and a few words for who wants."""
    pulse, user = get_object_or_404(Pulse.objects.visible(all_of_them=False), pk=pk), _person(request)
    partners = Pulse.asked().joined_by(user)
    if not partners:
        raise PermissionDenied
    if not pulse.is_open:
        messages.warning(request, _("This question can no longer be answered."))
        return redirect(pulse)
    form = AnswerForm(posted(request), partners=partners, initial=_said(request, pulse, partners))
    if request.method == "POST" and form.is_valid():
        try:
            answer_pulse(pulse, by=user, **form.cleaned_data)
        except IllegalStep as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Thank you. You can change the answer until the last day."))
        return redirect(pulse)
    return render(request, "network/pulse_answer.html", {"form": form, "pulse": pulse, "partners": partners})


def _said(request: HttpRequest, pulse: Pulse, partners: Any) -> dict[str, Any]:
    """What was answered before, by oneself or a colleague."""
    chosen = partners.filter(slug=request.GET.get("partner", "")).first() or (
        partners[0] if len(partners) == 1 else None
    )
    answer = PulseAnswer.objects.filter(pulse=pulse, organisation=chosen).first() if chosen else None
    return {
        "organisation": chosen,
        "score": answer.score if answer else None,
        "note": answer.note if answer else "",
    }


@permission_view("network.view_pulseanswer")
def pulse_export(request: HttpRequest) -> HttpResponse:
    """All answers by name as CSV, for who looks across the partners."""
    answers = PulseAnswer.objects.select_related("pulse", "organisation").order_by("pulse", "organisation__name")
    heads = [_("Quarter"), _("Question"), _("Partner"), _("Answer"), _("Explanation")]
    return csvfile.download(_("urgency"), heads, _exported(answers))


def _exported(answers: Any) -> Iterator[list[Any]]:
    for answer in answers.iterator(chunk_size=500):
        yield [answer.pulse.label, answer.pulse.question, answer.organisation.name, answer.score, answer.note]


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
