"""Pictures of the pages of a scan, so that it can be seen beside the text."""

from io import BytesIO
from typing import Any

from agreements.models import Scan

MOST_PAGES = 60
WIDTH = 1000  # pixels


def page_count(scan: Scan) -> int:
    """How many pages there are to see, at most ``MOST_PAGES``."""
    if not _is_pdf(scan):
        return 1
    document = _open(scan)
    count = min(len(document), MOST_PAGES)
    document.close()
    return count


def picture(scan: Scan, page: int) -> bytes:
    """Page ``page`` (from 1) as PNG; LookupError when there is none."""
    if not 1 <= page <= page_count(scan):
        raise LookupError(page)
    found = BytesIO()
    if _is_pdf(scan):
        document = _open(scan)
        sheet = document[page - 1]
        sheet.render(scale=WIDTH / sheet.get_width()).to_pil().save(found, "PNG")
        document.close()
    else:
        from PIL import Image  # slow to load, and needed here only

        with scan.file.open("rb") as file, Image.open(file, formats=["PNG", "JPEG"]) as image:
            image.thumbnail((WIDTH, WIDTH * 3))
            image.convert("RGB").save(found, "PNG")
    return found.getvalue()


def _is_pdf(scan: Scan) -> bool:
    return str(scan.file.name).endswith(".pdf")


def _open(scan: Scan) -> Any:
    import pypdfium2  # slow to load, and needed here only

    with scan.file.open("rb") as file:
        return pypdfium2.PdfDocument(file.read())
