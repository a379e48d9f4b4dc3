"""Meetings of the demo in every state, with papers, decisions and actions."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify

from network import actions as network
from network.models import Action, Body, Classification, User
from themes import roles
from themes.actions import meetings as actions
from themes.models import AgendaItem, Decision, Meeting
from zenderen.demo.loading import Chapter, content, in_the_past, person
from zenderen.lib import pdf, richtext
from zenderen.lib.uploads import Document


def load_meetings() -> None:
    """Each as far as its status says; what lies before today brought nobody mail."""
    with in_the_past():
        for row in content("meetings")["meeting"]:
            _load(row)


def _load(row: dict[str, Any]) -> None:
    meeting = _planned(row)
    for number, item in enumerate(row["item"], start=1):
        _put_on_agenda(meeting, number, item, by=meeting.created_by)
    if row["status"] == Meeting.Status.PLANNED:
        return
    actions.hold(meeting)
    meeting.refresh_from_db()
    presences = dict.fromkeys(map(person, row["present"]), "present")
    presences |= dict.fromkeys(map(person, row.get("excused", ())), "excused")
    actions.note_attendance(meeting, presences, guests=row.get("guests", ""))
    meeting.refresh_from_db()
    meeting.minutes = row["minutes"].strip()
    meeting.save(update_fields=["minutes"])
    _conclude(meeting, row)
    if row["status"] == Meeting.Status.ADOPTED:
        actions.make_bundle(_adopted(meeting), by=meeting.created_by)


def _planned(row: dict[str, Any]) -> Meeting:
    day = timezone.localtime() + datetime.timedelta(days=row["day"])
    meeting = Meeting.objects.create(
        body=Body.objects.get(slug=row["body"]),
        starts_at=day.replace(hour=row["hour"], minute=0, second=0, microsecond=0),
        place=row["place"],
        secretary=person(row["secretary"]) if "secretary" in row else None,
        created_by=person(row["by"]),
    )
    roles.grant_meeting(meeting)
    return meeting


def _put_on_agenda(meeting: Meeting, number: int, row: dict[str, Any], *, by: User) -> None:
    item = AgendaItem.objects.create(
        meeting=meeting, number=number, title=row["title"], kind=row["kind"], about=row.get("about", "")
    )
    for title, text in row.get("papers", ()):
        actions.add_paper(item, _document(title, text), title=title, by=by)


def _document(title: str, text: str) -> Document:
    frame = '<html lang="nl"><head><title>{}</title></head><body><h1>{}</h1>{}</body></html>'
    html = format_html(frame, title, title, richtext.render(text))
    return Document(pdf.from_html(html, created=timezone.now()), "pdf", slugify(title))


def _conclude(meeting: Meeting, row: dict[str, Any]) -> None:
    items = {item.number: item for item in meeting.items.all()}
    for decided in row.get("decision", ()):
        decision = Decision(meeting=meeting, **{**decided, "item": items[decided["item"]]})
        actions.number_decision(decision)
        decision.save()
    for agreed in row.get("action", ()):
        _agree(meeting, items[agreed["item"]], agreed)


def _agree(meeting: Meeting, item: AgendaItem, row: dict[str, Any]) -> None:
    due_on = timezone.localdate() + datetime.timedelta(days=row["days"])
    action = Action(title=row["title"], owner=person(row["owner"]), due_on=due_on)
    action.classification = Classification.CONFIDENTIAL
    point = actions.add_point(meeting, action, item=item, by=meeting.created_by)
    if "outcome" in row:
        network.close(point.action_id, outcome=row["outcome"])


def _adopted(meeting: Meeting) -> Meeting:
    """Adopted four weeks later, or as late as today: once adopted nobody can put another day there."""
    meeting.adopted_at = min(meeting.starts_at + datetime.timedelta(weeks=4), timezone.now())
    meeting.adopted_by = User.objects.filter(groups=meeting.body.leaders_group).first() or meeting.created_by
    meeting.move_to(Meeting.Status.ADOPTED, "adopted_at", "adopted_by")
    return meeting


CHAPTERS = (Chapter("meetings with their papers, decisions and actions", Meeting.objects.exists, load_meetings),)
