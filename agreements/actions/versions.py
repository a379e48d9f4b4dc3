"""The next version of an agreement: a copy that is signed anew, by everybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from agreements import roles
from agreements.actions.refusals import Overtaken
from agreements.models import Agreement, AuditEvent, Party, Version
from network.models import User
from zenderen.jobs import mail

Event = AuditEvent.Event
Status = Agreement.Status


def check_new_version(agreement: Agreement) -> None:
    """Raises Overtaken when no further version can be begun now."""
    if agreement.is_draft or not agreement.can_move_to(Status.DRAFT):
        raise Overtaken(_("No new version can be made now. Look at the agreement as it is."))


@transaction.atomic
def new_version(agreement: Agreement, *, by: User, reason: str) -> Version:
    """Begin the next version as a copy; what was being signed or consulted lapses, what is in force stays so.

    Signatures stay on the version that they were given for. Who acceded to what is in force becomes a party of the
    copy, and who has left is none. Raises Overtaken.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    check_new_version(agreement)
    version = Version.objects.lock(agreement.version.pk)
    version.agreement = agreement
    told = version.concerned if version.opened_at or version.consulted_at else []
    if agreement.is_signing or agreement.is_consulted:
        version.end(Version.Ending.LAPSED, reason=reason)
        agreement.log(Event.LAPSED, by=by, version=version.number, reason=reason)
    agreement.closed_at, agreement.closing_reason = None, ""
    agreement.move_to(Status.DRAFT, "closed_at", "closing_reason")
    draft = version.copy(reason=reason)
    if version.pk == agreement.in_force_id:
        _follow_who_takes_part(agreement, draft)
    agreement.log(Event.CREATED, by=by, version=draft.number, reason=reason)
    roles.refresh(agreement)
    context = {"agreement": agreement, "version": version, "draft": draft, "reason": reason}
    mail.send("agreements/new_version", to=told, context=context)
    return draft


def _follow_who_takes_part(agreement: Agreement, draft: Version) -> None:
    """Bring the parties of a copy up to date with accessions and notices since."""
    left = agreement.notices.filter(organisation__in=draft.parties.values("organisation"))
    gone = [notice.organisation_id for notice in left if notice.is_over]
    for party in draft.parties.filter(organisation__in=gone):
        party.delete()
    for accession in agreement.accessions.filter(status=Status.IN_FORCE).order_by("pk"):
        for party in Party.objects.filter(version=accession.in_force_id):
            if draft.parties.filter(organisation=party.organisation_id).exists():
                continue
            names = ("role", "responsibilities", "signing_rule", "signatures_needed")
            rule = {name: getattr(party, name) for name in (*names, "first_signatory_id", "second_signatory_id")}
            Party.objects.create(version=draft, organisation_id=party.organisation_id, **rule)
