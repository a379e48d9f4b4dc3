"""Pages of a sealed document as pictures for the hall, made once and kept."""

import io

from django.core.files.storage import default_storage

from agreements.models import SignedDocument
from zenderen.lib import files

TITLE, SIGNATURES = "titel", "handtekeningen"
SHEETS = (TITLE, SIGNATURES)
WIDTH = 1000  # pixels


def sheet(document: SignedDocument, name: str) -> bytes:
    """The title page, or the first page of the signature sheet that was added to the text, as PNG."""
    place = f"agreements/{document.version.agreement_id}/zaal/{document.sha256[:32]}-{name}.png"
    if default_storage.exists(place):
        with default_storage.open(place) as kept:
            return bytes(kept.read())
    picture = _draw(document, name)
    files.store(place, picture)
    return picture


def _draw(document: SignedDocument, name: str) -> bytes:
    import pypdfium2  # slow to load, and needed at a signing event only

    pages = pypdfium2.PdfDocument(_read(document))
    try:
        number = 0
        if name == SIGNATURES:
            text = pypdfium2.PdfDocument(_read(document.version))
            number = min(len(text), len(pages) - 1)
            text.close()
        page = pages[number]
        image = page.render(scale=WIDTH / page.get_width()).to_pil()
    finally:
        pages.close()
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _read(row: object) -> bytes:
    with row.file.open("rb") as file:  # type: ignore[attr-defined]
        return bytes(file.read())
