"""How much room words take, by the widths of the letters in the fonts themselves."""

import math
from functools import lru_cache

from django.contrib.staticfiles import finders

Font = tuple[str, float]  # a file, and how much wider its letters come out

TEXT: Font = ("fonts/atkinson-hyperlegible/AtkinsonHyperlegible-Regular.ttf", 1.02)
BOLD: Font = ("fonts/atkinson-hyperlegible/AtkinsonHyperlegible-Bold.ttf", 1.02)
HEAD: Font = ("fonts/figtree/Figtree[wght].ttf", 1.08)  # its table holds the lightest weight; 700 is 5 % wider
LINE, TIGHT = 1.3, 1.12  # line heights of text and headings


def lines(words: str, font: Font, size: float, width: float) -> int:
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


def letters(words: str, font: Font, size: float) -> float:
    """The width of the words on one line."""
    return _breadth(words, *font) * size


def is_broken(words: str, font: Font, size: float, width: float) -> bool:
    """Whether a word among them is too long for the line."""
    return any(needed * size > width for needed in _words(words, *font))


@lru_cache(8192)
def _breadth(words: str, file: str, factor: float) -> float:
    widths = _widths(file)
    return sum(widths.get(ord(letter), 0.7) for letter in words) * factor


@lru_cache(2048)
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
