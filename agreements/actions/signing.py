"""Opening for signing, signing, declining, withdrawing: each act locks, checks and writes; mail leaves afterwards."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements import roles
from agreements.actions.drafting import unfinished
from agreements.actions.refusals import NotReady, Overtaken
from agreements.models import Agreement, AuditEvent, Comment, Mandate, Party, Signature, Version
from agreements.models.agreements import executives_of
from agreements.models.audit import digest
from agreements.models.signing_rules import may_count
from agreements.models.statements import statement_for
from agreements.tasks import SIGNED_PDF, VERSION_PDF, invite
from network.models import User
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.lib.access import granted

Event = AuditEvent.Event
Status = Agreement.Status


class Place(NamedTuple):
    """When a party is asked: after the parties with a lower turn, and until the end of which day."""

    turn: int = 1
    deadline_on: datetime.date | None = None


# --- Opening --------------------------------------------------------------------------------------------------------


def problems(version: Version) -> list[str]:
    """What must be put right before this version can be opened for signing; empty when nothing."""
    found = []
    least = 1 if version.agreement.kind == Agreement.Kind.ACCESSION else 2
    if not version.articles.exists():
        found.append(_("There is no article yet."))
    if version.parties.count() < least:
        found.append(
            _("An agreement needs at least two parties.") if least > 1 else _("The partner that accedes is missing.")
        )
    for party in version.parties.without_signatory().select_related("organisation"):
        found.append(
            _("%(organisation)s has too few people who can sign. Invite an executive of this organisation first.")
            % {"organisation": party.organisation}
        )
    if version.parties.filter(deadline_on__lt=timezone.localdate()).exists():
        found.append(_("A deadline lies in the past."))
    parent = version.agreement.parent if version.agreement.parent_id else None
    if parent and (parent.in_force_id is None or parent.is_ended):
        found.append(_("The agreement to which would be acceded is not in force."))
    return found + unfinished(version)


@transaction.atomic
def open_for_signing(agreement: Agreement, *, by: User, places: Mapping[int, Place] | None = None) -> None:
    """Fix the text and have its document made; then the parties are asked to sign it, each at its place (by key).

    Raises NotReady, IllegalStep.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    if not agreement.can_move_to(Status.OPENING):
        raise Overtaken(_("The agreement was opened or withdrawn meanwhile."))
    version = Version.objects.lock(agreement.version.pk)
    version.agreement = agreement
    if found := problems(version):
        raise NotReady(found)
    _give_places(version, places or {})
    version.open(by=by)
    agreement.move_to(Status.OPENING)
    roles.refresh(agreement)
    agreement.log(Event.FROZEN, by=by, version=version.number)
    enqueue(VERSION_PDF, subject=version, by=by, key=version.code)


def _give_places(version: Version, places: Mapping[int, Place]) -> None:
    for party in version.parties.all():
        place = places.get(party.pk, Place())
        if place.deadline_on and place.deadline_on < timezone.localdate():
            raise NotReady([_("A deadline lies in the past.")])
        if (party.turn, party.deadline_on) != place:
            party.turn, party.deadline_on = place
            party.save(update_fields=["turn", "deadline_on"])


# --- Signing --------------------------------------------------------------------------------------------------------


def note_reading(agreement: Agreement, version: Version, *, by: User) -> None:
    """Note in the trail who read this version, once for each person and day: the trail is there to be read as well."""
    mine = agreement.events.filter(event=Event.READ, actor=by.pk, at__date=timezone.localdate())
    if mine.filter(data__version=version.number).exists():
        return
    with transaction.atomic():
        Agreement.objects.lock(agreement.pk).log(Event.READ, by=by, version=version.number)


@transaction.atomic
def note_viewing(agreement: Agreement, party: Party, *, by: User) -> None:
    """Note in the trail that somebody was shown the whole text in order to sign it."""
    agreement = Agreement.objects.lock(agreement.pk)
    agreement.log(Event.VIEWED, by=by, on_behalf_of=party.organisation, version=party.version.number)


@transaction.atomic
def sign(
    agreement: Agreement,
    *,
    party: int,
    by: User,
    sha256: str,
    typed_name: str,
    factor: str,
    mandate: int | None = None,
    drawing: str = "",
) -> Signature:
    """Sign for one party the document with this hash; the last signature starts the sealing.

    ``mandate`` names the power of attorney when it is not on the signer's own authority; PermissionDenied when it does
    not hold. Raises Overtaken when the agreement, the party or the text is no longer what the page showed.
    """
    agreement, asked = _asked(agreement, party=party, by=by)
    version = asked.version
    if sha256 != version.sha256:
        raise Overtaken(_("This is not the text that you were shown. Read the text of today first, then sign it."))
    power = _authority(agreement, asked, by=by, mandate=mandate)
    statement = version.content
    signature = Signature.objects.create(
        party=asked,
        user=by,
        principal_id=power.grantor_id if power else by.pk,
        mandate=power,
        typed_name=typed_name,
        position=by.position,
        version_sha256=sha256,
        statement=statement_for(asked.name, statement["statement"], **told_of(power)),
        statement_version=statement["statement_version"],
        factor=factor,
        drawing=drawing,
    )
    agreement.log(
        Event.SIGNED,
        by=by,
        on_behalf_of=asked.organisation,
        version=version.number,
        sha256=sha256,
        factor=factor,
        signature=signature.pk,
        record=digest(signature.record()),
        statement_version=signature.statement_version,
        **({"mandate": power.pk, "principal": power.grantor_id, "principal_name": power.grantor_name} if power else {}),
    )
    context = {"agreement": agreement, "version": version, "signature": signature, "party": asked.name}
    mail.send("agreements/receipt", to=[by], context=context)
    settle(asked, by=by)
    return signature


def settle(party: Party, *, by: User) -> None:
    """After a signature: the party may have signed now, the next may be asked, all may have. In the transaction."""
    version, agreement = party.version, party.version.agreement
    if not party.is_fulfilled:
        return
    party.decide(Party.State.SIGNED, by=by)
    if version.is_signed_by_all:
        agreement.log(Event.COMPLETED, version=version.number, sha256=version.sha256)
        agreement.move_to(Status.SEALING)
        enqueue(SIGNED_PDF, subject=version, by=by, key=version.sha256)
    elif not version.parties.filter(turn=party.turn, state=Party.State.PENDING).exists():
        invite(version)


def told_of(mandate: Mandate | None) -> dict[str, str]:
    """What the statement says of a power of attorney: by whom it was given and on which day."""
    if mandate is None:
        return {}
    with override("nl"):
        day = date_format(timezone.localtime(mandate.granted_at), "j F Y")
    return {"grantor": mandate.grantor_name, "day": day}


@transaction.atomic
def decline(agreement: Agreement, *, party: int, by: User, reason: str) -> None:
    """Decline for one party, which closes the version for all; raises Overtaken."""
    agreement, asked = _asked(agreement, party=party, by=by)
    asked.decide(Party.State.DECLINED, by=by, reason=reason)
    agreement.close(Status.DECLINED, reason=reason)
    agreement.log(Event.DECLINED, by=by, on_behalf_of=asked.organisation, version=asked.version.number, reason=reason)
    context = {"agreement": agreement, "party": asked.name, "reason": reason}
    mail.send("agreements/declined", to=asked.version.concerned, context=context)


@transaction.atomic
def withdraw(agreement: Agreement, *, by: User, reason: str) -> None:
    """Take the latest version back before all have signed; raises Overtaken."""
    agreement = Agreement.objects.lock(agreement.pk)
    version = agreement.version
    if version.ended_as or not agreement.can_move_to(Status.WITHDRAWN):
        raise Overtaken(_("The agreement can no longer be withdrawn."))
    _withdraw(agreement, version, by=by, reason=reason)


@transaction.atomic
def retract(agreement: Agreement, *, party: int, by: User, reason: str) -> None:
    """Come back on a signature before all have signed, which closes the version for all; raises Overtaken.

    The signature itself stays on record: it was given.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    rows = Party.objects.filter(version__agreement=agreement).select_related("organisation", "version")
    mine = rows.filter(pk=party, version=agreement.version).first()
    if mine is None or not Signature.objects.retractable_by(by).filter(party=mine).exists():
        raise PermissionDenied
    mine.version.agreement = agreement
    if not agreement.is_signing or mine.version.ended_as:
        raise Overtaken(_("A signature cannot be taken back any more."))
    _withdraw(agreement, mine.version, by=by, reason=reason, party=mine)


def _withdraw(agreement: Agreement, version: Version, *, by: User, reason: str, party: Party | None = None) -> None:
    was_open = version.opened_at is not None
    told = version.concerned
    agreement.close(Status.WITHDRAWN, reason=reason)
    organisation = party.organisation if party else None
    agreement.log(Event.WITHDRAWN, by=by, on_behalf_of=organisation, version=version.number, reason=reason)
    if was_open:
        context = {"agreement": agreement, "reason": reason, "party": party.name if party else ""}
        mail.send("agreements/withdrawn", to=told, context=context)


@transaction.atomic
def note_download(agreement: Agreement, version: Version, *, by: User) -> None:
    """Note in the trail who took the document of this version."""
    agreement = Agreement.objects.lock(agreement.pk)
    agreement.log(Event.DOWNLOADED, by=by, version=version.number)


def _asked(agreement: Agreement, *, party: int, by: User) -> tuple[Agreement, Party]:
    """The locked agreement and the party that ``by`` may decide for now."""
    agreement = Agreement.objects.lock(agreement.pk)
    rows = Party.objects.filter(version__agreement=agreement).select_related("organisation", "version")
    asked = rows.represented_by(by).filter(pk=party).first()
    may = granted(by, agreement)
    # Who prepares an agreement never signs it, whatever other post they hold.
    if asked is None or "sign_agreement" not in may or "change_agreement" in may:
        raise PermissionDenied
    asked.version.agreement = agreement
    if reason := why_not_now(asked, by=by):
        raise Overtaken(reason)
    return agreement, asked


def why_not_now(party: Party, *, by: User) -> str:
    """Why this person cannot decide for the party now, fit for the screen; empty when they can."""
    agreement, name = party.version.agreement, {"organisation": party.organisation}
    if not party.is_pending or Signature.objects.filter(party=party, user=by).exists():
        return _("For %(organisation)s the decision was already made.") % name
    if not agreement.is_signing or party.version_id != agreement.version.pk:
        return _("The agreement is no longer open for signing.")
    if party.is_overdue:
        return _("The time to sign has passed. Ask the network manager for a new date.")
    if party.scans.filter(is_confirmed=None).exists():
        return _("For %(organisation)s signatures on paper were handed in; a second person is looking at them.") % name
    if not Party.objects.open().filter(pk=party.pk).exists():
        return _("It is not yet the turn of %(organisation)s.") % name
    return ""


@transaction.atomic
def ask_change(agreement: Agreement, *, party: int, text: str, by: User) -> Comment:
    """Ask, instead of signing, for another text; the network manager answers it. Raises Overtaken."""
    agreement, asked = _asked(agreement, party=party, by=by)
    version = asked.version
    change = Comment.objects.create(
        version=version,
        kind=Comment.Kind.CHANGE,
        text=text,
        author=by,
        author_name=str(by),
        on_behalf_of=asked.name,
    )
    agreement.log(Event.CHANGE_ASKED, by=by, on_behalf_of=asked.organisation, version=version.number, comment=change.pk)
    context = {"agreement": agreement, "party": asked.name, "author": str(by), "text": text}
    mail.send("agreements/change_asked", to=roles.network_managers(), context=context)
    return change


def _authority(agreement: Agreement, party: Party, *, by: User, mandate: int | None) -> Mandate | None:
    """The power of attorney with which ``by`` signs, None on own authority; PermissionDenied when neither holds."""
    power = None
    if mandate is None:
        own = Party.objects.filter(executives_exists(by), pk=party.pk).exists()
        if not own:
            raise PermissionDenied
    else:
        # Locked, so that a revocation comes either before or after this signature.
        Mandate.objects.lock_all().filter(pk=mandate).first()
        powers = Mandate.objects.valid().covering(agreement).filter(delegate=by.pk, organisation=party.organisation)
        power = powers.filter(pk=mandate).first()
        if power is None:
            raise PermissionDenied
    principal = power.grantor_id if power else by.pk
    if not may_count(party.signing_rule, party.named_keys, str(principal)):
        raise PermissionDenied
    if Signature.objects.filter(party=party, principal=principal).exists():
        raise Overtaken(_("On this authority was already signed for %(party)s.") % {"party": party.organisation})
    return power


def authorities(party: Party, *, by: User) -> list[Mandate | None]:
    """By what ``by`` can sign for this party now: None for their own authority, else powers of attorney."""
    used = {str(pk) for pk in party.signatures.values_list("principal", flat=True)}
    found: list[Mandate | None] = []
    if Party.objects.filter(executives_exists(by), pk=party.pk).exists():
        found.append(None)
    found += (
        Mandate.objects.valid()
        .covering(party.version.agreement)
        .filter(delegate=by.pk, organisation=party.organisation)
    )
    principals = [(power, str(power.grantor_id if power else by.pk)) for power in found]
    return [
        power
        for power, principal in principals
        if principal not in used and may_count(party.signing_rule, party.named_keys, principal)
    ]


def executives_exists(user: User) -> models.Exists:
    """Condition on parties: this user is an executive of the organisation today."""
    return models.Exists(executives_of("organisation", user=user))
