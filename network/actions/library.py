"""The library: documents with their files, what was read, what councils are asked, and what is destroyed."""

import datetime
import uuid
from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network import library, roles
from network.models import AdviceRequest, Body, Document, Edition, Reading, Seat, User
from network.tasks import EDITION_TEXT
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.lib import files
from zenderen.lib.access import AnyUser
from zenderen.lib.states import IllegalStep
from zenderen.lib.uploads import Document as Upload


def shared(document: Document) -> None:
    """It was written or changed: note when, and let those read it with whom it is shared. In a transaction."""
    document.changed_at = timezone.now()
    names = ["changed_at"]
    if document.published_at is None:
        document.published_at = document.changed_at
        names.append("published_at")
    document.save(update_fields=names)
    roles.grant_document(document)


@transaction.atomic
def move_stage(document: Document, status: str) -> None:
    """Bring a document to a later stage of its chain; raises IllegalStep."""
    document = Document.objects.select_related("successor").lock(document.pk)
    _still_there(document)
    if not document.can_stand_at(status):
        raise IllegalStep(_("This stage is not possible any more: somebody changed the document meanwhile."))
    document.changed_at = timezone.now()
    document.move_to(status, "changed_at")


@transaction.atomic
def follow(before: Document, document: Document) -> None:
    """Put a new document after another one in their chain; raises IllegalStep."""
    before = Document.objects.lock(before.pk)
    if before.successor_id:
        raise IllegalStep(_("Another document follows this one already."))
    if not before.can_move_to(document.status):
        raise IllegalStep(_("A later stage comes after “%(stage)s”.") % {"stage": before.get_status_display()})
    before.successor = document
    before.save(update_fields=["successor"])


def add_edition(document: Document, upload: Upload, *, kind: str, by: User) -> Edition:
    """Keep a file that was looked into; one of the same kind is replaced, presentations stand beside each other."""

    def replaces(locked: Document) -> None:
        if kind != Edition.Kind.PRESENTATION:
            _replace(*locked.editions.filter(kind=kind, replaced_at=None))

    return _store(document, upload, kind=kind, by=by, first=replaces)


def replace_edition(edition: Edition, upload: Upload, *, by: User) -> Edition:
    """Keep a file in the place of another one; raises IllegalStep when that was replaced already."""

    def replaces(locked: Document) -> None:
        before = locked.editions.filter(pk=edition.pk, replaced_at=None).first()
        if before is None:
            raise IllegalStep(_("This file was replaced already."))
        _replace(before)

    return _store(edition.document, upload, kind=edition.kind, by=by, first=replaces)


@transaction.atomic
def withdraw_edition(edition: Edition) -> None:
    """Hand it out no longer, without another in its place."""
    document = Document.objects.lock(edition.document_id)
    _replace(*document.editions.filter(pk=edition.pk, replaced_at=None))
    shared(document)


def _store(document: Document, upload: Upload, *, kind: str, by: User, first: Callable[[Document], None]) -> Edition:
    # Written before its row: a file without a row is rubbish, a row without a file a broken promise.
    file = files.store(f"library/{document.pk}/{uuid.uuid4().hex}.pdf", upload.content)
    try:
        with transaction.atomic():
            locked = Document.objects.lock(document.pk)
            _still_there(locked)
            first(locked)
            edition = Edition.objects.create(
                document=locked,
                kind=kind,
                name=upload.name[:120],
                file=file,
                sha256=files.sha256(upload.content),
                size=len(upload.content),
                pages=library.pages_of(upload.content),
                added_by=by,
            )
            shared(locked)
            enqueue(EDITION_TEXT, subject=edition, by=by, key=f"edition {edition.pk}", label=str(edition))
    except BaseException:
        files.remove(file)
        raise
    return edition


def _replace(*editions: Edition) -> None:
    for edition in editions:
        edition.replaced_at = timezone.now()
        edition.save(update_fields=["replaced_at"])


def _still_there(document: Document) -> None:
    if document.destroyed_at or document.is_over:
        raise IllegalStep(_("The time that this document was kept for is over."))


@transaction.atomic
def note_reading(edition: Edition, *, by: AnyUser, at: datetime.datetime) -> None:
    """Somebody takes the file: note it when it is confidential, and when a council reads what it was asked about."""
    if not isinstance(by, User):
        return
    if edition.document.is_confidential:
        Reading.objects.create(edition=edition, reader=by, at=at)
    asked = AdviceRequest.objects.asked_of(by).filter(document=edition.document_id, first_read_at=None)
    for request in AdviceRequest.objects.filter(pk__in=asked.values("pk")).lock_all():
        if request.first_read_at is None:
            request.first_read_at = at
            request.save(update_fields=["first_read_at"])


@transaction.atomic
def destroy(document: Document, *, by: User) -> None:
    """Destroy the files of what need not be kept any longer; what they were stays on record. Raises IllegalStep."""
    document = Document.objects.lock(document.pk)
    if document.destroyed_at:
        raise IllegalStep(_("The files were destroyed already."))
    if not document.is_over:
        raise IllegalStep(_("This document is still to be kept."))
    for edition in document.editions.exclude(file=""):
        transaction.on_commit(partial(files.remove, str(edition.file.name)))
        edition.file, edition.text, edition.search = "", "", None
        edition.save(update_fields=["file", "text", "search"])
    document.destroyed_at, document.destroyed_by = timezone.now(), by
    document.save(update_fields=["destroyed_at", "destroyed_by"])


# --- Advice ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_advice(document: Document, *, body: Body, question: str, due_on: datetime.date, by: User) -> AdviceRequest:
    """Ask a council, which can read the document from now on; raises IllegalStep when it was asked before."""
    document = Document.objects.lock(document.pk)
    _still_there(document)
    if document.advice_requests.filter(body=body).exists():
        raise IllegalStep(_("This council was asked already."))
    request = AdviceRequest.objects.create(document=document, body=body, question=question, due_on=due_on, asked_by=by)
    roles.grant_document(document)
    mail.send("advice_asked", to=request.people(), context={"request": request}, key=f"asked {request.pk}")
    return request


@transaction.atomic
def give_advice(request: AdviceRequest, *, text: str, by: User) -> None:
    """Record the advice of a council, given by one who sits in it today; once. Raises IllegalStep."""
    request = AdviceRequest.objects.select_related("body", "given_by", "document__owner").lock(request.pk)
    if not Seat.objects.current().filter(user=by, body=request.body).exists():
        raise PermissionDenied
    if request.is_given:
        said = _("The advice of %(body)s was given already, by %(name)s.")
        raise IllegalStep(said % {"body": request.body, "name": request.given_by})
    request.give(text, by=by)
    mail.send("advice_given", to=_reachable(request.document.owner_id), context={"request": request})


@transaction.atomic
def answer_advice(request: AdviceRequest, *, response: str, by: User) -> None:
    """Say what was done with an advice, once; who gave it is told. Raises IllegalStep."""
    request = AdviceRequest.objects.select_related("body", "document").lock(request.pk)
    if not request.is_given:
        raise IllegalStep(_("There is no advice yet to answer."))
    if request.responded_at:
        raise IllegalStep(_("This advice was answered already."))
    request.respond(response, by=by)
    mail.send("advice_answered", to=_reachable(request.given_by_id), context={"request": request})


def _reachable(pk: int | None) -> list[User]:
    return list(User.objects.filter(pk__in=[pk], is_active=True))
