"""How a poster is laid out: readable from three metres, whether there is one project on it or fourteen.

The unit is the rem: 10 pt on A1, 5 pt on A3, so that both sheets are the same drawing. Heights are worked out with the
widths of the letters before anything is rendered; every card then has its place, and the sheet is one page by nature.
"""

import io
import math
import textwrap
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import Level, Project
from zenderen.lib import pdf

PAGE = (168.38, 238.39)  # A1 upright
UNIT = {"A1": "10pt", "A3": "5pt", "A4": "3.535pt"}
PAPER = {"A1": "594mm 841mm", "A3": "297mm 420mm", "A4": "210mm 297mm"}
MARGIN, GAP, FOOT = 7.0, 2.0, 25.0
INNER = PAGE[0] - 2 * MARGIN
LARGEST, SMALLEST, STEP = 6.0, 2.4, 0.1  # 60 to 24 pt on A1
AT_MOST = 14
COLUMNS = 4
LINE, TIGHT = 1.3, 1.12  # line heights of text and headings
SHAPE = 1.3  # width : height at which a card looks best
TEXT, BOLD, HEAD = (
    ("fonts/atkinson-hyperlegible/AtkinsonHyperlegible-Regular.ttf", 1.02),
    ("fonts/atkinson-hyperlegible/AtkinsonHyperlegible-Bold.ttf", 1.02),
    ("fonts/figtree/Figtree[wght].ttf", 1.08),  # its table holds the lightest weight; 700 is 5 % wider
)


class Detail(NamedTuple):
    """How much is said about each project: from which text size this is enough, sizes in rem, lengths in letters."""

    smallest: float
    pad: float
    heading: float  # the size of a title in sizes of the text
    bar: float  # the room that a bar for the milestones takes, in sizes of the text
    title: int
    reason: int
    asks: int
    milestone: int
    partners: int  # names; 0: only how many


# What is asked goes before the reason of a project that is not on course: that one always stands beside its state.
DETAILS = (
    Detail(3.2, 2.4, 1.4, 1.4, 200, 300, 300, 160, 30),
    Detail(2.8, 2.4, 1.4, 1.4, 200, 160, 160, 120, 12),
    Detail(2.6, 2.2, 1.4, 1.4, 200, 110, 110, 80, 8),
    Detail(SMALLEST, 2.0, 1.35, 1.4, 200, 80, 80, 60, 5),
    Detail(SMALLEST, 1.8, 1.25, 1.4, 200, 70, 50, 50, 3),
    Detail(SMALLEST, 1.8, 1.2, 1.4, 140, 70, 0, 45, 2),
    Detail(SMALLEST, 1.6, 1.15, 0, 110, 60, 0, 40, 2),
    Detail(SMALLEST, 1.6, 1.15, 0, 90, 45, 0, 30, 0),
    Detail(SMALLEST, 1.2, 1.1, 0, 70, 30, 0, 25, 0),
)


@dataclass
class Card:
    """A project as it stands on the sheet: all words are ready."""

    title: str
    level: str
    state: str
    age: str
    reason: str
    progress: str
    percent: int
    ahead: str
    partners: str
    asks: str

    def height(self, text: float, width: float, detail: Detail) -> float:
        """What it needs at this text size, in a card of this width."""
        inner = width - 2 * detail.pad
        row, heading = text * LINE, text * detail.heading
        rise = 0.8 + 2 * detail.pad + lines(self.title, HEAD, heading, inner) * heading * TIGHT
        pill = letters(self.state, BOLD, text) + 2.6 * text
        if pill > inner:
            return math.inf  # it is not broken over lines
        beside = pill + letters(self.age, TEXT, text) + text <= inner
        rise += 2.2 * text + (0 if beside or not self.age else row * lines(self.age, TEXT, text, inner))
        for words in (self.reason, self.progress, self.ahead, self.partners):
            rise += 0.4 * text + lines(words, TEXT, text, inner) * row if words else 0
        rise += detail.bar * text if self.progress else 0
        rise += 1.8 * text + (1 + lines(self.asks, TEXT, text, inner - 1.6 * text)) * row if self.asks else 0
        return rise


class Row(NamedTuple):
    """Cards beside each other; sizes in rem."""

    height: str
    width: str
    cards: list[Card]


@dataclass
class Sheet:
    """Everything that the template puts down."""

    name_size: float
    ambition_size: float
    ambition: str
    head: float
    text: float = LARGEST
    detail: Detail = DETAILS[0]
    rows: list[Row] = field(default_factory=list)
    left_out: int = 0


class Option(NamedTuple):
    """A way in which the cards fit."""

    score: float
    text: float
    split: list[int]


def render(data: dict[str, Any], *, size: str, data_at: datetime) -> bytes:
    """The poster as tagged PDF of one page; the same data gives the same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        sheet = arrange(data)
        day = date_format(localdate(data_at), "j F Y")
    address = data["address"]
    context = {
        "data": data,
        "sheet": sheet,
        "day": day,
        "paper": PAPER[size],
        "unit": UNIT[size],
        "qr": _qr(address),
        "address": address.split("://", 1)[-1].rstrip("/"),
    }
    return pdf.render("pdf/poster.html", context, created=data_at, stylesheets=("css/pdf.css", "css/poster.css"))


@lru_cache(64)
def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_data_uri(border=0))


def picture(content: bytes) -> bytes:
    """The first page as a PNG of 900 pixels wide."""
    import pypdfium2  # only the worker needs it, and it is slow to load

    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        image = page.render(scale=900 / page.get_width()).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    image.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def arrange(data: dict[str, Any]) -> Sheet:
    """Choose sizes, columns and how much is said, so that all of it fits: say less before the letters get too small.

    What does not even fit then (fourteen very long names do) is left out by the last projects, and counted.
    """
    sheet = _head(data)
    room = PAGE[1] - sheet.head - FOOT - 2 * GAP
    for count in range(min(len(data["projects"]), AT_MOST), 0, -1):
        for detail in DETAILS:
            cards = [_card(project, detail) for project in data["projects"][:count]]
            options = [option for split in _splits(count) if (option := _largest(cards, split, detail, room))]
            if options:
                best = max(options)
                sheet.text, sheet.detail, sheet.left_out = best.text, detail, len(data["projects"]) - count
                sheet.rows = _rows(cards, best, detail, room)
                return sheet
    return sheet


def _head(data: dict[str, Any]) -> Sheet:
    few, many = len(data["projects"]) <= 4, len(data["projects"]) > 8
    longest = 420 if few else 170 if many else 300
    name, ambition = data["theme"], textwrap.shorten(data["ambition"], longest, placeholder="…")
    sizes = [(size, 1) for size in ((15.0, 13.0, 11.0, 9.5) if few else (11.0, 9.5))]
    sizes += [(size, 2) for size in (9.5, 8.0)]
    name_size = next((size for size, most in sizes if lines(name, HEAD, size, INNER) <= most), 5.6)
    sizes = [(size, 2 if many else 3) for size in ((5.4, 4.8, 4.2, 3.6, 3.2) if few else (4.2, 3.6, 3.2))]
    ambition_size = next((size for size, most in sizes if lines(ambition, TEXT, size, INNER * 0.9) <= most), 2.8)
    height = 2 * 4.0 + 4.4 + lines(name, HEAD, name_size, INNER) * name_size * TIGHT
    height += 2.0 + lines(ambition, TEXT, ambition_size, INNER * 0.9) * ambition_size * LINE
    return Sheet(name_size, ambition_size, ambition, height)


def _card(project: dict[str, Any], detail: Detail) -> Card:
    shorten = textwrap.shorten
    level = project["level"]
    day = project["reported_on"] and date_format(datetime.fromisoformat(project["reported_on"]), "j b Y")
    age = (_("reported %(day)s") % {"day": day} if day else _("never reported yet")) if level else ""
    ahead = ""
    if project["next"]:
        due = project["next"]["due_on"]
        title = shorten(project["next"]["title"], detail.milestone, placeholder="…")
        ahead = _("Next: %(milestone)s") % {"milestone": title}
        ahead += f" ({date_format(datetime.fromisoformat(due), 'j b Y')})" if due else ""
    done, total = project["done"], project["milestones"]
    reached = ngettext("%(done)s of %(n)s milestone reached", "%(done)s of %(n)s milestones reached", total)
    return Card(
        title=shorten(project["title"], detail.title, placeholder="…"),
        level=level or "planned",
        state=str(Level(level).label if level else Project.Status(project["status"]).label),
        age=age,
        reason=shorten(project["reason"], detail.reason, placeholder="…") if detail.reason else "",
        progress=reached % {"done": done, "n": total} if total else "",
        percent=round(100 * done / total) if total else 0,
        ahead=ahead,
        partners=_names(project["partners"], detail.partners),
        asks=shorten(project["asks"], detail.asks, placeholder="…") if detail.asks else "",
    )


def _names(names: list[str], at_most: int) -> str:
    if not names:
        return ""
    if not at_most:
        return ngettext("With %(n)s partner", "With %(n)s partners", len(names)) % {"n": len(names)}
    shown, more = names[:at_most], len(names) - at_most
    words = ", ".join(shown)
    if more > 0:
        words = ngettext("%(names)s and %(n)s other", "%(names)s and %(n)s others", more) % {"names": words, "n": more}
    return _("With %(names)s") % {"names": words}


def _splits(count: int) -> Iterator[list[int]]:
    """All ways to spread the cards over rows in which none is left alone; fuller rows first."""
    for rows in range(1, count + 1):
        small, larger = divmod(count, rows)
        split = [small + 1] * larger + [small] * (rows - larger)
        if split[0] <= COLUMNS and (split[-1] > 1 or split[0] == 1):
            yield split


def _largest(cards: list[Card], split: list[int], detail: Detail, room: float) -> Option | None:
    """The largest text at which these rows fit; broken titles and odd shapes of cards count against it."""
    rows = list(_dealt(cards, split))
    sizes = [detail.smallest + step * STEP for step in range(round((LARGEST - detail.smallest) / STEP) + 1)]

    def overflows(text: float) -> bool:
        return sum(_heights(rows, text, detail)) + GAP * (len(split) - 1) > room

    if overflows(sizes[0]):
        return None
    text = sizes[bisect_left(sizes, True, key=overflows) - 1]  # noqa: FBT003 - the last one before the first too large
    broken = sum(_is_broken(card, text * detail.heading, count, detail) for count, row in rows for card in row)
    shapes = [_width(count) / (room / len(split)) for count in split]
    odd = sum(abs(math.log(shape / SHAPE)) for shape in shapes) / len(split)
    return Option(text - 0.3 * broken - 1.2 * odd, text, split)


def _is_broken(card: Card, size: float, count: int, detail: Detail) -> bool:
    inner = _width(count) - 2 * detail.pad
    return any(letters(word, HEAD, size) > inner for word in card.title.split())


def _rows(cards: list[Card], option: Option, detail: Detail, room: float) -> list[Row]:
    """The rows with what is left of the sheet divided among them."""
    rows = list(_dealt(cards, option.split))
    heights = _heights(rows, option.text, detail)
    spare = (room - sum(heights) - GAP * (len(rows) - 1)) / len(rows)
    return [
        Row(f"{height + spare:.2f}", f"{_width(count):.2f}", row)
        for height, (count, row) in zip(heights, rows, strict=True)
    ]


def _heights(rows: list[tuple[int, list[Card]]], text: float, detail: Detail) -> list[float]:
    return [max(card.height(text, _width(count), detail) for card in row) for count, row in rows]


def _dealt(cards: list[Card], split: list[int]) -> Iterator[tuple[int, list[Card]]]:
    start = 0
    for count in split:
        yield count, cards[start : start + count]
        start += count


def _width(count: int) -> float:
    return (INNER - GAP * (count - 1)) / count


def lines(words: str, font: tuple[str, float], size: float, width: float) -> int:
    """How many lines the words take, broken as a browser does; a word that is too long is broken itself."""
    count, used, room = 1, 0.0, width / size
    space = _breadth(" ", *font)
    for needed in _words(words, *font):
        if used and used + space + needed > room:
            count, used = count + 1, 0.0
        if needed > room:
            count += math.ceil(needed / (room * 0.85)) - 1
            needed %= room
        used += needed + (space if used else 0.0)
    return count


def letters(words: str, font: tuple[str, float], size: float) -> float:
    """The width of the words on one line."""
    return _breadth(words, *font) * size


@lru_cache(8192)
def _breadth(words: str, file: str, factor: float) -> float:
    widths = _widths(file)
    return sum(widths.get(ord(letter), 0.7) for letter in words) * factor


@lru_cache(1024)
def _words(words: str, file: str, factor: float) -> tuple[float, ...]:
    return tuple(_breadth(word, file, factor) for word in words.split())


@lru_cache
def _widths(file: str) -> dict[int, float]:
    """Character → width in the units of its size."""
    from fontTools.ttLib import TTFont  # comes with WeasyPrint; only the worker needs it

    font = TTFont(finders.find(file))
    unit = font["head"].unitsPerEm
    metrics = font["hmtx"].metrics
    return {code: metrics[name][0] / unit for code, name in font.getBestCmap().items()}
