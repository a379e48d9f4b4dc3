"""Where everything goes: sizes, rows and how much is said, worked out before anything is rendered."""

import math
import textwrap
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from projects.sheet import drafts
from projects.sheet.cards import Card
from projects.sheet.drafts import Draft, Plan
from projects.sheet.formats import GAP, Format
from projects.sheet.metrics import BOLD, HEAD, LINE, TEXT, TIGHT, is_broken, lines

STEP = 0.1  # between text sizes, in rem
SHAPE = 1.3  # width : height at which a card looks best
STRETCH = 1.2  # how much higher than needed cards may get before the title grows instead
GROWTH = (2.4, 2.2, 2.0, 1.8, 1.6, 1.45, 1.3, 1.2, 1.1)
SHARES: dict[int, list[tuple[float, ...]]] = {
    2: [(n / 20, 1 - n / 20) for n in range(7, 14)],
    3: [(1 / 3,) * 3, (0.4, 0.3, 0.3), (0.3, 0.4, 0.3), (0.3, 0.3, 0.4)],
}

DRAFTS: dict[str, Callable[[dict[str, Any], Format], Iterator[Draft]]] = {
    "theme": drafts.of_theme,
    "project": drafts.of_project,
    "partner": drafts.of_partner,
    "network": drafts.of_network,
}


@dataclass
class Head:
    """The title and what stands under it; sizes in rem."""

    name: str
    lead: str
    name_size: float
    lead_size: float
    height: float


@dataclass
class Foot:
    """The date, the address and who asked for it; ``height`` is counted from the edge of the sheet."""

    size: float
    height: float


@dataclass
class Sheet:
    """Everything that the template puts down."""

    head: Head
    foot: Foot
    text: float = 0
    pad: float = 2.4
    heading: float = 1.4
    cards: list[Card] = field(default_factory=list)
    left_out: int = 0


class Option(NamedTuple):
    """A way in which the cards fit: the better, the larger."""

    score: float
    text: float
    order: int  # of the plan, negative: the first one is the best of equals


def arrange(data: dict[str, Any], sheet: Format, foot_words: list[str]) -> Sheet:
    """Say less before the letters get too small; what does not even fit then is left out and counted."""
    foot = _foot(sheet, foot_words)
    head = _panel(data, sheet, foot) if sheet.panel else _head(data, sheet)
    found = Sheet(head, foot)
    room = _room(sheet, found)
    for draft in DRAFTS[data["kind"]](data, sheet):
        options = [
            option for order, plan in enumerate(draft.plans) if (option := _largest(plan, draft, sheet, room, order))
        ]
        if options:
            best = max(options)
            found.text, found.pad, found.heading, found.left_out = best.text, *draft[1:3], draft.left_out
            _place(draft.plans[-best.order], draft, sheet, found)
            break
    return found


def _room(sheet: Format, found: Sheet) -> float:
    if sheet.panel:
        return sheet.height - 6.0
    return sheet.height - found.head.height - found.foot.height - 2 * GAP


# --- Title and foot -------------------------------------------------------------------------------------------------


def _head(data: dict[str, Any], sheet: Format) -> Head:
    count = len(data["themes"] if data["kind"] == "network" else data["projects"])
    few, many = count <= 4, count > 8
    longest = 420 if few else 170 if many else 300
    name, lead = data["name"], textwrap.shorten(data["lead"], longest, placeholder="…")
    sizes = [(size, 1) for size in ((15.0, 13.0, 11.0, 9.5) if few else (11.0, 9.5))]
    sizes += [(size, 2) for size in (9.5, 8.0)]
    name_size = next((size for size, most in sizes if lines(name, HEAD, size, sheet.inner) <= most), 5.6)
    sizes = [(size, 2 if many else 3) for size in ((5.4, 4.8, 4.2, 3.6, 3.2) if few else (4.2, 3.6, 3.2))]
    lead_size = next((size for size, most in sizes if lines(lead, TEXT, size, sheet.inner * 0.9) <= most), 2.8)
    return _with_height(Head(name, lead, name_size, lead_size, 0), sheet)


def _with_height(head: Head, sheet: Format) -> Head:
    head.height = 2 * 4.0 + 4.4 + lines(head.name, HEAD, head.name_size, sheet.inner) * head.name_size * TIGHT
    if head.lead:
        head.height += 2.0 + lines(head.lead, TEXT, head.lead_size, sheet.inner * 0.9) * head.lead_size * LINE
    return head


def _panel(data: dict[str, Any], sheet: Format, foot: Foot) -> Head:
    """The title beside the cards: the largest sizes that leave room for the foot, the lead cut if need be."""
    inner = sheet.panel - 9.0
    room = sheet.height - foot.height - 4.5 - 3.2 * 2 - 3.0
    for length in (420, 300, 200, 120, 60, 1):
        lead = textwrap.shorten(data["lead"], length, placeholder="…") if length > 1 else ""
        for size in (8.0, 7.0, 6.2, 5.4, 4.8, 4.2, 3.6, 3.0):
            if size > 4.2 and is_broken(data["name"], HEAD, size, inner):
                continue
            name = lines(data["name"], HEAD, size, inner) * size * TIGHT
            for small in (3.4, 3.0, 2.7, sheet.smallest):
                if name + (1.6 + lines(lead, TEXT, small, inner) * small * LINE if lead else 0) <= room:
                    return Head(data["name"], lead, size, small, sheet.height)
    return Head(textwrap.shorten(data["name"], 90, placeholder="…"), "", 3.0, sheet.smallest, sheet.height)


def _foot(sheet: Format, words: list[str]) -> Foot:
    """The first of the words is the date, larger than the others."""
    width = sheet.panel - 9.0 if sheet.panel else sheet.inner - 24.0
    first, rest = words[0], words[1:]
    for size in (3.2, 3.0, 2.8, 2.6, sheet.smallest):
        if sheet.panel:
            height = (
                17.5
                + sum(lines(_breakable(text), BOLD, sheet.smallest, width) for text in rest) * 1.35 * sheet.smallest
            )
            return Foot(sheet.smallest, height + 4.5)
        rows = sum(lines(_breakable(text), BOLD, size, width) for text in rest)
        height = lines(first, HEAD, 1.4 * size, width) * 1.4 * size * LINE + rows * size * 1.45
        if height <= 19.5 or size <= sheet.smallest:
            break
    return Foot(size, max(height, 19.5) + 1.6 + 3.4 + 0.5)


def _breakable(words: str) -> str:
    """An address is broken after each stroke."""
    return words.replace("/", "/ ").replace("-", "- ")


# --- Cards ----------------------------------------------------------------------------------------------------------


def _largest(plan: Plan, draft: Draft, sheet: Format, room: float, order: int) -> Option | None:
    """The largest text at which these rows fit; broken titles, empty room and odd shapes of cards count against it."""
    count = sum(map(len, plan))
    largest = (5.2 if count <= 2 else 4.4) if sheet.panel else (8.0 if count <= 2 else 7.0 if count <= 4 else 6.0)
    smallest = max(draft.smallest, sheet.smallest)
    sizes = [smallest + step * STEP for step in range(round((largest - smallest) / STEP) + 1)]

    def overflows(text: float) -> bool:
        return sum(height for height, _ in _measured(plan, text, draft, sheet)) + GAP * (len(plan) - 1) > room

    if overflows(sizes[0]):
        return None
    text = sizes[bisect_left(sizes, True, key=overflows) - 1]  # noqa: FBT003 - the last one before the first too large
    measured = _measured(plan, text, draft, sheet)
    looks = draft.pad, draft.heading
    broken = sum(
        card.is_broken(text, width, *looks)
        for row, (_height, widths) in zip(plan, measured, strict=True)
        for card, width in zip(row, widths, strict=True)
    )
    needed = sum(
        card.needed(text, width, *looks) * width
        for row, (_height, widths) in zip(plan, measured, strict=True)
        for card, width in zip(row, widths, strict=True)
    )
    score = text - 0.3 * broken + 2 * needed / sum(height * sheet.inner for height, _widths in measured)
    if draft.is_even:
        shapes = [_width(len(row), sheet) / (room / len(plan)) for row in plan]
        score -= 1.2 * sum(abs(math.log(shape / SHAPE)) for shape in shapes) / len(plan)
    return Option(score, text, -order)


def _measured(plan: Plan, text: float, draft: Draft, sheet: Format) -> list[tuple[float, tuple[float, ...]]]:
    """Of each row how high it gets, and how wide its cards are."""
    return [_row(row, text, draft, sheet) for row in plan]


def _row(row: list[Card], text: float, draft: Draft, sheet: Format) -> tuple[float, tuple[float, ...]]:
    whole = sheet.inner - GAP * (len(row) - 1)
    even: list[tuple[float, ...]] = [(1 / len(row),) * len(row)]
    shares = even if draft.is_even else SHARES.get(len(row), even)
    return min(
        (
            max(
                card.needed(text, whole * share, draft.pad, draft.heading)
                for card, share in zip(row, each, strict=True)
            ),
            tuple(whole * share for share in each),
        )
        for each in shares
    )


def _width(count: int, sheet: Format) -> float:
    return (sheet.inner - GAP * (count - 1)) / count


def _place(plan: Plan, draft: Draft, sheet: Format, found: Sheet) -> None:
    """Give every card its place; what is left of the sheet goes to the title first, then to the rows."""
    measured = _measured(plan, found.text, draft, sheet)
    needed = sum(height for height, _widths in measured)
    gaps = GAP * (len(plan) - 1)
    if not sheet.panel:
        _grow(found, sheet, _room(sheet, found) - gaps - STRETCH * needed)
    spare = _room(sheet, found) - gaps - needed
    top = 3.0 if sheet.panel else found.head.height + GAP
    for row, (height, widths) in zip(plan, measured, strict=True):
        left, full = sheet.left, height + spare * height / needed
        for card, width in zip(row, widths, strict=True):
            card.left, card.top, card.width, card.height = left, top, width, full
            card.text = found.text * card.scale
            left += width + GAP
        top += full + GAP
        found.cards += row


def _grow(found: Sheet, sheet: Format, spare: float) -> None:
    """Make the title as large as the empty room allows; the last of it becomes air in the head."""
    if spare <= 0:
        return
    head = found.head
    for growth in GROWTH:
        size = head.name_size * growth
        if is_broken(head.name, HEAD, size, sheet.inner):
            continue
        larger = _with_height(Head(head.name, head.lead, size, min(head.lead_size * growth, 9.0), 0), sheet)
        if larger.height <= head.height + spare:
            spare -= larger.height - head.height
            found.head = larger
            break
    found.head.height += spare * 0.6
