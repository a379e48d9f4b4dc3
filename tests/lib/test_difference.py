"""The readable difference between two texts: right in both directions for any text, and quick."""

import re
from html import unescape

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from zenderen.lib import difference, richtext

BLOCKS = re.compile(r"</?(?:p|h\d|ul|li|table|tbody|tr|td|th|blockquote|div|hr|br)\b[^>]*>")
TAGS = re.compile(r"<[^>]*>")
SAID = re.compile(r'<span class="(?:hidden|number)">.*?</span>', re.S)


def read(html, *, without):
    """The text that remains in a difference when one of its two sides is left out."""
    html = re.sub(rf"<{without}>.*?</{without}>", "", SAID.sub("", html), flags=re.S)
    lines = TAGS.sub("", BLOCKS.sub("\n", html)).split("\n")
    return [" ".join(line.split()) for line in lines if line.strip()]


def letters(html):
    """All but the spaces."""
    return "".join(unescape(html).split())


def plain(text):
    """The text as it is read, in blocks."""
    return read(difference.html(text, text), without="none")


words = st.sampled_from(
    [
        "de",
        "een",
        "het",
        "partijen",
        "werken",
        "samen",
        "niet",
        "zorg",
        "stuurgroep",
        "**moeten**",
        "*kan*",
        "6",
        "12",
        "maanden.",
        "euro,",
        "(bijlage)",
        "§",
        "“ja”",
    ]
)
sentences = st.lists(words, min_size=1, max_size=12).map(" ".join)
items = st.lists(sentences, min_size=1, max_size=4)
paragraphs = st.one_of(
    sentences,
    sentences.map(lambda words: f"## {words}"),
    items.map(lambda rows: "\n".join(f"- {row}" for row in rows)),
    items.map(lambda rows: "\n".join(f"{n}. {row}" for n, row in enumerate(rows, 1))),
    items.map(lambda rows: "\n".join(f"{'  ' * n}- {row}" for n, row in enumerate(rows))),
    items.map(lambda rows: "| a | b |\n| --- | --- |\n" + "\n".join(f"| {row} | x |" for row in rows)),
    sentences.map(lambda words: f"> {words}"),
    sentences.map(lambda words: f"[{words}](https://voorbeeld.example/a)"),
)
texts = st.lists(paragraphs, max_size=5).map("\n\n".join)
anything = st.one_of(texts, st.text(max_size=80))


@settings(max_examples=200, deadline=None)
@given(anything, anything)
def test_4_leaving_out_one_side_gives_the_other(old, new):
    """Requirement 4: the difference that signers read holds both texts, whole and in order."""
    html = difference.html(old, new)
    assert read(html, without="del") == plain(new)
    assert read(html, without="ins") == plain(old)


@settings(max_examples=200, deadline=None)
@given(anything)
def test_a_text_is_no_different_from_itself(text):
    html = difference.html(text, text)
    assert "<ins>" not in html
    assert "<del>" not in html
    shown = TAGS.sub("", richtext.render(text, top=4))
    assert letters(TAGS.sub("", SAID.sub("", html))) == letters(shown)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_short_texts_too(old, new):
    html = difference.inline(old, new)
    assert letters("".join(read(html, without="del"))) == letters(new)
    assert letters("".join(read(html, without="ins"))) == letters(old)


def test_only_the_words_that_changed_are_marked():
    html = difference.html("Een partij zegt op met **drie** maanden.", "Een partij zegt op met **zes** maanden.")
    assert re.findall(r"<del>.*?</del>", html) == [
        '<del><span class="hidden"> [vervallen:</span><strong> drie</strong><span class="hidden">]</span></del>'
    ]
    assert re.findall(r"<ins>.*?</ins>", html) == [
        '<ins><span class="hidden"> [toegevoegd:</span><strong> zes</strong><span class="hidden">]</span></ins>'
    ]


def test_a_screen_reader_hears_it_in_the_language_of_the_reader():
    with translation.override("en"):
        assert "[added:" in difference.inline("", "x")


def test_a_sentence_that_was_written_anew_is_not_a_puzzle_of_words():
    html = difference.inline(
        "De partijen betalen ieder de helft van de kosten", "Over de kosten beslist straks een nieuwe commissie"
    )
    assert html.count("<del>") == html.count("<ins>") == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        '[x](https://a.example/" onclick="alert(1))',
        "<del>weg</del><ins>erbij</ins>",
        "`<b>`",
        "</ins></del><p onmouseover=alert(1)>",
    ],
)
def test_nothing_typed_becomes_markup(hostile):
    for html in (difference.html("", hostile), difference.html(hostile, "x"), difference.inline("", hostile)):
        allowed = (
            r"(?:/?(?:p|ins|del|span|a|h\d)|(?:span class=\"hidden\")|(?:a href=\"https://[^\"<>]*\" rel=\"noopener\"))"
        )
        assert not re.sub(rf"<{allowed}>", "", html).count("<"), html


@pytest.mark.parametrize(
    ("old", "new"),
    [("a " * 20_000, "b a " * 20_000), ("a\n\n" * 2_000, "b\n\na\n\n" * 2_000), ("- x\n" * 3_000, "- y z\n" * 3_000)],
)
def test_a_text_made_to_be_slow_gets_a_coarse_answer(old, new):
    html = difference.html(old, new)
    assert html.count("<del>") >= len(difference.blocks_of(old)) - 1
    assert html.count("<ins>") >= len(difference.blocks_of(new)) - 1
