"""What happens to a file of the library: it is looked into when it comes in, and marked when it goes out."""

import re
import unicodedata
from datetime import datetime

from django.core.files.storage import default_storage
from django.utils import dateformat, timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from network.models import Document, Edition
from zenderen.lib.access import AnyUser

LANGUAGE = "nl"  # documents are Dutch, whoever reads them
LONGEST_TEXT = 400_000  # characters; the search index of one row has a limit


def filename(edition: Edition) -> str:
    """What the file is called on the reader's machine."""
    with override(LANGUAGE):
        kind = "" if edition.kind == Edition.Kind.FULL else f"-{slugify(edition.get_kind_display())}"
    return f"{slugify(edition.document.title)[:80] or 'document'}{kind}.pdf"


def content_of(edition: Edition) -> bytes:
    """The bytes as they were handed in."""
    with default_storage.open(str(edition.file.name), "rb") as file:
        content: bytes = file.read()
    return content


def marked(edition: Edition, *, reader: AnyUser, at: datetime) -> bytes:
    """The file for one reader: on each page what it is, who took it and when. Raises CannotMarkError."""
    from zenderen.lib.overlay import stamp  # loads pdfium, which is needed for a marked file only

    with override(LANGUAGE):
        local = timezone.localtime(at)
        words = {
            "name": str(reader) if reader.is_authenticated else _("a visitor"),
            "day": dateformat.format(local, "j F Y"),
            "time": f"{local:%H:%M}",
        }
        foot = _("Taken by %(name)s on %(day)s at %(time)s") % words
        return stamp(content_of(edition), mark=mark_of(edition.document), foot=foot)


def mark_of(document: Document) -> str:
    """The words across each page."""
    concept, confidential = _("CONCEPT"), _("CONFIDENTIAL")
    words = [confidential] * document.is_confidential + [concept] * document.is_concept
    return " – ".join(words)


def text_of(content: bytes) -> str:
    """What stands in a PDF, page after page, fit for a database."""
    import pypdfium2  # slow to load, and needed for a new file only

    document = pypdfium2.PdfDocument(content)
    found, room = [], LONGEST_TEXT
    try:
        for page in document:
            words = _plain(page.get_textpage().get_text_bounded())[:room]
            page.close()
            found.append(words)
            room -= len(words)
            if room <= 0:
                break
    finally:
        document.close()
    return "\n".join(found)


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2  # see text_of

    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


def _plain(text: str) -> str:
    """Without signs that nobody sees; words that were broken at the end of a line are whole again."""
    whole = text.replace("\ufffe", "").replace("\x02", "")  # how pdfium tells of a broken word
    whole = "".join(sign if sign in "\r\n\t" or unicodedata.category(sign)[0] != "C" else " " for sign in whole)
    return re.sub(r"\s+", " ", whole).strip()
