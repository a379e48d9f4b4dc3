"""Writing the text, and the next version of it."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from agreements import roles
from agreements.actions.refusals import Overtaken
from agreements.models import Agreement, AuditEvent, Version
from network.models import User
from zenderen.jobs import mail

T = TypeVar("T")
Event = AuditEvent.Event
Status = Agreement.Status


def start(agreement: Agreement, *, by: User) -> None:
    """Give a new agreement its first version and the first line of its trail; in the caller's transaction."""
    Version.objects.create(agreement=agreement)
    agreement.log(Event.CREATED, by=by)


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


@transaction.atomic
def new_version(agreement: Agreement, *, by: User, reason: str) -> Version:
    """Begin the next version as a copy; what was being signed or consulted lapses, what is in force stays so.

    Signatures stay on the version that they were given for. Raises Overtaken.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    if agreement.is_draft or not agreement.can_move_to(Status.DRAFT):
        raise Overtaken(_("No new version can be made now. Look at the agreement as it is."))
    version = Version.objects.lock(agreement.version.pk)
    version.agreement = agreement
    told = version.concerned if version.opened_at else []
    if agreement.is_signing or agreement.is_consulted:
        version.end(Version.Ending.LAPSED, reason=reason)
        agreement.log(Event.LAPSED, by=by, version=version.number, reason=reason)
    agreement.closed_at, agreement.closing_reason = None, ""
    agreement.move_to(Status.DRAFT, "closed_at", "closing_reason")
    draft = version.copy(reason=reason)
    agreement.log(Event.CREATED, by=by, version=draft.number, reason=reason)
    roles.refresh(agreement)
    context = {"agreement": agreement, "version": version, "draft": draft, "reason": reason}
    mail.send("agreements/new_version", to=told, context=context)
    return draft
