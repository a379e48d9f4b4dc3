"""Two versions of an agreement beside each other, for people: what was dropped, added, moved and changed, and what not.

Pure functions over ``Version.content``; nothing is read from the database.
"""

import datetime
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import dateformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agreements.models import Agreement
from zenderen.lib import difference

Row = dict[str, Any]
T = TypeVar("T")

SAME, CHANGED, ADDED, DROPPED = "same", "changed", "added", "dropped"
SAME_ARTICLE = 0.6  # so much must two texts under different headings share to be one and the same


@dataclass(frozen=True)
class Part:
    """An article, a party, an annex or a fact, with what became of it."""

    what: str
    label: str
    title: SafeString
    body: SafeString
    number: int | None = None
    was: int | None = None  # the number it had, where that is another one
    is_moved: bool = False
    is_layout: bool = False  # no word changed, only how they are laid out

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell of it."""
        return self.what != SAME or self.is_moved


@dataclass(frozen=True)
class Comparison:
    """All that differs between two versions, and all that does not."""

    facts: list[Part]
    articles: list[Part]
    parties: list[Part]
    annexes: list[Part]

    @property
    def parts(self) -> list[Part]:
        """Everything, in the order of the page."""
        return [*self.facts, *self.articles, *self.parties, *self.annexes]

    @property
    def told(self) -> int:
        """How many parts differ."""
        return sum(part.is_told for part in self.parts)


def compare(old: Row, new: Row) -> Comparison:
    """What became of the old content in the new."""
    return Comparison(
        facts=_facts(old, new),
        articles=_articles(old.get("articles", []), new.get("articles", [])),
        parties=_parties(old.get("parties", []), new.get("parties", [])),
        annexes=_annexes(old.get("annexes", []), new.get("annexes", [])),
    )


# --- Facts ----------------------------------------------------------------------------------------------------------


def _facts(old: Row, new: Row) -> list[Part]:
    found = []
    for name, label, words in _known_facts():
        before, after = words(_fact(old, name)), words(_fact(new, name))
        if before != after:
            found.append(Part(CHANGED, label, SafeString(""), difference.inline(before, after)))
    return found


def _fact(content: Row, name: str) -> Any:
    """``bandwidth.time`` is the time in the bandwidth; None where the content is older than the fact."""
    value: Any = content
    for step in name.split("."):
        value = (value or {}).get(step)
    return value


def _known_facts() -> list[tuple[str, str, Callable[[Any], str]]]:
    """The facts beside the articles: their name in the content, their label and how to say them."""
    return [
        ("title", _("Title"), _text),
        ("kind", _("Type of agreement"), _kind),
        ("project", _("Project"), _text),
        ("effective_on", _("Takes effect on"), _day),
        ("ends_on", _("Ends on"), _day),
        ("renews_on", _("Decide on renewal before"), _day),
        ("notice_months", _("Notice period"), _months),
        ("bandwidth.time", _("Bandwidth in time"), _text),
        ("bandwidth.weeks", _("At most so many weeks later"), _number),
        ("bandwidth.money", _("Bandwidth in money"), _text),
        ("bandwidth.euros", _("At most so many euros more"), _number),
        ("bandwidth.scope", _("Bandwidth in what is delivered"), _text),
        ("statement", _("What signatories declare"), _text),
    ]


def _text(value: Any) -> str:
    return str(value or "")


def _number(value: Any) -> str:
    return "" if value is None else str(value)


def _kind(value: Any) -> str:
    return str(Agreement.Kind(value).label) if value in Agreement.Kind.values else _text(value)


def _day(value: Any) -> str:
    return dateformat.format(datetime.date.fromisoformat(value), "j F Y") if value else ""


def _months(value: Any) -> str:
    return _("%(n)s months") % {"n": value} if value else ""


# --- Articles, parties, annexes -------------------------------------------------------------------------------------


def _articles(old: Sequence[Row], new: Sequence[Row]) -> list[Part]:
    pairs = match(old, new, key=lambda row: row["title"], text=lambda row: row["body"])
    moved = _moved([(before["number"], after["number"]) for before, after in pairs if before and after])
    return [_article(before, after, moved) for before, after in pairs]


def _article(before: Row | None, after: Row | None, moved: set[int]) -> Part:
    shown = after or before
    assert shown
    nothing: Row = {"title": "", "body": "", "number": None}
    one, other = before or nothing, after or nothing
    what = SAME if (one["title"], one["body"]) == (other["title"], other["body"]) else CHANGED
    what = ADDED if not before else DROPPED if not after else what
    body = difference.html(one["body"], other["body"])
    title = difference.inline(one["title"], other["title"])
    number = shown["number"]
    return Part(
        what=what,
        label=_("Article %(number)s") % {"number": number},
        title=title,
        body=body,
        number=number,
        was=before["number"] if before and after and before["number"] != number else None,
        is_moved=bool(after) and number in moved,
        is_layout=what == CHANGED and not _is_marked(title, body),
    )


def _parties(old: Sequence[Row], new: Sequence[Row]) -> list[Part]:
    found = []
    for before, after in match(old, new, key=lambda row: row["organisation"], text=lambda row: ""):
        nothing = {"role": "", "responsibilities": ""}
        one, other = before or nothing, after or nothing
        role = difference.inline(one["role"], other["role"])
        body = difference.html(one["responsibilities"], other["responsibilities"])
        names = ("role", "responsibilities", "signing_rule", "signatures_needed", "named")
        is_same = all(one.get(name) == other.get(name) for name in names)
        what = ADDED if not before else DROPPED if not after else SAME if is_same else CHANGED
        label = str((after or before or {})["organisation"])
        is_layout = what == CHANGED and not _is_marked(role, body)
        found.append(Part(what, label, role, body, is_layout=is_layout))
    return found


def _annexes(old: Sequence[Row], new: Sequence[Row]) -> list[Part]:
    found = []
    for before, after in match(old, new, key=lambda row: row["title"], text=lambda row: row["sha256"]):
        one, other = before or {}, after or {}
        is_same = one.get("sha256") == other.get("sha256") and one.get("title") == other.get("title")
        what = ADDED if not before else DROPPED if not after else SAME if is_same else CHANGED
        title = difference.inline(one.get("title", ""), other.get("title", ""))
        replaced = what == CHANGED and one.get("sha256") != other.get("sha256")
        body = SafeString(_("Another file took its place.") if replaced else "")
        found.append(Part(what, str((after or before or {})["title"]), title, body))
    return found


def _is_marked(*htmls: str) -> bool:
    return any("<ins>" in html or "<del>" in html for html in htmls)


def match(
    old: Sequence[Row], new: Sequence[Row], *, key: Callable[[Row], str], text: Callable[[Row], str]
) -> list[tuple[Row | None, Row | None]]:
    """Each row with what became of it: by its name, else by what it says; in the new order, dropped ones in between."""
    partner = _by_key(old, new, key)
    _by_likeness(old, new, partner, text)
    became = {there: here for here, there in partner.items()}
    found: list[tuple[Row | None, Row | None]] = []
    told = 0
    for place, row in enumerate(new):
        here = became.get(place)
        if here is not None:
            found += [(old[gone], None) for gone in range(told, here) if gone not in partner]
            told = max(told, here + 1)
        found.append((None if here is None else old[here], row))
    return [*found, *((old[gone], None) for gone in range(told, len(old)) if gone not in partner)]


def _by_key(old: Sequence[Row], new: Sequence[Row], key: Callable[[Row], str]) -> dict[int, int]:
    """Places in the old with places in the new of the same name, the first with the first."""
    partner: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for place, row in enumerate(new):
        places.setdefault(_plain(key(row)), []).append(place)
    for place, row in enumerate(old):
        if same := places.get(_plain(key(row))):
            partner[place] = same.pop(0)
    return partner


def _by_likeness(old: Sequence[Row], new: Sequence[Row], partner: dict[int, int], text: Callable[[Row], str]) -> None:
    """The rest: those that say nearly the same under another name, the most alike first."""
    left = [(place, difference.words_of(text(row))) for place, row in enumerate(old) if place not in partner]
    free = [
        (place, difference.words_of(text(row))) for place, row in enumerate(new) if place not in set(partner.values())
    ]
    alike = (
        (difference.likeness(words, others), here, there) for here, words in left for there, others in free if words
    )
    taken: set[int] = set()
    for share, here, there in sorted(alike, key=lambda found: (-found[0], found[1], found[2])):
        if share >= SAME_ARTICLE and here not in partner and there not in taken:
            partner[here] = there
            taken.add(there)


def _moved(pairs: Iterable[tuple[int, int]]) -> set[int]:
    """New numbers of those that changed places: all but the longest row that kept its order."""
    ordered = sorted(pairs)
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_old, number) in enumerate(ordered):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [place]
    kept = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.add(ordered[place][1])
        place = before[place]
    return {number for _old, number in ordered} - kept


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
