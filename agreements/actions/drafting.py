"""Writing the text."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreements import roles, starting_texts
from agreements.actions.refusals import Overtaken
from agreements.concepts import CONCEPT_PDF
from agreements.models import Agreement, Annex, Article, AuditEvent, Participant, Party, Version
from agreements.starting_texts import Text
from network.models import User
from zenderen.jobs.actions import enqueue
from zenderen.lib import files
from zenderen.lib.access import granted
from zenderen.lib.states import IllegalStep
from zenderen.lib.uploads import Document

T = TypeVar("T")
Event = AuditEvent.Event


def start(agreement: Agreement, *, by: User, text: Text | None = None) -> None:
    """Give a new agreement its first version and the first line of its trail; in the caller's transaction.

    ``text`` is what it begins with, filled in from the project. Who may write it only because of their own part in
    the project becomes its secretary.
    """
    version = Version.objects.create(agreement=agreement, **(_terms(agreement, text) if text else {}))
    if text:
        _begin_with(version, text)
    details: dict[str, Any] = {"text": text.slug} if text else {}
    agreement.log(Event.CREATED, by=by, **details)
    if "change_agreement" not in granted(by, agreement):
        Participant.objects.create(agreement=agreement, user=by, role=Participant.Role.SECRETARY)
        roles.refresh(agreement)


def _terms(agreement: Agreement, text: Text) -> dict[str, Any]:
    """Dates, notice period and bandwidth, as far as the text and the project know them."""
    project = agreement.project
    terms: dict[str, Any] = {"notice_months": text.notice_months} if text.notice_months else {}
    if project is None:
        return terms
    today = timezone.localdate()
    if project.starts_on and project.starts_on > today:
        terms["effective_on"] = project.starts_on
    if project.ends_on and project.ends_on > today:
        terms["ends_on"] = project.ends_on
    return terms | starting_texts.bandwidth_of(project)


def _begin_with(version: Version, text: Text) -> None:
    project = version.agreement.project
    words = starting_texts.words_for(project)
    for number, (title, body) in enumerate(text.articles, start=1):
        body = starting_texts.fill(body, words)
        Article.objects.create(version=version, number=number, title=title, body=body)
    for part in starting_texts.partners_of(project) if project else ():
        promises = f"- {part.role}\n{text.responsibilities}" if part.role else text.responsibilities
        Party.objects.create(version=version, organisation=part.organisation, role=text.role, responsibilities=promises)


def unfinished(version: Version) -> list[str]:
    """Where a remark of the standard text still waits for its writer; fit for the screen."""
    found = []
    for article in version.articles.all():
        if starting_texts.is_unfinished(f"{article.title} {article.body}"):
            words = {"number": article.number, "title": article.title}
            found.append(_("Article %(number)s (%(title)s) still has to be completed.") % words)
    for party in version.parties.filter(responsibilities__icontains="[nog invullen").select_related("organisation"):
        found.append(_("What %(party)s promises still has to be completed.") % {"party": party.organisation})
    return found


@transaction.atomic
def change_draft(agreement: Agreement, change: Callable[[], T]) -> T:
    """Run ``change`` while nobody can open the agreement; raises IllegalStep once its text is fixed."""
    if not Agreement.objects.lock(agreement.pk).is_draft:
        raise Overtaken(_("The text can no longer be changed: others were asked about it, or it was withdrawn."))
    return change()


@transaction.atomic
def remove_article(agreement: Agreement, pk: int) -> None:
    """Take an article out and close the gap in the numbers."""

    def change() -> None:
        version = agreement.version
        version.articles.get(pk=pk).delete()
        version.number_articles(list(version.articles.all()))

    change_draft(agreement, change)


@transaction.atomic
def move_article(agreement: Agreement, pk: int, *, up: bool) -> None:
    """Let an article change places with its neighbour; at the edge nothing happens."""

    def change() -> None:
        version = agreement.version
        articles = list(version.articles.all())
        here = next(index for index, article in enumerate(articles) if article.pk == pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(articles):
            articles[here], articles[there] = articles[there], articles[here]
            version.number_articles(articles)

    change_draft(agreement, change)


def add_annex(agreement: Agreement, document: Document, *, title: str, by: User) -> Annex:
    """Keep a file that was looked into under a name of ours, as the last annex; raises IllegalStep."""
    # Written before its row: a file without a row is rubbish, a row without a file a broken promise.
    file = files.store(f"agreements/{agreement.pk}/annexes/{uuid.uuid4().hex}.{document.kind}", document.content)

    def change() -> Annex:
        version = agreement.version
        annexes = list(version.annexes.all())
        return Annex.objects.create(
            version=version,
            number=len(annexes) + 1,
            title=title,
            name=_free_name(slugify(title)[:60] or "bijlage", document.kind, {annex.name for annex in annexes}),
            file=file,
            sha256=files.sha256(document.content),
            size=len(document.content),
            added_by=by,
        )

    try:
        return change_draft(agreement, change)
    except IllegalStep:
        default_storage.delete(file)
        raise


def _free_name(stem: str, kind: str, taken: set[str]) -> str:
    """A name for the file that no other annex of the version has."""
    names = (f"{stem}{number}.{kind}" for number in ("", *(f"-{n}" for n in range(2, len(taken) + 3))))
    return next(name for name in names if name not in taken)


@transaction.atomic
def remove_annex(agreement: Agreement, pk: int) -> None:
    """Take an annex out and close the gap in the numbers; its file goes when no version has it any more."""

    def change() -> str:
        version = agreement.version
        annex = version.annexes.get(pk=pk)
        file = str(annex.file.name)
        annex.delete()
        for number, row in enumerate(version.annexes.all(), start=1):
            if row.number != number:
                row.number = number
                row.save(update_fields=["number"])
        return file

    file = change_draft(agreement, change)
    if not Annex.objects.filter(file=file).exists():
        transaction.on_commit(partial(default_storage.delete, file))


@transaction.atomic
def name_participant(participant: Participant) -> None:
    """Give somebody a part in the agreement, and the rights that belong to it."""
    Agreement.objects.lock(participant.agreement_id)
    participant.save(force_insert=True)
    roles.refresh(participant.agreement)


@transaction.atomic
def remove_participant(agreement: Agreement, pk: int) -> None:
    """End somebody's part in the agreement, and the rights that belonged to it."""
    agreement = Agreement.objects.lock(agreement.pk)
    agreement.participants.get(pk=pk).delete()
    roles.refresh(agreement)


@transaction.atomic
def ask_concept(version: Version, *, by: User) -> None:
    """Have the text made into a PDF that says that it is a concept and for whom it was made."""
    enqueue(CONCEPT_PDF, subject=version, by=by, arguments={"reader": str(by)})
