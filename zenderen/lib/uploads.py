"""Files that people hand in: told by their content, refused when they can do something by themselves, named by us."""

import re
import unicodedata
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEGABYTE = 1024 * 1024
MOST_PIXELS = 60_000_000  # what unfolds to more is a trap, not a picture
MOST_OBJECTS = 400_000
MOST_UNFOLDED = 300 * MEGABYTE  # all that is packed inside one PDF, unpacked

# How the file begins, the endings that its name may have, and the one that we give it.
KINDS = {
    "pdf": (b"%PDF-", {"pdf"}),
    "png": (b"\x89PNG\r\n\x1a\n", {"png"}),
    "jpg": (b"\xff\xd8\xff", {"jpg", "jpeg"}),
}
MOVING_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound", "/Rendition",
    "/RichMediaExecute",
}  # fmt: skip
MOVING_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/EmbeddedFiles", "/EF"}
_RAW = re.compile(rb"/JavaScript\b|/Launch\b")
_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 64 * 1024  # what is fed at once; eight times as much comes out at once
_DEEPEST = 4  # so often something can be packed inside itself


class Refused(forms.ValidationError):
    """The file cannot be taken in; the text tells what to do instead."""


class Document(NamedTuple):
    """A file that was looked into: its bytes, its kind (also the ending of its name) and the name to show."""

    content: bytes
    kind: str
    name: str


def look_into(upload: "UploadedFile[Any]", *, most: int = 20 * MEGABYTE) -> Document:
    """What the file is by its content; raises Refused for whatever is not a plain PDF, PNG or JPEG."""
    if not upload.size:
        raise Refused(_("This file is empty. Choose another one."))
    if upload.size > most:
        raise Refused(
            _("This file is %(size)s; at most %(most)s fits.")
            % {"size": filesizeformat(upload.size), "most": filesizeformat(most)}
        )
    content = upload.read()
    kind = next((name for name, (start, _endings) in KINDS.items() if content.startswith(start)), "")
    if not kind:
        raise Refused(_("This is not a PDF, PNG or JPEG file. Save it as PDF first, then choose it again."))
    name = shown_name(upload.name or "")
    ending = PurePosixPath(name).suffix.removeprefix(".").lower()
    if ending not in KINDS[kind][1]:
        raise Refused(
            _("The name of this file ends in “%(ending)s”, but by its content it is a %(kind)s. Save it anew.")
            % {"ending": ending, "kind": kind.upper()}
        )
    if kind == "pdf":
        _check_pdf(content)
    else:
        _check_picture(content)
    return Document(content, kind, PurePosixPath(name).stem.strip(" .") or kind.upper())


def shown_name(name: str) -> str:
    """The name without its folders and without signs that nobody sees or that turn the text round."""
    visible = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C")
    return " ".join(re.split(r"[/\\]", visible)[-1].split())[-150:]


def _check_picture(content: bytes) -> None:
    # Comes with WeasyPrint; needed for a file that is handed in only.
    from PIL import Image, ImageFile, UnidentifiedImageError

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False  # WeasyPrint takes half pictures
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused(_("This picture is too large. Make it smaller first."))
                picture.load()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise Refused(_("This picture is damaged and cannot be opened.")) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _unfolds_too_far(content: bytes) -> bool:
    """Whether what is packed in a PDF grows beyond reason; measured in small pieces, before anything opens it."""
    room = MOST_UNFOLDED
    for found in _STREAM.finditer(content):
        for piece in _unpacked(iter([memoryview(content)[found.end() :]]), _DEEPEST):
            room -= len(piece)
            if room < 0:
                return True
    return False


def _unpacked(pieces: Iterator[Any], deep: int) -> Iterator[bytes]:
    """What comes out, in pieces; nothing where it is not packed, and what was packed twice is unpacked twice."""
    first = next(pieces, b"")
    if not deep or bytes(first[:1]) != b"\x78":  # how zlib begins
        return
    out = _inflated(chain([first], pieces))
    begin = next(out, b"")
    if begin.startswith(b"\x78"):
        yield from _unpacked(chain([begin], out), deep - 1)
        return
    yield begin
    yield from out


def _inflated(pieces: Iterator[Any]) -> Iterator[bytes]:
    engine = zlib.decompressobj()
    try:
        for piece in pieces:
            for start in range(0, len(piece), _PIECE):
                left: Any = piece[start : start + _PIECE]
                while left and not engine.eof:
                    yield engine.decompress(left, 8 * _PIECE)
                    left = engine.unconsumed_tail
                if engine.eof:
                    return
    except zlib.error:
        return  # not packed after all, or damaged: who opens it will say so


def _check_pdf(content: bytes) -> None:
    import pypdfium2  # both are slow to load, and needed for a file that is handed in only
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    damaged = _("This PDF is damaged and cannot be opened. Save it anew, then choose it again.")
    if _unfolds_too_far(content):
        raise Refused(_("This PDF unfolds to far more than its size. Print it to a new PDF, then choose that one."))
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        if reader.encrypted:
            raise Refused(_("This PDF is protected with a password. Save it without one, then choose it again."))
        moving = bool(_RAW.search(content)) or any(map(_moves, _dictionaries(reader)))
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
        for index in {0, pages - 1} if pages else ():
            document[index].close()  # a tree of pages that goes round has a number of pages and none to open
        document.close()
    except Refused:
        raise
    except (PdfError, pypdfium2.PdfiumError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(damaged) from error
    if not pages:
        raise Refused(damaged)
    if moving:
        raise Refused(
            _(
                "This PDF holds a program, a form that sends or another file. "
                "Print it to a new PDF, then choose that one."
            )
        )


def _moves(row: Any) -> bool:
    return bool(MOVING_KEYS & set(row)) or str(row.get("/S", "")) in MOVING_ACTIONS


def _dictionaries(reader: Any) -> Iterator[Any]:
    """Every dictionary that can be reached in the document, each once."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject  # see _check_pdf

    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer_view]
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if (found.idnum, found.generation) in seen:
                continue
            seen.add((found.idnum, found.generation))
            if len(seen) > MOST_OBJECTS:
                raise ValueError("too many objects")
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            yield found
            waiting += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            waiting += [found.raw_get(place) for place in range(len(found))]


class DocumentField(forms.FileField):
    """A file field whose cleaned value is a ``Document``."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"})
    default_error_messages = {"empty": gettext_lazy("This file is empty. Choose another one.")}

    def __init__(self, *, most: int = 20 * MEGABYTE, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Document | None:
        """The document, looked into; None where none was handed in and none is required."""
        upload = super().clean(data, initial)
        return look_into(upload, most=self.most) if isinstance(upload, UploadedFile) else None
