"""Sheets of every kind, size, language and fullness: one page, nothing outside its box, over another or too small."""

import ctypes
import io
import itertools
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image

from projects import sheet
from projects.sheet.metrics import HEAD, lines
from tests.projects.sheets import LONG, MIDDLE, SHORT, data

DAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
KINDS = ("theme", "project", "partner", "network")
SIZES = ("A1", "A3", "A4", "slide")
COUNTS = (1, 2, 3, 5, 8, 14)
POINTS = {"A1": (1684, 2384), "A3": (842, 1191), "A4": (595, 842), "slide": (960, 540)}
SMALLEST = {"A1": 24, "A3": 12, "A4": 9, "slide": 12}
BULLET = 0.05  # a j begins before its place, by this part of its size


def characters(page):
    """Left, top, right, bottom and size of every letter on the page, in points from its upper left corner."""
    height, text = page.get_height(), page.get_textpage()
    matrix = pypdfium2.raw.FS_MATRIX()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        pypdfium2.raw.FPDFText_GetMatrix(text.raw, index, ctypes.byref(matrix))
        size = pypdfium2.raw.FPDFText_GetFontSize(text.raw, index) * matrix.d
        if size and right > left:  # not the spaces and line ends that the reader of the page makes up
            yield left, height - top, right, height - bottom, size


def boxes(arranged, size):
    """The places in which words may stand, in points: the head, the foot and each card inside its edge."""
    paper = sheet.FORMATS[size]
    head, foot = arranged.head, arranged.foot
    if paper.panel:
        yield 0, 0, paper.panel, paper.height - foot.height
        yield 0, paper.height - foot.height, paper.panel, paper.height
    else:
        yield paper.left, 0, paper.width - paper.left, head.height
        yield paper.left, paper.height - foot.height, paper.width - paper.left, paper.height
    for card in arranged.cards:
        yield card.left, card.top, card.left + card.width, card.top + card.height


def apart(places, paper):
    """No two boxes share any room, and all of them lie on the sheet."""
    for left, top, right, bottom in places:
        assert 0 <= left < right <= paper.width
        assert 0 <= top < bottom <= paper.height
    for (left, top, right, bottom), (left2, top2, right2, bottom2) in itertools.combinations(places, 2):
        assert left2 >= right - 0.01 or left >= right2 - 0.01 or top2 >= bottom - 0.01 or top >= bottom2 - 0.01


def check(content, arranged, size):
    """One page of its size; every letter large enough and in the box where it belongs."""
    paper = sheet.FORMATS[size]
    places = list(boxes(arranged, size))
    apart(places, paper)
    points = [tuple(value * paper.unit for value in place) for place in places]
    document = pypdfium2.PdfDocument(content)
    try:
        assert len(document) == 1
        page = document[0]
        assert (round(page.get_width()), round(page.get_height())) == POINTS[size]
        found = list(characters(page))
    finally:
        document.close()
    filled = set()
    for left, upper, right, lower, letter in found:
        assert letter >= SMALLEST[size] - 0.01
        slack = BULLET * letter
        inside = [
            place
            for place, (x, y, x2, y2) in enumerate(points)
            if left >= x - slack and right <= x2 + slack and upper >= y - slack and lower <= y2 + slack
        ]
        assert inside, (left, upper, right, lower, letter)
        filled.update(inside)
    assert filled == set(range(len(places))), "an empty box"


def laid_out(kind, count, length, size, language):
    content = data(kind, count, length, language)
    return content, sheet.laid_out(content, size=size, data_at=DAY, language=language)["arranged"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_fits_on_one_sheet(kind, size, language):
    for count, length in itertools.product(COUNTS, (SHORT, LONG)):
        content, arranged = laid_out(kind, count, length, size, language)
        check(sheet.render(content, size=size, data_at=DAY, language=language), arranged, size)
        if kind in ("theme", "partner"):
            assert len(arranged.cards) + arranged.left_out == count
            rows = [len(list(row)) for _, row in itertools.groupby(arranged.cards, key=lambda card: card.top)]
            assert rows[-1] > 1 or set(rows) == {1}, "a lonely card"


@pytest.mark.parametrize("size", ["A1", "A3", "A4"])
@pytest.mark.parametrize("kind", ["theme", "partner"])
def test_on_paper_nothing_is_left_out_and_titles_are_whole_up_to_twelve_of_the_longest(kind, size):
    for count, length in itertools.product((*COUNTS, 12), (MIDDLE, LONG)):
        content, arranged = laid_out(kind, count, length, size, "nl")
        assert arranged.left_out == 0
        titles = [part.words for card in arranged.cards for part in card.parts if part.kind == "title"]
        if count <= 12 or length == MIDDLE:
            assert titles == [project["title"] for project in content["projects"]]
        else:
            assert min(map(len, titles)) >= 75


@pytest.mark.parametrize("kind", KINDS)
def test_no_large_part_of_the_sheet_stays_empty(kind):
    """The lowest word of a card is found below two thirds of the cards' height, on average over the rows."""
    for count, length in itertools.product((2, 3, 5, 8, 14), (MIDDLE, LONG)):
        _content, arranged = laid_out(kind, count, length, "A1", "nl")
        needed = [
            card.needed(arranged.text, card.width, arranged.pad, arranged.heading) / card.height
            for card in arranged.cards
        ]
        assert sum(needed) / len(needed) > 0.6, (count, length)


def test_a_project_that_is_not_on_course_always_has_its_reason_beside_it():
    for count, length in itertools.product(COUNTS, (MIDDLE, LONG)):
        _content, arranged = laid_out("theme", count, length, "A4", "nl")
        for card in arranged.cards:
            state = next(part for part in card.parts if part.kind == "state")
            place = card.parts.index(state)
            if state.mark in ("attention", "off_course", "outdated"):
                assert card.parts[place + 1].own


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_show_is_a_sheet_too(kind):
    content = data(kind, 0, MIDDLE) if kind != "project" else data(kind, 1, SHORT) | {"parts": []}
    pdf = sheet.render(content, size="A3", data_at=DAY)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    document.close()


def test_more_projects_than_fit_are_counted():
    content = data("theme", 14, MIDDLE) | {"more": 6}
    found = sheet.laid_out(content, size="A1", data_at=DAY, language="nl")
    assert found["arranged"].left_out == 0
    assert found["more"] == "nog 6 projecten op die pagina"


def test_same_data_gives_the_same_file():
    assert len({sheet.render(data("theme", 3, MIDDLE), size="A3", data_at=DAY) for _ in range(2)}) == 1


def test_labels_follow_the_language_of_the_sheet():
    def words(language):
        document = pypdfium2.PdfDocument(
            sheet.render(data("project", 3, MIDDLE, language), size="A4", data_at=DAY, language=language)
        )
        text = document[0].get_textpage().get_text_range()
        document.close()
        return text

    assert "What we ask" in words("en")
    assert "22 November 2026" in words("en")
    assert "Wat wij vragen" in words("nl")
    assert "22 november 2026" in words("nl")


def test_a_slide_becomes_a_picture_of_a_full_screen():
    content = sheet.render(data("network", 5, MIDDLE), size="slide", data_at=DAY)
    assert Image.open(io.BytesIO(sheet.picture(content, width=sheet.SLIDE_WIDTH))).size == (1920, 1080)


def test_sheets_of_a_set_are_pages_of_one_tagged_document_with_embedded_fonts():
    content = sheet.render_all([data("theme", count, MIDDLE) for count in (1, 5)], size="A3", data_at=DAY)
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 2
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
    document.close()
    assert content.count(b"/FontFile2") + content.count(b"/FontFile3") > 0 or b"/ObjStm" in content


def test_words_too_long_for_a_line_are_counted_as_broken():
    assert lines("Jeugdgezondheidszorgorganisaties", HEAD, 10, 60) > 1
