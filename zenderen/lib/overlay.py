"""A mark across each page of a PDF and a line at its foot, written on a copy for one reader."""

import ctypes
import math
from importlib.resources import files
from io import BytesIO
from typing import Any

MARK_GREY, MARK_ALPHA = 90, 48  # readable, and the text below it as well
FOOT_SIZE, FOOT_ROOM = 7.5, 14.0  # points
FONT = "AtkinsonHyperlegible-Bold.ttf"


class CannotMarkError(Exception):
    """The file cannot be taken apart, so it cannot be handed out with a mark on it."""


def stamp(content: bytes, *, mark: str, foot: str) -> bytes:
    """The same PDF with ``mark`` slanting across each page and ``foot`` at the bottom; raises CannotMarkError."""
    import pypdfium2  # slow to load, and needed for a file that carries a mark only

    try:
        document = pypdfium2.PdfDocument(content)
        try:
            writer = _Writer(document)
            for page in document:
                writer.write(page, mark=mark, foot=foot)
                page.close()
            out = BytesIO()
            document.save(out)
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise CannotMarkError from error
    return out.getvalue()


class _Writer:
    """Puts text on pages, in our own font, which goes with the file."""

    def __init__(self, document: Any) -> None:
        import pypdfium2.raw as raw  # loaded by now

        self.raw, self.document = raw, document
        data = (files("fontpkg_atkinson_hyperlegible") / "files" / FONT).read_bytes()
        self.data = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
        is_cid = 1  # any letter of any name
        self.font = raw.FPDFText_LoadFont(document, self.data, len(data), raw.FPDF_FONT_TRUETYPE, is_cid)

    def write(self, page: Any, *, mark: str, foot: str) -> None:
        """On the part of the page that is shown, the way up that it is shown."""
        left, bottom, right, top = page.get_cropbox()
        turn = page.get_rotation()
        width, height = (right - left, top - bottom) if turn % 180 == 0 else (top - bottom, right - left)
        upright = _upright(turn, left, bottom, right, top)
        slant = math.atan2(height, width)
        size = 0.62 * math.hypot(width, height) / max(self._width(mark, 1.0), 1.0)
        size = min(size, 0.14 * min(width, height))
        half = self._width(mark, size) / 2
        cos, sin = math.cos(slant), math.sin(slant)
        rise = size * 0.35
        start = (width / 2 - half * cos + rise * sin, height / 2 - half * sin - rise * cos)
        self._put(page, mark, size, _times((cos, sin, -sin, cos, *start), upright), MARK_ALPHA)
        small = min(FOOT_SIZE, FOOT_SIZE * (width - 2 * FOOT_ROOM) / max(self._width(foot, FOOT_SIZE), 1.0))
        place = (max(FOOT_ROOM, (width - self._width(foot, small)) / 2), FOOT_ROOM)
        self._lighten(page, (place[0] - 4, place[1] - 4, width - 2 * place[0] + 8, small + 6), upright)
        self._put(page, foot, small, _times((1, 0, 0, 1, *place), upright), 255)
        if not self.raw.FPDFPage_GenerateContent(page):
            raise CannotMarkError

    def _put(self, page: Any, text: str, size: float, matrix: tuple[float, ...], alpha: int) -> None:
        words = self._object(text, size)
        self.raw.FPDFPageObj_SetFillColor(words, MARK_GREY, 0, 0, alpha)
        self.raw.FPDFPageObj_SetMatrix(words, self.raw.FS_MATRIX(*matrix))
        self.raw.FPDFPage_InsertObject(page, words)

    def _lighten(self, page: Any, box: tuple[float, ...], upright: tuple[float, ...]) -> None:
        """White under the line, which stays readable on a dark page."""
        shape = self.raw.FPDFPageObj_CreateNewRect(*box)
        self.raw.FPDFPageObj_SetFillColor(shape, 255, 255, 255, 220)
        self.raw.FPDFPath_SetDrawMode(shape, self.raw.FPDF_FILLMODE_WINDING, 0)
        self.raw.FPDFPageObj_SetMatrix(shape, self.raw.FS_MATRIX(*upright))
        self.raw.FPDFPage_InsertObject(page, shape)

    def _object(self, text: str, size: float) -> Any:
        raw = self.raw
        words = raw.FPDFPageObj_CreateTextObj(self.document, self.font, size)
        encoded = (text + "\0").encode("utf-16-le")
        letters = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
        if not raw.FPDFText_SetText(words, letters):
            raise CannotMarkError
        return words

    def _width(self, text: str, size: float) -> float:
        """In points; measured at a large size, since the bounds are whole letters."""
        words = self._object(text, 100)
        box = [ctypes.c_float() for _side in range(4)]
        self.raw.FPDFPageObj_GetBounds(words, *map(ctypes.byref, box))
        self.raw.FPDFPageObj_Destroy(words)
        return (box[2].value - box[0].value) * size / 100


def _upright(turn: int, left: float, bottom: float, right: float, top: float) -> tuple[float, ...]:
    """From the corner at the lower left of what is shown to the coordinates of the page."""
    return {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }[turn % 360]


def _times(first: tuple[float, ...], then: tuple[float, ...]) -> tuple[float, ...]:
    """The matrix that does ``first`` and after it ``then``."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
