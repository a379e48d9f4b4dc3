"""What stands on a page, read from its HTML, and words in a language that does not belong there."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib

CATALOGUE = Path(__file__).parent.parent.parent / "locale" / "nl" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd%]|\{[a-z_]*\}|<[^>]*>")
TELL_TALE = re.compile(r"\b(the|and|with|your|you|this|that|from|has|were|will)\b", re.IGNORECASE)
SPOKEN = {"aria-label", "alt", "title", "placeholder", "data-label", "content"}
SILENT = {"script", "style", "template", "code", "pre"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Read(HTMLParser):
    """The texts, links, headings and building parts of a page; what is marked as another language is left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang, self.title, self.headings = "", "", 0
        self.texts: list[str] = []
        self.links: list[str] = []
        self.parts: set[tuple[str, str]] = set()
        self._open: list[tuple[str, bool]] = []  # each open element, and whether its text counts
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        counts = not self._open or self._open[-1][1]
        if tag == "html":
            self.lang = values.get("lang", "")
        elif tag in SILENT or values.get("lang", self.lang) != self.lang:
            counts = False
        if tag == "h1":
            self.headings += 1
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        self.parts |= {(tag, name) for name in values.get("class", "").split() or [""]}
        if counts and (tag != "meta" or values.get("name") == "description"):
            self.texts += [values[name] for name in SPOKEN & values.keys()]
        if tag not in VOID:
            self._open.append((tag, counts))

    def handle_endtag(self, tag):
        while any(name == tag for name, _counts in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        text = " ".join(data.split())
        if not text:
            return
        if self._open and self._open[-1][0] == "title" and not self.title:  # a drawing has a title of its own
            self.title = text
        if self._open and self._open[-1][1]:
            self.texts.append(text)


@cache
def _catalogue() -> list[tuple[str, str]]:
    entries = [entry for entry in polib.pofile(CATALOGUE) if not entry.obsolete]
    pairs = [(entry.msgid, entry.msgstr or entry.msgstr_plural.get(0, "")) for entry in entries]
    pairs += [(entry.msgid_plural, entry.msgstr_plural[1]) for entry in entries if entry.msgid_plural]
    return [(english, dutch) for english, dutch in pairs if english.casefold() != dutch.casefold()]


@cache
def _phrases(place: int) -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole texts of one language that the other does not know, and their longer pieces."""
    ours = {pair[place] for pair in _catalogue()} - {pair[1 - place] for pair in _catalogue()}
    pieces = {piece.strip(" .,:;") for text in ours for piece in PLACEHOLDER.split(text)}
    return frozenset(ours), tuple(piece for piece in pieces if piece.count(" ") >= 3)


def english_in(texts: list[str]) -> list[str]:
    """Texts of a Dutch page that are English."""
    return _of(texts, 0) + [text for text in texts if TELL_TALE.search(text)]


def dutch_in(texts: list[str]) -> list[str]:
    """Texts of an English page that are Dutch and ours; what people wrote is Dutch in both languages."""
    return _of(texts, 1)


def _of(texts: list[str], place: int) -> list[str]:
    whole, pieces = _phrases(place)
    everything = "\n".join(texts)
    return [text for text in texts if text in whole] + [piece for piece in pieces if piece in everything]
