"""The marks that visitors gave a conference, as numbers, as a drawing and as a table."""

from typing import NamedTuple

from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from network.models import Conference
from zenderen.lib import charts

FEWEST = 5  # answers below which nobody but the organiser sees them: they could be traced to people
HIGHEST = 10


class Marks(NamedTuple):
    """How often each mark was given, from 1 to 10."""

    counts: list[tuple[int, int]]
    answers: int
    chart: SafeString

    @property
    def average(self) -> float | None:
        """Their mean; None without answers."""
        return sum(mark * number for mark, number in self.counts) / self.answers if self.answers else None

    @property
    def are_enough(self) -> bool:
        """Whether they may be shown to everybody."""
        return self.answers >= FEWEST


def marks(conference: Conference) -> Marks:
    """The marks of one conference; one query."""
    rows = conference.evaluations.order_by().values_list("score").annotate(number=Count("pk"))
    given = dict(rows)
    counts = [(mark, given.get(mark, 0)) for mark in range(1, HIGHEST + 1)]
    drawing = charts.bars(
        [str(mark) for mark, _number in counts],
        [charts.Series(_("Answers"), [number for _mark, number in counts])],
        title=_("Marks for %(conference)s") % {"conference": conference.name},
        description=_("How many visitors gave each mark, from 1 to 10; the table beside it has the same numbers."),
    )
    return Marks(counts, sum(given.values()), drawing)
