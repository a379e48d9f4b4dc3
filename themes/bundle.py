"""A meeting in one PDF: cover, agenda, minutes, decisions and actions, then the papers, numbered on each page."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, override

from network.models import Classification
from themes.models import AgendaItem, Attendance, Meeting, MeetingBundle, Paper
from zenderen.lib import pdf

LANGUAGE = "nl"  # meetings are held in Dutch, whoever reads about them
STYLESHEETS = ("css/pdf.css", "css/pdf-meeting.css")


def papers(meeting: Meeting) -> Iterator[Paper]:
    """The papers in the order of the agenda: the first is paper 1."""
    for item in meeting.items.all():
        yield from item.papers.all()


def contents(meeting: Meeting) -> dict[str, Any]:
    """What stands in the bundle now, as JSON; for a meeting that was read ``for_page``."""
    numbers = {paper.pk: number for number, paper in enumerate(papers(meeting), start=1)}
    return {
        "body": meeting.body.name,
        "starts_at": timezone.localtime(meeting.starts_at).isoformat(),
        "ends_at": timezone.localtime(meeting.ends_at).isoformat(),
        "place": meeting.place,
        "secretary": meeting.secretary.name if meeting.secretary else "",
        "status": meeting.status,
        "cancel_reason": meeting.cancel_reason,
        "guests": meeting.guests,
        "minutes": meeting.minutes,
        "adopted_on": timezone.localdate(meeting.adopted_at).isoformat() if meeting.adopted_at else "",
        "adopted_by": meeting.adopted_by.name if meeting.adopted_by else "",
        "items": [_item(item, numbers) for item in meeting.items.all()],
        "attendance": [
            {"presence": row.presence, "name": row.person.name, "position": row.person.position}
            for row in meeting.attendances.all()
        ],
        "decisions": [
            {
                "code": decision.code,
                "title": decision.title,
                "text": decision.text,
                "reason": decision.reason,
                "item": decision.item.number if decision.item else None,
                "classification": decision.classification,
            }
            for decision in meeting.decisions.all()
        ],
        "actions": [
            {
                "title": point.action.title,
                "owner": point.action.owner.name,
                "due_on": point.action.due_on.isoformat(),
                "done_on": point.action.done_on.isoformat() if point.action.done_on else "",
                "outcome": point.action.outcome,
            }
            for point in meeting.points.all()
        ],
    }


def _item(item: AgendaItem, numbers: dict[int, int]) -> dict[str, Any]:
    columns = ("pk", "title", "name", "kind", "sha256", "size")
    return {
        "number": item.number,
        "title": item.title,
        "kind": item.kind,
        "about": item.about,
        "papers": [
            {"number": numbers[paper.pk], **{name: getattr(paper, name) for name in columns}}
            for paper in item.papers.all()
        ],
    }


def render(bundle: MeetingBundle, documents: Sequence[tuple[int, str, bytes]]) -> tuple[bytes, int]:
    """The PDF of a bundle and its number of pages; ``documents`` are the papers in PDF: number, title, bytes."""
    from zenderen.lib import binding  # loads pyHanko, which is needed for a bundle only

    bound = [binding.Paper(content, title, partial(_line, number, title)) for number, title, content in documents]
    with override(LANGUAGE):
        return binding.bind(_front(bundle), bound, created=bundle.data_at, language=LANGUAGE)


def _line(number: int, title: str, page: int, pages: int) -> str:
    where = gettext("Paper %(number)s, page %(page)s of %(pages)s")
    return f"{where % {'number': number, 'page': page, 'pages': pages}} · {title}"


def _front(bundle: MeetingBundle) -> bytes:
    data = bundle.data
    items = [item | {"kind": AgendaItem.Kind(item["kind"]).label} for item in data["items"]]
    rows = data["attendance"]
    attendance = [
        (label, [row for row in rows if row["presence"] == key]) for key, label in Attendance.Presence.choices
    ]
    decisions = [
        decision | {"classification": Classification(decision["classification"]).label}
        for decision in data["decisions"]
    ]
    context = {
        "data": data | {"items": items, "decisions": decisions},
        "attendance": [(label, people) for label, people in attendance if people],
        "starts_at": parse_datetime(data["starts_at"]),
        "ends_at": parse_datetime(data["ends_at"]),
        "data_at": bundle.data_at,
        "status": Meeting.Status(data["status"]).label,
        "papers": [paper | {"item": item["number"]} for item in items for paper in item["papers"]],
    }
    # No claim to PDF/UA: the papers that follow were made by others.
    return pdf.render(
        "pdf/meeting.html", context, created=bundle.data_at, stylesheets=STYLESHEETS, variant=None, language=LANGUAGE
    )
