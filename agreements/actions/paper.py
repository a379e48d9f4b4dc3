"""Signatures in ink: one person registers the scan, another confirms what it shows."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.actions.refusals import Overtaken
from agreements.actions.signing import settle, why_not_now
from agreements.models import Agreement, AuditEvent, Party, Scan, Signature
from agreements.models.audit import digest
from agreements.models.statements import statement_for
from network.models import Membership, User
from zenderen.jobs import mail
from zenderen.lib import files
from zenderen.lib.access import granted
from zenderen.lib.uploads import Document

Event = AuditEvent.Event


@transaction.atomic
def register_scan(
    agreement: Agreement,
    *,
    party: int,
    document: Document,
    signed_on: datetime.date,
    signatories: list[dict[str, Any]],
    by: User,
) -> Scan:
    """Keep a scan of the party's signatures in ink, until somebody else has looked at it.

    Each of ``signatories`` has a name, a position and the key of the person's account or None. Raises Overtaken.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    rows = Party.objects.select_related("organisation", "version").filter(version=agreement.version)
    row = rows.filter(pk=party).first()
    if row is None or not {"open_agreement", "confirm_agreement"} <= granted(by, agreement):
        raise PermissionDenied
    row.version.agreement = agreement
    if reason := why_not_now(row, by=by):
        raise Overtaken(reason)
    sha256 = files.sha256(document.content)
    name = f"agreements/{agreement.pk}/paper/{row.pk}-{sha256}.{document.kind}"
    scan = Scan.objects.create(
        party=row,
        file=files.store(name, document.content),
        sha256=sha256,
        size=len(document.content),
        signed_on=signed_on,
        signatories=signatories,
        registered_by=by,
        registered_by_name=str(by),
    )
    agreement.log(
        Event.PAPER_REGISTERED,
        by=by,
        on_behalf_of=row.organisation,
        version=row.version.number,
        scan=scan.pk,
        scan_sha256=sha256,
        signed_on=signed_on.isoformat(),
        signatories=[signatory["name"] for signatory in signatories],
    )
    return scan


@transaction.atomic
def confirm_scan(agreement: Agreement, *, scan: int, by: User) -> None:
    """Say, as a second person, that the scan shows these signatures on this text: from now on the party signed.

    PermissionDenied for who registered it; raises Overtaken.
    """
    agreement, row = _to_check(agreement, scan=scan, by=by)
    party, version, content = row.party, row.party.version, row.party.version.content
    row.check_off(by=by, confirmed=True)
    for signatory in row.signatories:
        signature = Signature.objects.create(
            party=party,
            principal_id=signatory["user"],
            scan=row,
            typed_name=signatory["name"],
            position=signatory["position"],
            version_sha256=version.sha256,
            statement=statement_for(party.name, content["statement"]),
            statement_version=content["statement_version"],
            factor=Signature.Factor.PAPER,
        )
        agreement.log(
            Event.PAPER_CONFIRMED,
            by=by,
            on_behalf_of=party.organisation,
            version=version.number,
            sha256=version.sha256,
            scan=row.pk,
            scan_sha256=row.sha256,
            registered_by=row.registered_by_id,
            registered_by_name=row.registered_by_name,
            principal=signatory["user"],
            principal_name=signatory["name"],
            signature=signature.pk,
            record=digest(signature.record()),
        )
    _tell("agreements/paper_confirmed", row, agreement, by=by)
    settle(party, by=by)


@transaction.atomic
def refuse_scan(agreement: Agreement, *, scan: int, by: User, reason: str) -> None:
    """Say, as a second person, why the scan does not show what was registered; the party can sign again."""
    agreement, row = _to_check(agreement, scan=scan, by=by)
    row.check_off(by=by, confirmed=False, reason=reason)
    agreement.log(
        Event.PAPER_REFUSED,
        by=by,
        on_behalf_of=row.party.organisation,
        version=row.party.version.number,
        scan=row.pk,
        scan_sha256=row.sha256,
        reason=reason,
    )
    context = {"agreement": agreement, "party": row.party.name, "by": by, "reason": reason}
    registrar = User.objects.filter(is_active=True, pk=row.registered_by_id)
    mail.send("agreements/paper_refused", to=registrar, context=context, key=f"{row.pk}")


def _to_check(agreement: Agreement, *, scan: int, by: User) -> tuple[Agreement, Scan]:
    """The locked agreement, and the scan that waits for a second person."""
    agreement = Agreement.objects.lock(agreement.pk)
    row = Scan.objects.filter(party__version__agreement=agreement, pk=scan).first()
    if row is None or "confirm_agreement" not in granted(by, agreement):
        raise PermissionDenied
    row = Scan.objects.select_related("party__organisation", "party__version").lock(row.pk)
    if row.registered_by_id == by.pk:
        raise PermissionDenied
    if not row.is_waiting:
        raise Overtaken(_("Somebody else looked at this scan meanwhile."))
    version = row.party.version
    if not agreement.is_signing or version.ended_as or version.pk != agreement.version.pk:
        raise Overtaken(_("The agreement is no longer open for signing."))
    version.agreement = agreement
    return agreement, row


def _tell(template: str, scan: Scan, agreement: Agreement, *, by: User) -> None:
    """The executives of the party, so that nobody signs for them on paper without their knowing."""
    terms = Membership.objects.current().filter(organisation=scan.party.organisation, role=Membership.Role.EXECUTIVE)
    people = User.objects.filter(is_active=True, pk__in=terms.values("user")).order_by("pk")
    context = {"agreement": agreement, "version": scan.party.version, "party": scan.party.name, "scan": scan, "by": by}
    mail.send(template, to=people, context=context, key=f"{scan.pk}")
