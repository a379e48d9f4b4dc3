"""Meetings for the tests, made the way the portal makes them."""

import datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from network.models import Action
from tests import factories
from themes import roles
from themes.actions import meetings as actions
from themes.models import AgendaItem, Decision, Meeting
from zenderen.lib import pdf
from zenderen.lib.uploads import look_into


def make_meeting(body, status="planned", *, days=0, by=None, **fields):
    """A meeting so many days from now (an hour ago today), which went as far as ``status``."""
    by = by or factories.UserFactory()
    starts_at = timezone.now() + datetime.timedelta(days=days, hours=-1)
    fields = {"place": "Zaal 1", "starts_at": starts_at, **fields}
    meeting = Meeting.objects.create(body=body, created_by=by, **fields)
    roles.grant_meeting(meeting)
    if status in ("held", "adopted"):
        Meeting.objects.filter(pk=meeting.pk).update(status="held")
    if status == "adopted":
        Meeting.objects.filter(pk=meeting.pk).update(minutes="Alles besproken.")
        actions.adopt(meeting, by=by)
    if status == "cancelled":
        actions.cancel(meeting, reason="Te weinig leden.", by=by)
    meeting.refresh_from_db()
    return meeting


def make_item(meeting, title="Opening", **fields):
    """A point at the end of the agenda."""
    return AgendaItem.objects.create(meeting=meeting, number=meeting.items.count() + 1, title=title, **fields)


def pdf_file(pages=1, words="Een stuk over zorg"):
    """A PDF of so many pages."""
    body = "".join(f"<h1 style='break-after: page'>{words} {number}</h1>" for number in range(1, pages))
    html = f"<html lang='nl'><head><title>Stuk</title></head><body>{body}<p>{words} {pages}</p></body></html>"
    return pdf.from_html(html, created=timezone.now(), stylesheets=(), variant=None)


def png_file():
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (20, 20), "teal").save(out, "PNG")
    return out.getvalue()


def make_paper(item, title="Notitie", content=None, name="notitie.pdf"):
    """A paper, looked into as an upload is."""
    document = look_into(SimpleUploadedFile(name, content or pdf_file()))
    return actions.add_paper(item, document, title=title, by=factories.UserFactory())


def make_decision(meeting, title="Akkoord", **fields):
    """A decision with the next number of its body."""
    decision = Decision(meeting=meeting, title=title, text="De stuurgroep stemt in.", **fields)
    actions.number_decision(decision)
    decision.save()
    return decision


def make_point(meeting, owner, *, title="Uitzoeken", days=7, item=None, classification="confidential"):
    """An action that was agreed on."""
    due_on = timezone.localdate() + datetime.timedelta(days=days)
    action = Action(title=title, owner=owner, due_on=due_on, classification=classification)
    return actions.add_point(meeting, action, item=item, by=factories.UserFactory())
