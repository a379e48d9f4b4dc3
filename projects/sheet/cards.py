"""What stands on a card, and how high it gets."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from projects.sheet.metrics import BOLD, HEAD, LINE, TEXT, TIGHT, is_broken, letters, lines


class Item(NamedTuple):
    """A line of a list on a card, or a level with its number."""

    words: str
    more: str = ""
    mark: str = ""


class Part(NamedTuple):
    """One thing on a card; ``kind`` is how css/poster.css knows it."""

    kind: str
    words: str = ""
    more: str = ""
    mark: str = ""
    percent: float = 0
    items: tuple[Item, ...] = ()
    own: bool = False  # words that somebody wrote, in the language of the network


@dataclass
class Card:
    """A box on the sheet: all words are ready; its place comes last."""

    parts: list[Part]
    tone: int = 0
    look: str = ""
    scale: float = 1.0  # its text against that of the other cards
    left: float = field(default=0.0, init=False)
    top: float = field(default=0.0, init=False)
    width: float = field(default=0.0, init=False)
    height: float = field(default=0.0, init=False)
    text: float = field(default=0.0, init=False)

    def needed(self, text: float, width: float, pad: float, heading: float) -> float:
        """How high it gets at this text size, in this width; infinite where something cannot be broken."""
        size, inner = text * self.scale, width - 2 * pad
        return 0.8 + 2 * pad + sum(_HEIGHTS[part.kind](part, size, inner, heading) for part in self.parts)

    def is_broken(self, text: float, width: float, pad: float, heading: float) -> bool:
        """Whether a word of its title has to be."""
        size, inner = text * self.scale * heading, width - 2 * pad
        return any(is_broken(part.words, HEAD, size, inner) for part in self.parts if part.kind == "title")


Height = Callable[[Part, float, float, float], float]


def _title(part: Part, text: float, inner: float, heading: float) -> float:
    return lines(part.words, HEAD, text * heading, inner) * text * heading * TIGHT


def _eyebrow(part: Part, text: float, inner: float, heading: float) -> float:
    return lines(part.words, BOLD, text, inner) * text * LINE


def _label(part: Part, text: float, inner: float, heading: float) -> float:
    return 0.9 * text + lines(part.words, HEAD, text, inner) * text * LINE


def _state(part: Part, text: float, inner: float, heading: float) -> float:
    pill = letters(part.words, BOLD, text) + 2.6 * text
    if pill > inner:
        return math.inf
    beside = pill + letters(part.more, TEXT, text) + text <= inner
    return 2.2 * text + (0 if beside or not part.more else text * LINE * lines(part.more, TEXT, text, inner))


def _prose(part: Part, text: float, inner: float, heading: float) -> float:
    return 0.4 * text + lines(part.words, TEXT, text, inner) * text * LINE


def _bar(part: Part, text: float, inner: float, heading: float) -> float:
    return 1.4 * text


def _asks(part: Part, text: float, inner: float, heading: float) -> float:
    return (1.8 + LINE) * text + lines(part.words, TEXT, text, inner - 1.6 * text) * text * LINE


def _steps(part: Part, text: float, inner: float, heading: float) -> float:
    rows = (lines(f"{item.words} {item.more}", TEXT, text, inner - 1.7 * text) for item in part.items)
    return sum(0.35 * text + count * text * LINE for count in rows)


def _names(part: Part, text: float, inner: float, heading: float) -> float:
    rows = (lines(f"{item.words} {item.more}", BOLD, text, inner - 0.9 * text) for item in part.items)
    return sum(0.35 * text + count * text * LINE for count in rows)


def _figure(part: Part, text: float, inner: float, heading: float) -> float:
    fits = letters(part.words, HEAD, 2.4 * text) + letters(f" {part.more}", TEXT, text) <= inner
    return 3.0 * text if fits else math.inf


def _pills(part: Part, text: float, inner: float, heading: float) -> float:
    count, used = 1, 0.0
    for item in part.items:
        pill = letters(item.words, BOLD, text) + 3.0 * text
        if pill > inner:
            return math.inf
        if used + pill > inner:
            count, used = count + 1, 0.0
        used += pill
    return 0.4 * text + count * 1.9 * text


_HEIGHTS: dict[str, Height] = {
    "title": _title,
    "eyebrow": _eyebrow,
    "label": _label,
    "state": _state,
    "prose": _prose,
    "soft": _prose,
    "bar": _bar,
    "asks": _asks,
    "steps": _steps,
    "names": _names,
    "figure": _figure,
    "levels": _bar,
    "pills": _pills,
}
