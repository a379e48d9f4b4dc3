"""Documents bound together: our own tagged one first, then pages that others made, each under a line that names it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from zenderen.lib import pdf

LINE = 34.0  # points that the line above a page takes


class CannotBindError(Exception):
    """A document cannot be taken apart; the argument is its title."""


class Paper(NamedTuple):
    """A document to bind in: its bytes, its title, and what stands above each page (its number, of so many)."""

    content: bytes
    title: str
    line: Callable[[int, int], str]


class _Page(NamedTuple):
    """A page of a paper: which paper, its line, and its visible part with the turn that it is shown with."""

    paper: int
    line: str
    box: tuple[float, float, float, float]
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as it is shown."""
        left, bottom, right, top = self.box
        size = (right - left, top - bottom)
        return size if self.turn % 180 == 0 else (size[1], size[0])


def bind(front: bytes, papers: Sequence[Paper], *, created: datetime, language: str) -> tuple[bytes, int]:
    """One tagged PDF and its number of pages. Raises CannotBindError."""
    content, pages, first = _together(front, papers)
    if not pages:
        return front, first
    lines = _lines(pages, first=first, created=created, language=language)
    reader = PdfFileReader(BytesIO(content), strict=False)
    binder = _Binder(reader, lines, papers)
    for index, page in enumerate(pages):
        binder.bind(first + index, index, page)
    return binder.written(), first + len(pages)


def _together(front: bytes, papers: Sequence[Paper]) -> tuple[bytes, list[_Page], int]:
    import pypdfium2  # slow to load, and needed for binding only

    whole = pypdfium2.PdfDocument(front)
    first, pages = len(whole), []
    try:
        for number, paper in enumerate(papers):
            pages += _added(whole, number, paper)
        out = BytesIO()
        whole.save(out)
    finally:
        whole.close()
    return out.getvalue(), pages, first


def _added(whole: Any, number: int, paper: Paper) -> list[_Page]:
    import pypdfium2  # loaded by now

    try:
        document = pypdfium2.PdfDocument(paper.content)
    except pypdfium2.PdfiumError as error:
        raise CannotBindError(paper.title) from error
    try:
        total, pages = len(document), []
        for index in range(total):
            page = document[index]
            pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_NORMALDISPLAY)  # remarks and fields become text
            pages.append(_Page(number, paper.line(index + 1, total), page.get_cropbox(), page.get_rotation()))
            page.close()
        whole.import_pages(document)
    except pypdfium2.PdfiumError as error:
        raise CannotBindError(paper.title) from error
    finally:
        document.close()
    return pages


def _lines(pages: Sequence[_Page], *, first: int, created: datetime, language: str) -> PdfFileReader:
    """A document with one line for each page, as wide as that page."""
    widths = sorted({round(page.size[0]) for page in pages})
    sheets = format_html_join(
        "", "@page w{} {{ size: {}pt {}pt }} .w{} {{ page: w{} }}", ((w, w, LINE, w, w) for w in widths)
    )
    rows = ((round(page.size[0]), page.line, first + number) for number, page in enumerate(pages, start=1))
    body = format_html_join("", '<p class="w{}"><span>{}</span> <b>{}</b></p>', rows)
    frame = '<html lang="{}"><head><title>-</title><style>{}</style></head><body>{}</body></html>'
    html = format_html(frame, language, sheets, body)
    content = pdf.from_html(html, created=created, stylesheets=("css/pdf-line.css",), variant=None)
    return PdfFileReader(BytesIO(content))


class _Binder:
    """The whole document on its way out: pages of papers become pictures on pages of our own, with their tags."""

    def __init__(self, reader: PdfFileReader, lines: PdfFileReader, papers: Sequence[Paper]) -> None:
        self.writer = writer.copy_into_new_writer(reader)
        if "/Info" in reader.trailer_view:
            info: Any = self.writer.import_object(reader.trailer_view["/Info"])
            self.writer.set_info(info)
        self.lines, self.papers = lines, papers
        self.pages = self.writer.root["/Pages"]["/Kids"]
        self.tree = self.writer.root["/StructTreeRoot"]
        self.top = self.tree["/K"].raw_get(0)
        self.fonts = self.writer.import_object(lines.root["/Pages"]["/Kids"][0].raw_get("/Resources"))
        self.parts: dict[int, Any] = {}

    def bind(self, place: int, index: int, page: _Page) -> None:
        """Turn the page at ``place`` into its line and, a little smaller, what stood on it."""
        row = self.pages[place]
        try:
            resources = row.raw_get("/Resources") if "/Resources" in row else DictionaryObject()
            paper = self._picture(row, resources, page.box)
        except (PdfError, KeyError, ValueError, TypeError, NotImplementedError) as error:
            raise CannotBindError(self.papers[page.paper].title) from error
        line = self._picture(self.lines.root["/Pages"]["/Kids"][index], self.fonts, (0, 0, page.size[0], LINE))
        names = {"/Line": line, "/Paper": paper}
        pictures = DictionaryObject({pdf_name(name): one for name, one in names.items()})
        content = generic.StreamObject(stream_data=_content(page))
        content.compress()
        row[pdf_name("/Contents")] = self.writer.add_object(content)
        row[pdf_name("/Resources")] = DictionaryObject({pdf_name("/XObject"): pictures})
        for name in ("/Annots", "/Group", "/Tabs"):
            row.pop(name, None)
        row[pdf_name("/StructParents")] = self._tagged(place, page)

    def _picture(self, page: Any, resources: Any, box: tuple[float, ...]) -> Any:
        found = page["/Contents"] if "/Contents" in page else ArrayObject()  # an empty page has none
        streams = [found[n] for n in range(len(found))] if isinstance(found, ArrayObject) else [found]
        picture = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): ArrayObject(map(generic.FloatObject, box)),
                pdf_name("/Resources"): resources,
            },
            stream_data=b"\n".join(stream.data for stream in streams),
        )
        if "/Group" in page:
            picture[pdf_name("/Group")] = page.raw_get("/Group")
        picture.compress()
        return self.writer.add_object(picture)

    def _tagged(self, place: int, page: _Page) -> NumberObject:
        numbers = self.tree["/ParentTree"]["/Nums"]
        number = NumberObject(max((int(key) for key in list(numbers)[::2]), default=-1) + 1)
        part = self._part(page.paper)
        rows = [self._element("/P", part, place=place, mark=mark) for mark in (0, 1)]
        part.get_object()["/K"].extend(rows)
        numbers.extend([number, self.writer.add_object(ArrayObject(rows))])
        return number

    def _part(self, paper: int) -> Any:
        if paper not in self.parts:
            self.parts[paper] = part = self._element("/Sect", self.top, title=self.papers[paper].title)
            self.top.get_object()["/K"].append(part)
        return self.parts[paper]

    def _element(self, kind: str, parent: Any, *, place: int = -1, mark: int = 0, title: str = "") -> Any:
        element = DictionaryObject(
            {pdf_name("/Type"): pdf_name("/StructElem"), pdf_name("/S"): pdf_name(kind), pdf_name("/P"): parent}
        )
        if title:
            element[pdf_name("/T")] = generic.pdf_string(title)
            element[pdf_name("/K")] = ArrayObject()
        else:
            element[pdf_name("/Pg")] = self.pages.raw_get(place)
            element[pdf_name("/K")] = NumberObject(mark)
        return self.writer.add_object(element)

    def written(self) -> bytes:
        """The bytes of the whole."""
        out = BytesIO()
        self.writer.write(out)
        return out.getvalue()


def _content(page: _Page) -> bytes:
    """Draw the line at the top as the page is shown, and the paper below it, both readable in that order."""
    width, height = page.size
    scale = (height - LINE) / height
    left, bottom, right, top = page.box
    # From the page as it is shown to the page as it is written: turned by quarters, clockwise.
    across = {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }[page.turn % 360]
    middle = (across[0] * width / 2 + across[4], across[1] * width / 2 + across[5])  # of the lower edge
    shrink = (scale, 0, 0, scale, middle[0] * (1 - scale), middle[1] * (1 - scale))
    return (
        f"/P <</MCID 0>> BDC q {_matrix(across)} cm 1 0 0 1 0 {height - LINE:.3f} cm /Line Do Q EMC\n"
        f"/P <</MCID 1>> BDC q {_matrix(shrink)} cm /Paper Do Q EMC\n"
    ).encode()


def _matrix(numbers: tuple[float, ...]) -> str:
    return " ".join(f"{number:.5f}".rstrip("0").rstrip(".") for number in numbers)
