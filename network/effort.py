"""What partners put into the network, quarter by quarter, in a few true numbers; each room counts its own.

Like ``figures``: ``@effort.provider("meetings", gettext_lazy("Meetings"))`` above a function that counts for all
partners at once, in one query however many there are. The numbers are never added up over kinds: a signature and a
meeting are not the same thing.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, PulseAnswer, quarter_of

QUARTERS = 4  # that are shown, the running one included


class Counted(NamedTuple):
    """How often a partner did something in the quarter in which this day lies."""

    organisation: int
    day: datetime.date
    number: int


Counter = Callable[[Iterable[int], datetime.date], Iterable[Counted]]


class Kind(NamedTuple):
    """One kind of effort: its name in the address, what the screen calls it, and who counts it."""

    key: str
    label: Any
    order: int
    counter: Counter


_kinds: dict[str, Kind] = {}


def provider(key: str, label: Any, *, order: int = 50) -> Callable[[Counter], Counter]:
    """Register a function from keys of organisations and a first day to what they did since then."""

    def register(function: Counter) -> Counter:
        _kinds[key] = Kind(key, label, order, function)
        return function

    return register


def kinds() -> list[Kind]:
    """All kinds of effort, in their order."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def quarters(number: int = QUARTERS) -> list[tuple[int, int]]:
    """Year and quarter of the last so many quarters, the oldest first."""
    year, quarter = quarter_of(timezone.localdate())
    found = []
    for _step in range(number):
        found.append((year, quarter))
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return found[::-1]


def first_day(of: tuple[int, int]) -> datetime.date:
    """The first day of a quarter."""
    return datetime.date(of[0], of[1] * 3 - 2, 1)


def of(organisations: Sequence[Organisation]) -> dict[int, dict[str, list[int]]]:
    """Organisation → kind → how often in each of ``quarters()``; one query for each kind."""
    keys, wanted = [organisation.pk for organisation in organisations], quarters()
    found: dict[int, dict[str, list[int]]] = {key: defaultdict(lambda: [0] * len(wanted)) for key in keys}
    for kind in kinds():
        for row in kind.counter(keys, first_day(wanted[0])):
            quarter = quarter_of(row.day)
            if quarter in wanted:
                found[row.organisation][kind.key][wanted.index(quarter)] += row.number
    return found


@provider("pulse", _("Questions on urgency answered"), order=50)
def answers(organisations: Iterable[int], since: datetime.date) -> Iterable[Counted]:
    """Each question counts once, when it was answered."""
    said = PulseAnswer.objects.filter(organisation__in=organisations, answered_at__date__gte=since)
    quarter = said.order_by().values("organisation", quarter=TruncQuarter("answered_at"))
    for row in quarter.annotate(number=Count("pk")):
        yield Counted(row["organisation"], timezone.localdate(row["quarter"]), row["number"])
