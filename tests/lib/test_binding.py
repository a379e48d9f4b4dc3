"""Our own document and papers of others, bound into one."""

from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from zenderen.lib import binding, pdf

CREATED = datetime(2026, 11, 22, tzinfo=UTC)


def document(words="Voorpagina", size="A4", pages=1):
    style = f"<style>@page {{ size: {size} }} p {{ break-after: page }} p:last-child {{ break-after: auto }}</style>"
    body = "".join(f"<p>{words} {number}</p>" for number in range(1, pages + 1))
    html = f"<html lang='nl'><head><title>Geheel</title>{style}</head><body>{body}</body></html>"
    return pdf.from_html(html, created=CREATED, stylesheets=(), variant=None)


def turned(content, *turns):
    whole = pypdfium2.PdfDocument(content)
    for index, turn in enumerate(turns):
        whole[index].set_rotation(turn)
    out = BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def paper(content, title="Stuk"):
    return binding.Paper(content, title, lambda page, pages: f"{title}, bladzijde {page} van {pages}")


def bind(*papers, front=None):
    return binding.bind(front or document(), papers, created=CREATED, language="nl")


def words(content):
    """For each page its size and where each line of text stands on it as it is shown: [(text, left, top)]."""
    whole = pypdfium2.PdfDocument(content)
    found = []
    for page in whole:
        text = page.get_textpage()
        found.append((tuple(map(round, page.get_size())), text.get_text_range()))
        text.close()
        page.close()
    whole.close()
    return found


def test_without_papers_the_front_stays_as_it_is():
    front = document()
    assert bind(front=front) == (front, 1)


def test_pages_keep_their_size_and_get_a_line_with_two_numbers():
    content, pages = bind(paper(document("Liggend", "A4 landscape", 2), "Een"), paper(document("Groot", "A2"), "Twee"))
    assert pages == 4
    found = words(content)
    assert [size for size, _text in found] == [(595, 842), (842, 595), (842, 595), (1191, 1684)]
    assert "Een, bladzijde 2 van 2" in found[2][1]
    assert "Liggend 2" in found[2][1]
    assert found[3][1].splitlines()[0].endswith("4")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_line_stands_at_the_top_of_a_page_that_was_turned(turn):
    content, _pages = bind(paper(turned(document("Gedraaid", "A5"), turn)))
    whole = pypdfium2.PdfDocument(content)
    page = whole[1]
    picture = page.render(scale=1).to_pil().convert("L").point(lambda shade: 255 if shade < 250 else 0)
    page.close()
    whole.close()
    top = picture.crop((0, 0, picture.width, 30)).getbbox()
    assert top
    assert top[2] - top[0] > picture.width * 0.8  # the rule under the line goes across


def test_every_page_is_tagged_in_the_order_of_reading():
    content, _pages = bind(paper(document("Stuk", pages=2), "Een"), paper(document("Nog een"), "Twee"))
    root = PdfFileReader(BytesIO(content)).root
    assert root["/MarkInfo"]["/Marked"]
    tree = root["/StructTreeRoot"]
    top = tree["/K"][0]["/K"]
    parts = [top[index] for index in range(len(top)) if top[index]["/S"] == "/Sect"]
    assert [str(part["/T"]) for part in parts] == ["Een", "Twee"]
    assert [len(part["/K"]) for part in parts] == [4, 2]  # a line and a paper for each page
    numbers = tree["/ParentTree"]["/Nums"]
    known = {int(numbers[index]) for index in range(0, len(numbers), 2)}
    kids = root["/Pages"]["/Kids"]
    assert {int(kids[index]["/StructParents"]) for index in range(len(kids))} <= known


def test_title_and_language_are_those_of_the_front():
    content, _pages = bind(paper(document("Stuk")))
    reader = PdfFileReader(BytesIO(content))
    assert reader.root["/Lang"] == "nl"
    assert reader.trailer_view["/Info"]["/Title"] == "Geheel"


def test_paper_that_cannot_be_read_is_named():
    with pytest.raises(binding.CannotBindError, match="Kapot"):
        bind(paper(b"%PDF-1.7 niets", "Kapot"))


def test_same_font_is_kept_once_however_many_pages():
    small, _pages = bind(paper(document(pages=2)))
    large, _pages = bind(paper(document(pages=40)))
    assert len(large) < len(small) + 40 * 3000


def test_empty_page_is_bound_like_any_other():
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(595, 842)
    out = BytesIO()
    blank.save(out)
    blank.close()
    content, pages = bind(paper(out.getvalue(), "Leeg"))
    assert pages == 2
    assert "Leeg, bladzijde 1 van 1" in words(content)[1][1]
