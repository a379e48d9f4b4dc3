"""One search over everything that somebody may see; each room adds what it keeps.

A room writes ``search.add(search.Source(…))`` in a module that its ``AppConfig.ready`` imports. Whatever is counted,
ranked or quoted comes out of ``rows(user)`` alone: of what somebody may not see nothing shows, not even by its order.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db.models import CharField, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat, Left
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from network.models import Action, Conference, Document, Edition, Lesson, NewsItem, Organisation
from zenderen.lib.access import AnyUser

CONFIG = "dutch"
MOST = 500  # nobody pages further; they use another word
MOST_WORDS = 12
QUOTED = 100_000  # characters of a text in which a passage is looked for
START, STOP = "\ue000", "\ue001"  # signs that stand in no text of ours
MARKUP = re.compile(r"\[([^\]]*)\]\([^)\s]*\)?|[*_#`|~]+")  # a link may be cut off at its end


class Hit(NamedTuple):
    """One result as the screen shows it."""

    kind: str
    label: str
    title: SafeString
    url: str
    note: str
    excerpt: SafeString


class Row(NamedTuple):
    """What was found, before it is read."""

    kind: str
    pk: int
    rank: float


@dataclass(frozen=True)
class Source:
    """A kind of things that can be found: the rows somebody may see, and the fields in which is looked."""

    kind: str  # as in the address
    label: Any
    rows: Callable[[AnyUser], "QuerySet[Any]"]
    title: str
    texts: tuple[str, ...] = ()
    note: Callable[[Any], str] = lambda row: ""
    url: Callable[[Any], str] = lambda row: str(row.get_absolute_url())

    def found(self, user: AnyUser, query: SearchQuery) -> "QuerySet[Any, Any]":
        """(kind, key, rank) of what fits."""
        words: Any = SearchVector(self.title, weight="A", config=CONFIG)
        if self.texts:
            words += SearchVector(*self.texts, weight="B", config=CONFIG)
        rows = self.rows(user).order_by().annotate(found_in=words).filter(found_in=query)
        return self._ranked(rows, SearchRank(F("found_in"), query))

    def read(self, user: AnyUser, query: SearchQuery, keys: Iterable[int]) -> Iterable[tuple[int, Hit]]:
        """Those with these keys, with the passage in which the words stand."""
        for row in self._quoting(self.rows(user).filter(pk__in=keys), query):
            yield (
                row.pk,
                Hit(
                    self.kind,
                    str(self.label),
                    _title(row.found_title, row.found_name),
                    self.url(row),
                    self.note(row),
                    _passage(row.found_text),
                ),
            )

    def _ranked(self, rows: "QuerySet[Any]", rank: Any) -> "QuerySet[Any, Any]":
        kind = Value(self.kind, CharField())
        ranked: QuerySet[Any, Any] = rows.annotate(found_kind=kind, found_rank=rank)
        return ranked.values_list("found_kind", "pk", "found_rank")

    def _quoting(self, rows: "QuerySet[Any]", query: SearchQuery) -> "QuerySet[Any]":
        parts = [part for name in self.texts for part in (F(name), Value(" "))]
        text = Concat(*parts, Value(""), output_field=TextField()) if parts else Value("", TextField())
        return self._with(rows, query, Left(text, QUOTED))

    def _with(self, rows: "QuerySet[Any]", query: SearchQuery, text: Any) -> "QuerySet[Any]":
        marks: dict[str, Any] = {"config": CONFIG, "start_sel": START, "stop_sel": STOP}
        quoted: QuerySet[Any, Any] = rows.annotate(
            found_name=F(self.title),
            found_title=SearchHeadline(F(self.title), query, highlight_all=True, **marks),
            found_text=SearchHeadline(text, query, max_words=32, min_words=12, max_fragments=1, **marks),
        )
        return quoted


class DocumentSource(Source):
    """Documents are found by the text of their files as well."""

    def found(self, user: AnyUser, query: SearchQuery) -> "QuerySet[Any, Any]":
        """By title and summary, or by one of the files that readers get."""
        files = Edition.objects.current().filter(document=OuterRef("pk"), search=query)
        best = files.annotate(fits=SearchRank(F("search"), query)).order_by("-fits").values("fits")[:1]
        rows = self.rows(user).order_by().described().filter(Q(description=query) | Exists(files))  # type: ignore[attr-defined]
        nothing = Value(0.0, FloatField())
        rank = SearchRank(F("description"), query) + Coalesce(Subquery(best), nothing, output_field=FloatField())
        return self._ranked(rows, rank)

    def _quoting(self, rows: "QuerySet[Any]", query: SearchQuery) -> "QuerySet[Any]":
        files = Edition.objects.current().filter(document=OuterRef("pk"), search=query).order_by("kind", "pk")
        inside = Subquery(files.annotate(start=Left("text", QUOTED)).values("start")[:1])
        return self._with(rows, query, Coalesce(inside, F("summary"), output_field=TextField()))


SOURCES: dict[str, Source] = {}


def add(*sources: Source) -> None:
    """Let these kinds of things be found."""
    SOURCES.update({source.kind: source for source in sources})


def query_of(text: str) -> SearchQuery | None:
    """All words, each also as the beginning of a longer one, as Dutch makes them; None without any word."""
    words = re.findall(r"\w+", text.replace("_", " ").lower())[:MOST_WORDS]
    asked = " & ".join(f"({' | '.join(f'{form}:*' for form in _forms(word))})" for word in words)
    return SearchQuery(asked, config=CONFIG, search_type="raw") if words else None


def _forms(word: str) -> list[str]:
    """The word, and as it is written before or without an ending: huis and huizen, brief and brieven."""
    for ending, plural in (("s", "z"), ("f", "v")):
        if word.endswith(ending):
            return [word, word[:-1] + plural]
        if word.endswith(f"{plural}en"):
            return [word, word[:-3] + ending]
    return [word]


def find(user: AnyUser, text: str) -> list[Row]:
    """The ``MOST`` best of all kinds, the best first; one question to the database."""
    query = query_of(text)
    if query is None:
        return []
    first, *others = [source.found(user, query) for source in SOURCES.values()]
    rows = first.union(*others).order_by("-found_rank", "found_kind", "-pk")[:MOST]
    return [Row(*row) for row in rows]


def kinds(rows: Sequence[Row]) -> list[tuple[Source, int]]:
    """Of which kinds these are, and how many of each; in the order in which the rooms added them."""
    numbers = Counter(row.kind for row in rows)
    return [(source, numbers[kind]) for kind, source in SOURCES.items() if kind in numbers]


def read(user: AnyUser, text: str, rows: Sequence[Row]) -> list[Hit]:
    """What the screen shows of these rows; a question for each kind among them."""
    query = query_of(text)
    assert query is not None
    found: dict[tuple[str, int], Hit] = {}
    for source, _number in kinds(rows):
        keys = [row.pk for row in rows if row.kind == source.kind]
        found |= {(source.kind, key): hit for key, hit in source.read(user, query, keys)}
    return [found[row.kind, row.pk] for row in rows if (row.kind, row.pk) in found]


def _title(marked: str, name: str) -> SafeString:
    """The title with its marks, or as it is where PostgreSQL took something out that looked like a tag to it."""
    return _marked(marked if re.sub(f"[{START}{STOP}]", "", marked) == name else name)


def _passage(text: str) -> SafeString:
    """A passage without its light markup."""
    return _marked(MARKUP.sub(lambda found: found[1] or "", text))


def _marked(text: str) -> SafeString:
    """The text with the words that were looked for marked; nothing else of it is HTML."""
    marked = re.sub(f"{START}(.*?){STOP}", r"<mark>\1</mark>", escape(" ".join(text.split())))
    return mark_safe(re.sub(f"[{START}{STOP}]", "", marked))  # noqa: S308 - escaped before the marks were put in


add(
    DocumentSource(
        "documenten",
        _("Documents"),
        lambda user: Document.objects.visible_to(user),
        "title",
        ("summary",),
        lambda row: str(row.get_status_display()),
    ),
    Source(
        "partners", _("Partners"), lambda user: Organisation.objects.visible_to(user), "name", ("short_name", "about")
    ),
    Source(
        "conferenties",
        _("Conferences"),
        lambda user: Conference.objects.visible_to(user),
        "name",
        ("summary", "body"),
        lambda row: str(row.when),
    ),
    Source("nieuws", _("News"), lambda user: NewsItem.objects.visible_to(user), "title", ("introduction", "body")),
    Source(
        "kennisbank",
        _("Knowledge bank"),
        lambda user: Lesson.objects.visible_to(user),
        "title",
        ("situation", "lesson", "advice", "region"),
        lambda row: str(row.region),
    ),
    Source("acties", _("Actions"), lambda user: Action.objects.visible_to(user), "title", ("outcome",)),
)
