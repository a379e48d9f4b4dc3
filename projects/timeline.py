"""Projects as bars in time: a pure function from rows to SVG, coloured by the classes of css/overviews.css.

The page puts the same data in a table below it. The axis is cropped to the bars. What has no first or last day runs
to the edge with an open end, and the table says that the day is not known.
"""

import datetime
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

from django.utils import dateformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, LABELS, ROW, TOP, FOOT = 1000, 320, 30, 34, 30  # of the chart, names, one bar, the axis, “today”
SIGNS = 40  # of a name, so many fit
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)  # months between two marks of the axis
MONTH = datetime.timedelta(days=31)
MARKS = 9  # on the axis, at most


class Bar(NamedTuple):
    """One project in time."""

    project: Any
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    accent: int
    milestones: Sequence[tuple[datetime.date, bool]]  # those with a day: that day, and whether it was reached
    reached: int
    named: int  # milestones, with or without a day

    @classmethod
    def of(cls, project: Any) -> Self:
        """From a project with its theme and milestones."""
        rows = [(row.done_on or row.due_on, bool(row.done_on)) for row in project.milestones.all()]
        known = [(day, is_done) for day, is_done in rows if day]
        reached = sum(is_done for _day, is_done in rows)
        return cls(project, project.starts_on, project.ends_on, project.theme.accent, known, reached, len(rows))


def chart(bars: Sequence[Bar], *, today: datetime.date) -> SafeString:
    """The bars below each other on one axis; nothing at all without bars."""
    if not bars:
        return SafeString("")
    first, last = _ends(bars)
    bottom = TOP + ROW * len(bars)

    def x(day: datetime.date) -> float:
        inside = min(max(day, first), last)
        return round(LABELS + (inside - first).days / (last - first).days * (WIDTH - LABELS - 8), 1)

    parts = [_axis(first, last, x, bottom)]
    if first <= today <= last:
        parts.append(
            format_html('<path class="timeline-today" d="M{0} {1}V{2}"/>', x(today), TOP - 6, bottom + 6)
            + format_html('<text class="timeline-now" x="{}" y="{}">{}</text>', x(today), bottom + 22, _("today"))
        )
    parts += [_row(bar, TOP + ROW * index, x, first, last) for index, bar in enumerate(bars)]
    return format_html(
        '<svg class="timeline" viewBox="0 0 {} {}" role="img" aria-labelledby="timeline-title">'
        '<title id="timeline-title">{}</title>{}</svg>',
        WIDTH,
        bottom + FOOT,
        _("Bars of %(n)s projects, from %(first)s to %(last)s; the table below says the same.")
        % {"n": len(bars), "first": _words(first), "last": _words(last)},
        SafeString("".join(parts)),
    )


def _ends(bars: Sequence[Bar]) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that any bar knows, at least a month apart."""
    days = [day for bar in bars for day in (bar.starts_on, bar.ends_on) if day]
    first, last = min(days), max(days)
    if last - first < MONTH:
        first, last = (first, first + MONTH) if first < datetime.date.max - MONTH else (last - MONTH, last)
    return first, last


def _axis(first: datetime.date, last: datetime.date, x: Any, bottom: int) -> SafeString:
    return format_html_join(
        "",
        '<path class="timeline-grid" d="M{0} {2}V{3}"/><text class="timeline-tick" x="{0}" y="18">{1}</text>',
        ((x(day), _tick(day), TOP - 8, bottom) for day in _marks(first, last)),
    )


def _marks(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in STEPS if months / step <= MARKS), STEPS[-1])
    count = first.year * 12 + first.month - 1
    count += -count % step
    while count < (last.year + 1) * 12:  # no date has a year after 9999
        day = datetime.date(count // 12, count % 12 + 1, 1)
        if first <= day <= last:
            yield day
        count += step


def _tick(day: datetime.date) -> str:
    return str(day.year) if day.month == 1 else dateformat.format(day, "M")


def _words(day: datetime.date) -> str:
    return dateformat.format(day, "j F Y")


def _row(bar: Bar, y: int, x: Any, first: datetime.date, last: datetime.date) -> SafeString:
    start, end = x(bar.starts_on or first), x(bar.ends_on or last)
    is_open = " timeline-open" if not (bar.starts_on and bar.ends_on) else ""
    name = textwrap.shorten(bar.project.title, SIGNS, placeholder="…")
    marks = format_html_join(
        "",
        '<path class="timeline-mark{}" d="M{} {}l6 6l-6 6l-6 -6z"/>',
        ((" timeline-done" if done else "", x(day), y + 4) for day, done in bar.milestones if first <= day <= last),
    )
    return format_html(
        '<g class="accent-{}"><path class="timeline-grid" d="M0 {}H{}"/><text x="0" y="{}">{}</text>'
        '<rect class="timeline-bar{}" x="{}" y="{}" width="{}" height="12" rx="2"/>{}</g>',
        bar.accent, y + ROW - 5, WIDTH, y + 15, name, is_open, start, y + 4, max(round(end - start, 1), 3), marks,
    )  # fmt: skip
