"""What changed between two texts, word by word, for people: what was dropped and what was added, in the text itself.

Rich text is compared block by block (paragraph, heading, item, row of a table) as it reads, never as it was typed.
Leave out every ``<del>`` and the new text remains; leave out every ``<ins>`` and the old one does.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zenderen.lib import richtext

T = TypeVar("T")

KEPT, DROPPED, ADDED = "kept", "dropped", "added"
ALIKE = 0.35  # blocks and texts that share less are shown as dropped and added as a whole
# So many equal pairs are looked at; beyond, a coarse answer is better than a late one. Two thousand words of Dutch.
MOST_PAIRS = 40_000
MOST_BLOCKS = 10_000  # the same for pairs of blocks that may be each other's successor

_TOKEN = re.compile(r"(\s*)(\w+(?:[-.,’'@/:]\w+)*|[^\w\s])", re.UNICODE)
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_INLINE = {"strong", "em", "del", "a"}


class Word(NamedTuple):
    """A word or a mark of punctuation, whether a space comes before it, and its formatting from the outside in."""

    text: str
    spaced: bool = True
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, item or row; ``cells`` has one entry, a row one for each cell."""

    kind: str
    depth: int
    cells: tuple[tuple[Word, ...], ...]
    number: int | None = field(default=None, compare=False)  # of a numbered item: follows from its place

    @property
    def words(self) -> list[Word]:
        """The words of all cells."""
        return [word for cell in self.cells for word in cell]


class Step(NamedTuple):
    """What happened to a run of words or blocks; of a change both sides, of the rest one."""

    what: str
    old: Sequence[Any]
    new: Sequence[Any]


# --- Reading --------------------------------------------------------------------------------------------------------


def words_of(text: str, marks: tuple[tuple[str, str], ...] = ()) -> list[Word]:
    """The words of plain text."""
    return [Word(match[2], bool(match[1]), marks) for match in _TOKEN.finditer(text)]


def blocks_of(text: str) -> list[Block]:
    """The blocks of rich text, as they are shown."""
    reader = _Reader()
    reader.feed(richtext.render(text, top=4))
    reader.close()
    return [block for block in map(_opened, reader.found) if block.words or block.kind == "hr"]


def _opened(block: Block) -> Block:
    """Each cell begins with a space that nobody sees, so that its first word is the same word anywhere."""
    cells = tuple((cell[0]._replace(spaced=True), *cell[1:]) if cell else cell for cell in block.cells)
    return Block(block.kind, block.depth, cells, block.number)


class _Reader(HTMLParser):
    """Takes our own clean HTML apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._lists: list[tuple[str, int]] = []
        self._quotes = 0
        self._marks: list[tuple[str, str]] = []
        self._kind = "p"
        self._number: int | None = None
        self._cells: list[list[Word]] = [[]]
        self._space = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol", "li"):
            self._list(tag, int(dict(attrs).get("start") or 1))
        elif tag == "p":
            # The first paragraph of an item is the item.
            if self._kind != "li" or any(self._cells):
                self._begin("p")
        elif tag in _HEADINGS or tag == "hr":
            self._begin(tag)
        elif tag == "tr":
            self._begin("row")
            self._cells = []
        elif tag in ("td", "th"):
            self._kind = "head" if tag == "th" else "row"
            self._cells.append([])
        elif tag == "blockquote":
            self._end()
            self._quotes += 1
        elif tag == "br":
            self._cells[-1].append(Word("\n", spaced=False))
        elif tag in _INLINE:
            self._marks.append((tag, dict(attrs).get("href") or ""))

    def _list(self, tag: str, start: int) -> None:
        if tag != "li":
            self._end()
            self._lists.append((tag, start))
            return
        kind, number = self._lists[-1]
        self._begin("li", number if kind == "ol" else None)
        self._lists[-1] = (kind, number + 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._end()
            self._lists.pop()
        elif tag == "blockquote":
            self._end()
            self._quotes -= 1
        elif tag in _INLINE:
            self._marks.pop()
        elif tag in ("p", "tr", "hr", *_HEADINGS):
            self._end()

    def handle_data(self, data: str) -> None:
        if not self._cells:
            return
        words = words_of(data, tuple(self._marks))
        if words and self._space:
            words[0] = words[0]._replace(spaced=True)
        self._cells[-1].extend(words)
        if data:
            self._space = data[-1].isspace() or (self._space and not words)

    def close(self) -> None:
        super().close()
        self._end()

    def _begin(self, kind: str, number: int | None = None) -> None:
        self._end()
        self._kind, self._number = kind, number

    def _end(self) -> None:
        if any(self._cells) or self._kind == "hr":
            kind = "quote" if self._kind == "p" and self._quotes else self._kind
            cells = tuple(tuple(cell) for cell in self._cells)
            self.found.append(Block(kind, len(self._lists), cells, self._number))
        self._kind, self._number, self._cells, self._space = "p", None, [[]], False


# --- Comparing ------------------------------------------------------------------------------------------------------


def steps(old: Sequence[T], new: Sequence[T]) -> list[Step]:
    """From old to new in runs that were kept, dropped or added; a change is dropped and then added."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    found = [Step(KEPT, old[:head], new[:head])]
    found += _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    found.append(Step(KEPT, old[len(old) - tail :], new[len(new) - tail :]))
    return [step for step in found if step.old or step.new]


def _middle(old: Sequence[T], new: Sequence[T]) -> Iterator[Step]:
    if not old or not new or _equal_pairs(old, new) > MOST_PAIRS:
        yield from (Step(DROPPED, old, ()), Step(ADDED, (), new))
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Step(KEPT, old[i:j], new[k:m])
        else:
            yield from (Step(DROPPED, old[i:j], ()), Step(ADDED, (), new[k:m]))


def _equal_pairs(old: Sequence[T], new: Sequence[T]) -> int:
    counts = Counter(new)
    return sum(counts[item] for item in old)


def word_steps(old: Sequence[Word], new: Sequence[Word]) -> list[Step]:
    """The same for words, readable: no lonely “de” left standing in a sentence that was written anew."""
    found = steps(old, new)
    if old and new and likeness(old, new) < ALIKE:
        return [Step(DROPPED, old, ()), Step(ADDED, (), new)]
    readable: list[Step] = []
    for place, step in enumerate(found):
        if step.what == KEPT and 0 < place < len(found) - 1 and len(step.new) <= 2:
            around = [
                len(other.old) + len(other.new) for other in found[max(0, place - 2) : place + 3] if other != step
            ]
            if sum(around) > 6 * len(step.new):
                readable += [Step(DROPPED, step.old, ()), Step(ADDED, (), step.new)]
                continue
        readable.append(step)
    return list(_gathered(readable))


def _gathered(found: Iterable[Step]) -> Iterator[Step]:
    """Neighbouring changes as one: all that was dropped, then all that was added."""
    for is_kept, run in groupby(found, key=lambda step: step.what == KEPT):
        parts = list(run)
        if is_kept:
            yield from parts
            continue
        dropped = [item for part in parts for item in part.old]
        added = [item for part in parts for item in part.new]
        if dropped:
            yield Step(DROPPED, dropped, ())
        if added:
            yield Step(ADDED, (), added)


def likeness(old: Sequence[Word], new: Sequence[Word]) -> float:
    """How much two texts share, from 0 to 1, whatever the order of their words."""
    total = len(old) + len(new)
    if not total:
        return 1.0
    shared = Counter(word.text for word in old) & Counter(word.text for word in new)
    return 2 * sum(shared.values()) / total


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[Block | None, Block | None]]:
    """Old and new blocks beside each other, in order, so that those beside each other share most."""
    if len(old) * len(new) > MOST_BLOCKS:
        return [*((block, None) for block in old), *((None, block) for block in new)]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    alike = [[_alike(one, other) for other in new] for one in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
    found: list[tuple[Block | None, Block | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            found.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            found.append((old[i], None))
            i += 1
        else:
            found.append((None, new[j]))
            j += 1
    return [*found, *((block, None) for block in old[i:]), *((None, block) for block in new[j:])]


def _alike(old: Block, new: Block) -> float:
    if (old.kind, old.depth, len(old.cells)) != (new.kind, new.depth, len(new.cells)):
        return 0.0
    share = likeness(old.words, new.words)
    return share if share >= ALIKE else 0.0


def block_pairs(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[Block | None, Block | None]]:
    """Each block of the old text with the one of the new text that it became; None where it has no counterpart."""
    found: list[tuple[Block | None, Block | None]] = []
    for is_kept, run in groupby(steps(old, new), key=lambda step: step.what == KEPT):
        parts = list(run)
        if is_kept:
            found += [pair for part in parts for pair in zip(part.old, part.new, strict=True)]
        else:
            found += _pairs([b for part in parts for b in part.old], [b for part in parts for b in part.new])
    return found


# --- Showing --------------------------------------------------------------------------------------------------------


def inline(old: str, new: str) -> SafeString:
    """The difference between two short plain texts."""
    return _words(_opened_words(words_of(old)), _opened_words(words_of(new)))


def html(old: str, new: str) -> SafeString:
    """The difference between two rich texts, as blocks."""
    out: list[str] = []
    frame = ""
    for before, after in block_pairs(blocks_of(old), blocks_of(new)):
        shown = after or before
        assert shown
        wanted = {"li": "ul", "row": "table", "head": "table"}.get(shown.kind, "")
        if wanted != frame:
            out += [_CLOSE[frame], _OPEN[wanted]]
            frame = wanted
        out.append(_block(before, after, shown))
    out.append(_CLOSE[frame])
    return mark_safe("".join(out))  # noqa: S308 - made of escaped words and fixed elements


_OPEN = {"": "", "ul": '<ul class="compared-list">', "table": '<div class="scroll" tabindex="0"><table><tbody>'}
_CLOSE = {"": "", "ul": "</ul>", "table": "</tbody></table></div>"}


def _block(before: Block | None, after: Block | None, shown: Block) -> str:
    nothing: tuple[tuple[Word, ...], ...] = ((),) * len(shown.cells)
    pairs = zip(before.cells if before else nothing, after.cells if after else nothing, strict=True)
    cells = [_words(old, new) for old, new in pairs]
    if shown.kind in ("row", "head"):
        cell = 'th scope="col"' if shown.kind == "head" else "td"
        return f"<tr>{''.join(f'<{cell}>{words}</{cell[:2]}>' for words in cells)}</tr>"
    if shown.kind == "li":
        number = f'<span class="number">{shown.number}.</span> ' if shown.number is not None else ""
        deep = f" deep-{min(shown.depth, 4)}" if shown.depth > 1 else ""
        kind = "numbered" if number else "dotted"
        return f'<li class="{kind}{deep}">{number}{cells[0]}</li>'
    if shown.kind == "hr":
        return "<hr>"
    if shown.kind == "quote":
        return f"<blockquote><p>{cells[0]}</p></blockquote>"
    return f"<{shown.kind}>{cells[0]}</{shown.kind}>"


def _words(old: Sequence[Word], new: Sequence[Word]) -> SafeString:
    out = []
    for step in word_steps(old, new):
        if step.what == KEPT:
            out.append(_run(step.new))
        elif step.what == DROPPED:
            out.append(format_html("<del>{}</del>", _spoken(_("dropped"), _run(step.old))))
        else:
            out.append(format_html("<ins>{}</ins>", _spoken(_("added"), _run(step.new))))
    return mark_safe("".join(out).strip())  # noqa: S308 - made of escaped words and fixed elements


def _spoken(label: str, words: SafeString) -> SafeString:
    """With what a screen reader says before and after, because it passes over ins and del in silence."""
    return format_html('<span class="hidden"> [{}:</span>{}<span class="hidden">]</span>', label, words)


def _run(words: Sequence[Word]) -> SafeString:
    out = []
    for marks, run in groupby(words, key=lambda word: word.marks):
        text = "".join(f"{' ' if word.spaced else ''}{_letters(word)}" for word in run)
        for tag, href in reversed(marks):
            link = f' href="{escape(href)}" rel="noopener"' if tag == "a" else ""
            name = "s" if tag == "del" else tag  # struck out by its author: not what was dropped since
            text = f"<{name}{link}>{text}</{name}>"
        out.append(text)
    return mark_safe("".join(out))  # noqa: S308 - made of escaped words and fixed elements


def _letters(word: Word) -> str:
    return "<br>" if word.text == "\n" else conditional_escape(word.text)


def _opened_words(words: list[Word]) -> list[Word]:
    return [words[0]._replace(spaced=True), *words[1:]] if words else words
