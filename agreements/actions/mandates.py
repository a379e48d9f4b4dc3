"""Giving a power of attorney, and taking it back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements import roles
from agreements.actions.refusals import Overtaken
from agreements.models import Agreement, AuditEvent, Mandate
from network.models import Appointment, Membership, Organisation, User
from zenderen.jobs import mail
from zenderen.lib import files
from zenderen.lib.uploads import Document

Status = Agreement.Status


def possible_delegates(grantor: User) -> QuerySet[User]:
    """Whom this executive can authorise: any active account but who looks after the network or the portal."""
    posts = Appointment.objects.current().values("user")
    return User.objects.filter(is_active=True).exclude(pk__in=posts).exclude(pk=grantor.pk).order_by("name")


@transaction.atomic
def give_mandate(mandate: Mandate, *, by: User, factor: str, document: Document | None = None) -> Mandate:
    """Let the delegate sign for the organisation, on the authority of ``by``; PermissionDenied if it is not theirs."""
    organisation = Organisation.objects.lock(mandate.organisation_id)
    _check_leads(by, organisation)
    if not possible_delegates(by).filter(pk=mandate.delegate_id).exists():
        raise PermissionDenied
    mandate.grantor, mandate.grantor_name = by, by.name
    mandate.delegate_name, mandate.factor = mandate.delegate.name, factor
    if document:
        mandate.file_sha256 = files.sha256(document.content)
        name = f"agreements/mandates/{organisation.pk}/{mandate.file_sha256}.{document.kind}"
        mandate.file = files.store(name, document.content)
    mandate.save(force_insert=True)
    _note(mandate, AuditEvent.Event.MANDATE_GRANTED, by=by)
    roles.refresh_for(organisation)
    _tell("agreements/mandate_given", mandate, by=by)
    return mandate


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, by: User, reason: str) -> None:
    """End it from now on; what was signed with it stays valid. By one of its executives; raises Overtaken."""
    _check_leads(by, mandate.organisation)
    # First the agreements, then the row, as signing does: a signature comes before this or after it, never halfway.
    touched = _touched(mandate)
    mandate = Mandate.objects.select_related("organisation", "agreement").lock(mandate.pk)
    if mandate.is_revoked:
        raise Overtaken(_("This power of attorney was revoked already."))
    mandate.revoke(by=by, reason=reason)
    for agreement in touched:
        _log(agreement, mandate, AuditEvent.Event.MANDATE_REVOKED, by=by, reason=reason)
    roles.refresh_for(mandate.organisation)
    _tell("agreements/mandate_revoked", mandate, by=by)


def _check_leads(user: User, organisation: Organisation) -> None:
    terms = Membership.objects.current().filter(user=user, organisation=organisation)
    if not terms.filter(role=Membership.Role.EXECUTIVE).exists():
        raise PermissionDenied


def _touched(mandate: Mandate) -> list[Agreement]:
    """The agreements in whose trail it belongs, locked: the one it is for, else those that are being signed now."""
    rows = Agreement.objects.lock_all()
    if mandate.agreement_id:
        return list(rows.filter(pk=mandate.agreement_id))
    signing = rows.filter(status__in=[Status.OPENING, Status.SIGNING])
    mine = Agreement.objects.filter(
        versions__parties__organisation=mandate.organisation_id,
        versions__ended_as="",
        versions__opened_at__isnull=False,
    )
    return list(signing.filter(pk__in=mine.values("pk")))


def _note(mandate: Mandate, event: str, *, by: User) -> None:
    for agreement in _touched(mandate):
        _log(agreement, mandate, event, by=by)


def _log(agreement: Agreement, mandate: Mandate, event: str, *, by: User, **data: Any) -> None:
    agreement.log(
        event,
        by=by,
        on_behalf_of=mandate.organisation,
        mandate=mandate.pk,
        principal=mandate.grantor_id,
        principal_name=mandate.grantor_name,
        delegate=mandate.delegate_id,
        delegate_name=mandate.delegate_name,
        starts_on=mandate.starts_on.isoformat(),
        ends_on=mandate.ends_on.isoformat(),
        **data,
    )


def _tell(template: str, mandate: Mandate, *, by: User) -> None:
    """The delegate and the other executives of the organisation; who acted knows it already."""
    terms = Membership.objects.current().filter(organisation=mandate.organisation, role=Membership.Role.EXECUTIVE)
    people = User.objects.filter(is_active=True, pk__in=terms.values("user"))
    delegate = User.objects.filter(is_active=True, pk=mandate.delegate_id)
    to = (people | delegate).exclude(pk=by.pk).distinct().order_by("pk")
    mail.send(template, to=to, context={"mandate": mandate, "by": by}, key=f"{mandate.pk}")
