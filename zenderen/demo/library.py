"""The library of the demo: a chain of documents, a vision in three editions, advice, and what is kept long enough."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify

from network.actions import library as actions
from network.models import AdviceRequest, Body, Document, Lesson
from themes.models import Theme
from zenderen.demo.loading import Chapter, content, in_the_past, organisation, person
from zenderen.lib import pdf, richtext
from zenderen.lib.slugs import free_slug
from zenderen.lib.uploads import Document as Upload


def load_library() -> None:
    """Each document with its files and its place; what was asked before today brings nobody mail."""
    with in_the_past():
        for row in content("library")["document"]:
            _load(row)


def _load(row: dict[str, Any]) -> None:
    fields = {name: row[name] for name in ("title", "status", "classification", "summary")}
    more = {name: row[name] for name in ("source", "region") if name in row}
    document = Document(owner=person(row["owner"]), slug=free_slug(Document, row["title"]), **fields, **more)
    document.save()
    document.organisations.set(map(organisation, row.get("organisations", ())))
    document.bodies.set(Body.objects.filter(name__in=row.get("bodies", ())))
    document.themes.set(Theme.objects.filter(slug__in=row.get("themes", ())))
    if "follows" in row:
        actions.follow(Document.objects.get(title=row["follows"]), document)
    for file in row["file"]:
        upload = Upload(_pdf(document, file["text"]), "pdf", slugify(document.title))
        actions.add_edition(document, upload, kind=file["kind"], by=document.owner)
    for lesson in Lesson.objects.filter(source=row.get("lessons_from", "-")):
        lesson.documents.add(document)
    for asked in row.get("advice", ()):
        _ask(document, asked)
    if "keep_days" in row:
        document.refresh_from_db()
        document.keep_until = timezone.localdate() + datetime.timedelta(days=row["keep_days"])
        document.save(update_fields=["keep_until"])


def _pdf(document: Document, text: str) -> bytes:
    frame = '<html lang="nl"><head><title>{}</title></head><body><h1>{}</h1>{}</body></html>'
    html = format_html(frame, document.title, document.title, richtext.render(text))
    return pdf.from_html(html, created=timezone.now())


def _ask(document: Document, row: dict[str, Any]) -> None:
    due_on = timezone.localdate() + datetime.timedelta(days=row["days"])
    body = Body.objects.get(name=row["body"])
    asked = actions.ask_advice(document, body=body, question=row["question"], due_on=due_on, by=document.owner)
    at = timezone.now() + datetime.timedelta(days=row["asked_days"])
    asked.asked_at = at
    asked.save(update_fields=["asked_at"])
    if "text" in row:
        _answered(asked, row, at)


def _answered(asked: AdviceRequest, row: dict[str, Any], at: datetime.datetime) -> None:
    adviser = person(row["given_by"])
    asked.first_read_at = at + datetime.timedelta(days=2)
    asked.save(update_fields=["first_read_at"])
    actions.give_advice(asked, text=row["text"], by=adviser)
    actions.answer_advice(asked, response=row["response"], by=asked.asked_by)
    asked.refresh_from_db()
    asked.given_at, asked.responded_at = at + datetime.timedelta(days=20), at + datetime.timedelta(days=34)
    asked.save(update_fields=["given_at", "responded_at"])


CHAPTERS = (Chapter("documents, their editions and advice on them", Document.objects.exists, load_library),)
