"""How a poster is laid out: readable from three metres, whether there is one project on it or fourteen.

Heights are worked out with the widths of the letters before anything is rendered; every card then has its place, and
each sheet is one page by nature. ``data`` is what ``projects.models.poster_data`` wrote down.
"""

import io
import textwrap
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.sheet.arrange import Sheet, arrange
from projects.sheet.formats import FORMATS, Format
from zenderen.lib import pdf

CLIENT = 90  # letters
CROWDED = 8  # so many cards may be too many for the sheet
SLIDE_WIDTH = 1920  # pixels; so its height is 1080

__all__ = ["FORMATS", "SLIDE_WIDTH", "Format", "Sheet", "laid_out", "picture", "render", "render_all"]


def render(data: dict[str, Any], *, size: str, data_at: datetime, language: str = "") -> bytes:
    """The poster as tagged PDF of one page; the same data gives the same bytes."""
    return render_all([data], size=size, data_at=data_at, language=language)


def render_all(datas: Iterable[dict[str, Any]], *, size: str, data_at: datetime, language: str = "") -> bytes:
    """Posters of one size as one tagged PDF, each on its own page."""
    language = language or settings.LANGUAGE_CODE
    sheets = [laid_out(data, size=size, data_at=data_at, language=language) for data in datas]
    context = {
        "sheets": sheets,
        "format": FORMATS[size],
        "own": "" if language == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE,
    }
    return pdf.render(
        "pdf/poster.html", context, created=data_at, stylesheets=("css/pdf.css", "css/poster.css"), language=language
    )


def laid_out(data: dict[str, Any], *, size: str, data_at: datetime, language: str) -> dict[str, Any]:
    """The sheet with the words above and below it."""
    with translation.override(language):
        client = textwrap.shorten(data["client"], CLIENT, placeholder="…")
        words = {
            "over": _over(data),
            "day": _("As it stood on %(day)s") % {"day": date_format(localdate(data_at), "j F Y")},
            "today": _("How it stands today:"),
            "address": data["address"].split("://", 1)[-1].rstrip("/"),
            "client": _("Client: %(client)s") % {"client": client} if client else "",
        }
        full = data | {"lead": data["lead"] or _lead(data)}
        many = len(data["themes"] if data["kind"] == "network" else data["projects"]) > CROWDED or data["more"]
        foot = [words["day"], f"{words['today']} {words['address']}", words["client"], _more(data, 99 if many else 0)]
        sheet = arrange(full, FORMATS[size], foot)
        return {
            "data": data,
            "arranged": sheet,
            "more": _more(data, sheet.left_out + data["more"]),
            "qr": _qr(data["address"]),
            **words,
        }


def _over(data: dict[str, Any]) -> str:
    """The line above the name."""
    if data["kind"] == "project":
        return f"{data['network']} – {data['projects'][0]['theme']}"
    return _("The network on one sheet") if data["kind"] == "network" else str(data["network"])


def _lead(data: dict[str, Any]) -> str:
    """What is said under the name of a partner."""
    number = len(data["projects"]) + data["more"]
    if data["kind"] != "partner" or not number:
        return ""
    return ngettext(
        "Takes part in %(n)s project of the network", "Takes part in %(n)s projects of the network", number
    ) % {"n": number}


def _more(data: dict[str, Any], left_out: int) -> str:
    if not left_out:
        return ""
    if data["kind"] == "network":
        return ngettext("%(n)s more theme on that page", "%(n)s more themes on that page", left_out) % {"n": left_out}
    return ngettext("%(n)s more project on that page", "%(n)s more projects on that page", left_out) % {"n": left_out}


@lru_cache(64)
def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_data_uri(border=0))


def picture(content: bytes, *, width: int = 900) -> bytes:
    """The first page as a PNG of so many pixels wide."""
    import pypdfium2  # only the worker needs it, and it is slow to load

    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        image = page.render(scale=width / page.get_width()).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    image.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()
