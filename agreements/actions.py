"""What people do with agreements: each act locks, checks and writes; mail and work leave after the commit."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agreements import roles
from agreements.models import Agreement, AuditEvent, Party, Signature, Version
from agreements.models.statements import statement_for
from agreements.tasks import SIGNED_PDF
from network.models import User
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.lib.access import granted
from zenderen.lib.states import IllegalStep

T = TypeVar("T")
Event = AuditEvent.Event


class Overtaken(IllegalStep):
    """Something happened since the page was shown; the text is fit for the screen."""


class NotReady(Exception):
    """The agreement cannot be opened yet; ``problems`` are fit for the screen."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.problems = problems


# --- Drafting -------------------------------------------------------------------------------------------------------


def start(agreement: Agreement, *, by: User) -> None:
    """Give a new agreement its first version and the first line of its trail; in the caller's transaction."""
    Version.objects.create(agreement=agreement)
    agreement.log(Event.CREATED, by=by)


@transaction.atomic
def change_draft(agreement: Agreement, change: Callable[[], T]) -> T:
    """Run ``change`` while nobody can open the agreement; raises IllegalStep once it was opened."""
    if not Agreement.objects.lock(agreement.pk).is_draft:
        raise Overtaken(_("The text can no longer be changed: the agreement was opened for signing or withdrawn."))
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


# --- Opening --------------------------------------------------------------------------------------------------------


def problems(version: Version) -> list[str]:
    """What must be put right before this version can be opened for signing; empty when nothing."""
    found = []
    parties = version.parties.count()
    if not version.articles.exists():
        found.append(_("There is no article yet."))
    if parties < 2:
        found.append(_("An agreement needs at least two parties."))
    for party in version.parties.without_signatory().select_related("organisation"):
        found.append(
            _("%(organisation)s has nobody who can sign. Invite an executive of this organisation first.")
            % {"organisation": party.organisation}
        )
    return found


@transaction.atomic
def open_for_signing(agreement: Agreement, *, by: User) -> None:
    """Freeze the text, let the parties in and ask their executives to sign; raises NotReady or IllegalStep."""
    agreement = Agreement.objects.lock(agreement.pk)
    if not agreement.can_move_to(Agreement.Status.SIGNING):
        raise Overtaken(_("The agreement was opened or withdrawn meanwhile."))
    version = Version.objects.lock(agreement.version.pk)
    version.agreement = agreement
    if found := problems(version):
        raise NotReady(found)
    version.freeze(by=by)
    agreement.move_to(Agreement.Status.SIGNING)
    roles.refresh(agreement)
    agreement.log(Event.OPENED, by=by, version=version.number, sha256=version.sha256)
    mail.send("agreements/invitation", to=version.executives, context={"agreement": agreement, "version": version})


# --- Signing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def note_viewing(agreement: Agreement, party: Party, *, by: User) -> None:
    """Note in the trail that somebody was shown the whole text in order to sign it."""
    agreement = Agreement.objects.lock(agreement.pk)
    agreement.log(Event.VIEWED, by=by, on_behalf_of=party.organisation, version=party.version.number)


@transaction.atomic
def sign(agreement: Agreement, *, party: int, by: User, sha256: str, typed_name: str, factor: str) -> Signature:
    """Sign for one party the text with this hash; the last signature starts the making of the document.

    Raises Overtaken when the agreement, the party or the text is no longer what the page showed.
    """
    agreement, asked = _asked(agreement, party=party, by=by)
    version = asked.version
    if sha256 != version.sha256:
        raise Overtaken(_("This is not the text that you were shown. Read the text of today first, then sign it."))
    statement = version.content
    signature = Signature.objects.create(
        party=asked,
        user=by,
        typed_name=typed_name,
        position=by.position,
        version_sha256=sha256,
        statement=statement_for(asked.name, statement["statement"]),
        statement_version=statement["statement_version"],
        factor=factor,
    )
    asked.decide(Party.State.SIGNED, by=by)
    agreement.log(
        Event.SIGNED,
        by=by,
        on_behalf_of=asked.organisation,
        version=version.number,
        sha256=sha256,
        factor=factor,
        signature=signature.pk,
        statement_version=signature.statement_version,
    )
    context = {"agreement": agreement, "version": version, "signature": signature, "party": asked.name}
    mail.send("agreements/receipt", to=[by], context=context)
    if not version.parties.exclude(state=Party.State.SIGNED).exists():
        agreement.log(Event.COMPLETED, version=version.number, sha256=version.sha256)
        agreement.move_to(Agreement.Status.SEALING)
        enqueue(SIGNED_PDF, subject=version, by=by, key=version.sha256)
    return signature


@transaction.atomic
def decline(agreement: Agreement, *, party: int, by: User, reason: str) -> None:
    """Decline for one party, which closes the version for all; raises Overtaken."""
    agreement, asked = _asked(agreement, party=party, by=by)
    asked.decide(Party.State.DECLINED, by=by, reason=reason)
    agreement.close(Agreement.Status.DECLINED, reason=reason)
    agreement.log(Event.DECLINED, by=by, on_behalf_of=asked.organisation, version=asked.version.number, reason=reason)
    context = {"agreement": agreement, "party": asked.name, "reason": reason}
    mail.send("agreements/declined", to=asked.version.concerned, context=context)


@transaction.atomic
def withdraw(agreement: Agreement, *, by: User, reason: str) -> None:
    """Take the agreement back before all have signed; raises Overtaken."""
    agreement = Agreement.objects.lock(agreement.pk)
    if not agreement.can_move_to(Agreement.Status.WITHDRAWN):
        raise Overtaken(_("The agreement can no longer be withdrawn."))
    version, was_open = agreement.version, agreement.is_signing
    agreement.close(Agreement.Status.WITHDRAWN, reason=reason)
    agreement.log(Event.WITHDRAWN, by=by, version=version.number, reason=reason)
    if was_open:
        mail.send("agreements/withdrawn", to=version.concerned, context={"agreement": agreement, "reason": reason})


@transaction.atomic
def note_download(agreement: Agreement, *, by: User) -> None:
    """Note in the trail who took the signed document."""
    agreement = Agreement.objects.lock(agreement.pk)
    agreement.log(Event.DOWNLOADED, by=by, version=agreement.version.number)


def _asked(agreement: Agreement, *, party: int, by: User) -> tuple[Agreement, Party]:
    """The locked agreement and the party that ``by`` may decide for now."""
    agreement = Agreement.objects.lock(agreement.pk)
    rows = Party.objects.filter(version__agreement=agreement).select_related("organisation", "version")
    asked = rows.represented_by(by).filter(pk=party).first()
    may = granted(by, agreement)
    # Who prepares agreements never signs one, whatever other post they hold.
    if asked is None or "sign_agreement" not in may or "open_agreement" in may:
        raise PermissionDenied
    if not asked.is_pending:
        raise Overtaken(_("For %(organisation)s the decision was already made.") % {"organisation": asked.organisation})
    if not agreement.is_signing or asked.version_id != agreement.version.pk:
        raise Overtaken(_("The agreement is no longer open for signing."))
    asked.version.agreement = agreement
    return agreement, asked
