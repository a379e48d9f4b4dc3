"""The programme of a conference on one A4: made when it is first asked for, and again after each change."""

import hashlib
import json
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone

from network.models import Conference, ProgrammeItem
from network.timetable import slots
from zenderen.lib import files, pdf

# Size of the type, and with what a part is about or without: the first with which it all fits on one sheet.
LAYOUTS = (("large", True), ("middle", True), ("large", False), ("middle", False), ("small", False), ("tiny", False))
VERSION = 1  # count up when the template or its stylesheet changes


def stored(conference: Conference) -> str:
    """The name of the stored file, which is made if there is none of the programme as it is now."""
    context = _context(conference)
    folder = f"conferences/{conference.pk}/"
    name = f"{folder}programme-{_fingerprint(context)}.pdf"
    known = files.beginning_with(f"{folder}programme-")
    if name not in known:
        files.store(name, _one_sheet(context))
        for old in known:
            files.remove(old)
    return name


def _context(conference: Conference) -> dict[str, Any]:
    items = list(conference.programme.prefetch_related("speakers"))
    address = f"{settings.SITE_URL}{conference.get_absolute_url()}"
    return {"conference": conference, "items": items, "address": address}


def _fingerprint(context: dict[str, Any]) -> str:
    """Of all that is printed: the same programme is the same file."""
    conference = context["conference"]
    facts = [
        *(VERSION, context["address"], settings.NETWORK_NAME),
        *(conference.name, conference.starts_on, conference.when, conference.place, conference.address),
        *(_facts(item) for item in context["items"]),
    ]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:20]


def _facts(item: ProgrammeItem) -> list[Any]:
    return [
        item.title,
        item.starts_at,
        item.ends_at,
        item.room,
        item.kind,
        *(each.words for each in item.speakers.all()),
    ]


def _one_sheet(context: dict[str, Any]) -> bytes:
    import pypdfium2  # for this one file; the pages of other requests need not wait for it

    conference = context["conference"]
    known = {
        "conference": conference,
        "slots": slots(context["items"], is_today=False),
        "address": context["address"],
        "qr": str(segno.make(context["address"], error="m").svg_data_uri(border=0)),
    }
    content = b""
    for size, with_about in LAYOUTS:
        content = pdf.render(
            "pdf/programme.html",
            {**known, "size": size, "with_about": with_about},
            created=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0),
            stylesheets=("css/pdf.css", "css/pdf-programme.css"),
        )
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
        document.close()
        if pages == 1:
            break
    return content
