"""Charts as SVG: pure functions from numbers to markup, coloured by the classes of css/charts.css alone.

Every chart carries its title and description for who does not see it; the page puts the same data in a table beside
it. What was not measured is None: it is left open and said so, never drawn as zero. The series of a chart (at most
three) differ in dash and mark, not by colour alone.
"""

import math
import textwrap
import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

WIDTH = 400  # of every chart, in its own units; text is 14 of them (css/charts.css)
SIGN = 7.2  # about the width of one sign
TEXT = 18  # height of a line of text
SERIES = 3


class Series(NamedTuple):
    """One row of values; None where nothing was measured."""

    name: str
    values: Sequence[float | None]


class Cell(NamedTuple):
    """One place of a strip: a level for icon and class (as in img/icons.svg), in words, and what stands below it."""

    level: str
    words: str
    label: str = ""


def number(value: float | Decimal | None) -> str:
    """The number as people here write it, with at most two decimals; empty for None."""
    if value is None:
        return ""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    decimals = len(text.partition(".")[2])
    return str(number_format(round(float(value), 2), decimal_pos=decimals, force_grouping=True))


def line(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    places: Sequence[float] | None = None,
    target: float | None = None,
    target_label: str = "",
    low: float | None = None,
    high: float | None = None,
) -> SafeString:
    """Values over time. A gap of None breaks the line and is shaded and named.

    ``places``: where each label lies on the axis (days, say); without it they are evenly spaced. ``low`` and ``high``
    fix the ends of the scale, which otherwise holds all values and the target.
    """
    ticks = _ticks([value for value in _all(series) if value is not None], target, low, high)
    left = 14 + max(len(number(tick)) for tick in ticks) * SIGN
    right, top, bottom = WIDTH - 16, 24, 194
    xs = _places(places or range(len(labels)), left + 12, right - 12)

    def y(value: float) -> float:
        return bottom - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (bottom - top)

    is_known = target is not None or any(value is not None for value in _all(series))
    parts = [
        format_html(
            '<path class="chart-grid" d="M{} {}H{}"/>'
            '<text class="chart-tick" x="{}" y="{}" text-anchor="end">{}</text>',
            *(_n(left), _n(y(tick)), right, _n(left - 6), _n(y(tick) + 5), number(tick) if is_known else ""),
        )
        for tick in ticks
    ]
    parts += _gaps(xs, series, top, bottom)
    if target is not None:
        words = target_label or _("target %(value)s") % {"value": number(target)}
        parts.append(
            format_html(
                '<path class="chart-target" d="M{0} {1}H{2}"/><text class="chart-note chart-halo" x="{3}"'
                ' y="{4}">{5}</text>',
                *(_n(left), _n(y(target)), right, _n(left + 4), _n(y(target) - 6), words),
            )
        )
    for index, each in enumerate(series):
        points = [(x, y(value)) if value is not None else None for x, value in zip(xs, each.values, strict=True)]
        parts.append(_stroke(points, index))
        for point, label, value in zip(points, labels, each.values, strict=True):
            if point:
                parts.append(_mark(*point, index, f"{label}: {number(value)}"))
    parts += _axis(xs, labels, bottom + TEXT + 2)
    height = bottom + 2 * TEXT
    if len(series) > 1:
        parts.append(_legend([each.name for each in series], height))
        height += TEXT * len(series) + 6
    return _svg("line", height, parts, title, description)


def radar(axes: Sequence[str], series: Sequence[Series], *, highest: float, title: str, description: str) -> SafeString:
    """Scores from 0 to ``highest`` on three axes or more. An axis without a score is left open and said so."""
    radius, centre = 92.0, (WIDTH / 2, 92.0 + 3.6 * TEXT)
    turn = [math.tau * index / len(axes) - math.tau / 4 for index in range(len(axes))]

    def at(index: int, value: float) -> tuple[float, float]:
        reach = radius * value / highest
        return centre[0] + reach * math.cos(turn[index]), centre[1] + reach * math.sin(turn[index])

    parts = []
    for ring in range(1, int(highest) + 1):
        parts.append(format_html('<path class="chart-grid" d="{}Z"/>', _path([at(i, ring) for i in range(len(axes))])))
    for index, name in enumerate(axes):
        parts.append(format_html('<path class="chart-grid" d="{}"/>', _path([centre, at(index, highest)])))
        parts.append(_around(at(index, highest * 1.1), turn[index], textwrap.wrap(name, 14)))
    for ring in range(int(highest) + 1):
        x, y = at(0, ring)
        parts.append(format_html('<text class="chart-tick" x="{}" y="{}">{}</text>', _n(x + 5), _n(y + 5), ring))
    for index, each in enumerate(series):
        points = [at(axis, value) if value is not None else None for axis, value in enumerate(each.values)]
        words = [f"{axis}: {number(value)}" for axis, value in zip(axes, each.values, strict=True)]
        parts.append(_outline(points, words, index))
    height = centre[1] + radius + 1.8 * TEXT
    for missing in _unscored(axes, series):
        parts.append(format_html('<text class="chart-note" x="0" y="{}">{}</text>', _n(height), missing))
        height += TEXT
    if len(series) > 1:
        parts.append(_legend([each.name for each in series], height))
        height += TEXT * len(series) + 6
    return _svg("radar", height, parts, title, description)


def bars(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    highest: float | None = None,
    unit: str = "",
) -> SafeString:
    """Lying bars, grouped by label: the label above, a bar and its value for each series."""
    most = highest or max([0, *(value for value in _all(series) if value is not None)]) or 1
    room = (
        WIDTH - 12 - SIGN * max([len(number(most) + unit) + 2, len(_("not measured")) if None in _all(series) else 0])
    )
    parts, y = [], 0.0
    if len(series) > 1:
        parts.append(_keys([each.name for each in series], y))
        y += TEXT * len(series) + 10
    for row, label in enumerate(labels):
        for words in textwrap.wrap(label, int(WIDTH / SIGN)) or [""]:
            y += TEXT
            parts.append(format_html('<text class="chart-label" x="0" y="{}">{}</text>', _n(y), words))
        y += 6
        for index, each in enumerate(series):
            parts.append(_bar(y, each.values[row], index, room / most, f"{each.name}, {label}", unit))
            y += 20
        y += 8
    return _svg("bars", y, parts, title, description)


def strip(cells: Sequence[Cell], *, title: str, description: str, per_row: int = 12) -> SafeString:
    """One cell after another in time, each with an icon of its level, its words on hover and its label below."""
    parts = []
    width, height = WIDTH / per_row, 56
    sprite = static("img/icons.svg")
    for index, cell in enumerate(cells):
        x, y = index % per_row * width, index // per_row * height
        parts.append(
            format_html(
                '<g class="chart-cell chart-cell-{level}"><title>{words}</title>'
                '<rect x="{x}" y="{y}" width="{w}" height="34"/>'
                '<use href="{sprite}#{level}" x="{ix}" y="{iy}" width="22" height="22"/></g>'
                '<text class="chart-tick" x="{tx}" y="{ty}" text-anchor="middle">{label}</text>',
                level=cell.level,
                words=f"{cell.label}: {cell.words}" if cell.label else cell.words,
                x=_n(x + 1),
                y=_n(y + 1),
                w=_n(width - 2),
                sprite=sprite,
                ix=_n(x + width / 2 - 11),
                iy=_n(y + 7),
                tx=_n(x + width / 2),
                ty=_n(y + 50),
                label=cell.label,
            )
        )
    return _svg("strip", -(-len(cells) // per_row) * height, parts, title, description)


def _svg(kind: str, height: float, parts: Iterable[SafeString], title: str, description: str) -> SafeString:
    name = f"chart-{zlib.crc32(f'{kind} {title} {description}'.encode()):08x}"
    return format_html(
        '<svg class="chart chart-as-{kind}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{description}</desc>{inside}</svg>',
        kind=kind,
        width=WIDTH,
        height=_n(height),
        name=name,
        title=title,
        description=description,
        inside=mark_safe("".join(parts)),  # noqa: S308 - every part was made by format_html
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _all(series: Sequence[Series]) -> list[float | None]:
    return [value for each in series for value in each.values]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _ticks(values: Sequence[float], target: float | None, low: float | None, high: float | None) -> list[float]:
    """Round numbers from below the lowest value to above the highest, about five of them."""
    known = [float(value) for value in (*values, target, low, high) if value is not None] or [0.0, 1.0]
    least = float(low) if low is not None else min(known)
    most = float(high) if high is not None else max(known)
    if least >= 0 and least < most / 2:
        least = 0.0
    if low is not None and high is not None:
        parts = next((n for n in (5, 4, 3, 2) if (most - least) % n == 0), 4)
        return [least + index * (most - least) / parts for index in range(parts + 1)]
    spread = (most - least) or abs(most) or 1.0
    rough = spread / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(nice for nice in (1, 2, 2.5, 5, 10) if nice * power >= rough * 0.999)
    first = math.floor(least / step + 1e-9)
    last = max(math.ceil(most / step - 1e-9), first + 1)
    return [round(index * step, 6) for index in range(first, last + 1)]


def _places(places: Sequence[float], left: float, right: float) -> list[float]:
    if not places:
        return []
    first, last = min(places), max(places)
    if first == last:
        return [(left + right) / 2 for _place in places]
    return [left + (place - first) / (last - first) * (right - left) for place in places]


def _axis(xs: Sequence[float], labels: Sequence[str], y: float) -> list[SafeString]:
    """As many labels as fit beside each other, the last one always."""
    if not xs:
        return []
    last = len(xs) - 1
    half = [len(label) * SIGN / 2 for label in labels]
    centres = [min(max(x, half[i]), WIDTH - half[i]) for i, x in enumerate(xs)]
    shown: list[int] = []
    for index in range(last):
        free = not shown or centres[index] - half[index] > centres[shown[-1]] + half[shown[-1]] + 8
        if free and centres[index] + half[index] + 8 < centres[last] - half[last]:
            shown.append(index)
    return [
        format_html(
            '<text class="chart-tick" x="{}" y="{}" text-anchor="middle">{}</text>',
            *(_n(centres[index]), _n(y), labels[index]),
        )
        for index in (*shown, last)
    ]


def _gaps(xs: Sequence[float], series: Sequence[Series], top: float, bottom: float) -> list[SafeString]:
    """A shaded upright band where no series was measured, once named for each run of them."""
    empty = [all(each.values[index] is None for each in series) for index in range(len(xs))]
    parts = []
    for is_empty, run in groupby(range(len(xs)), key=empty.__getitem__):
        if not is_empty:
            continue
        places = list(run)
        index, end = places[0], places[-1]
        left = (xs[index - 1] + xs[index]) / 2 if index else xs[index] - 12
        right = (xs[end] + xs[end + 1]) / 2 if end + 1 < len(xs) else xs[end] + 12
        half = len(_("not measured")) * SIGN / 2
        middle = min(max((left + right) / 2, half), WIDTH - half)
        parts.append(
            format_html(
                '<rect class="chart-gap" x="{}" y="{}" width="{}" height="{}"/>'
                '<text class="chart-note" x="{}" y="{}" text-anchor="middle">{}</text>',
                *(_n(left), top, _n(right - left), bottom - top, _n(middle), top - 8, _("not measured")),
            )
        )
    return parts


def _stroke(points: Sequence[tuple[float, float] | None], index: int) -> SafeString:
    """One path that is lifted wherever a point is missing."""
    drawn, on_paper = [], False
    for point in points:
        if point:
            drawn.append(f"{'L' if on_paper else 'M'}{_n(point[0])} {_n(point[1])}")
        on_paper = point is not None
    return format_html('<path class="chart-stroke chart-stroke-{}" d="{}"/>', index % SERIES, "".join(drawn))


def _mark(x: float, y: float, index: int, words: str) -> SafeString:
    """A circle, a square or a triangle, with its value in words."""
    shapes = (
        f"M{_n(x - 4.5)} {_n(y)}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0",
        f"M{_n(x - 4.5)} {_n(y - 4.5)}h9v9h-9z",
        f"M{_n(x)} {_n(y - 5.5)}l5.5 9.5h-11z",
    )
    return format_html(
        '<path class="chart-mark chart-mark-{}" d="{}"><title>{}</title></path>',
        *(index % SERIES, shapes[index % SERIES], words),
    )


def _legend(names: Sequence[str], y: float) -> SafeString:
    rows = (
        (
            format_html(
                '<path class="chart-stroke chart-stroke-{0}" d="M0 {1}H34"/>{2}'
                '<text class="chart-note" x="42" y="{3}">{4}</text>',
                *(index % SERIES, _n(y + TEXT * index), _mark(17, y + TEXT * index, index, name)),
                *(_n(y + TEXT * index + 5), name),
            ),
        )
        for index, name in enumerate(names)
    )
    return format_html_join("", "{}", rows)


def _keys(names: Sequence[str], y: float) -> SafeString:
    rows = (
        (index % SERIES, _n(y + TEXT * index + 3), _n(y + TEXT * index + 15), name) for index, name in enumerate(names)
    )
    return format_html_join(
        "",
        '<rect class="chart-bar chart-bar-{0}" x="1" y="{1}" width="24" height="12"/>'
        '<text class="chart-note" x="33" y="{2}">{3}</text>',
        rows,
    )


def _bar(y: float, value: float | None, index: int, scale: float, words: str, unit: str) -> SafeString:
    if value is None:
        return format_html('<text class="chart-note" x="0" y="{}">{}</text>', _n(y + 12), _("not measured"))
    text = f"{number(value)} {unit}".strip()
    return format_html(
        '<rect class="chart-bar chart-bar-{}" x="1" y="{}" width="{}" height="14"><title>{}</title></rect>'
        '<text class="chart-note" x="{}" y="{}">{}</text>',
        *(index % SERIES, _n(y), _n(max(value * scale, 1)), f"{words}: {text}"),
        *(_n(value * scale + 8), _n(y + 12), text),
    )


def _outline(points: Sequence[tuple[float, float] | None], words: Sequence[str], index: int) -> SafeString:
    """The closed line of one series in a radar, filled when every axis has its score."""
    known = [point for point in points if point]
    area = ""
    if len(known) == len(points):
        area = format_html('<path class="chart-area chart-area-{}" d="{}Z"/>', index % SERIES, _path(known))
    marks = ((_mark(*point, index, word),) for point, word in zip(points, words, strict=True) if point)
    return format_html("{}{}{}", area, _stroke([*points, points[0]], index), format_html_join("", "{}", marks))


def _unscored(axes: Sequence[str], series: Sequence[Series]) -> list[str]:
    return [
        _("%(name)s: not measured") % {"name": axis if len(series) == 1 else f"{each.name}, {axis}"}
        for each in series
        for axis, value in zip(axes, each.values, strict=True)
        if value is None
    ]


def _around(at: tuple[float, float], turn: float, words: Sequence[str]) -> SafeString:
    """The name of an axis outside its end, on the side where there is room."""
    across, down = math.cos(turn), math.sin(turn)
    anchor = "middle" if abs(across) < 0.1 else "start" if across > 0 else "end"
    above_tick = 8 if down < -0.9 else 0
    first = at[1] + 5 - above_tick + (len(words) - 1) * TEXT * (down - 1) / 2
    rows = ((_n(at[0]), _n(first + TEXT * index), anchor, line) for index, line in enumerate(words))
    return format_html_join("", '<text class="chart-label" x="{}" y="{}" text-anchor="{}">{}</text>', rows)
