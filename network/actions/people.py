"""Invitations, memberships, appointments: who belongs where, and since when."""

import datetime
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network import roles
from network.actions.handovers import ask_handover, executive_place, name_receiver, pass_to_managers, post_place
from network.models import Appointment, Invitation, Membership, Organisation, User
from zenderen.jobs import mail


@transaction.atomic
def invite(invitation: Invitation, *, by: User) -> Invitation:
    """Store a new invitation and mail its link; the token exists in that mail only."""
    invitation.invited_by = by
    _send(invitation)
    return invitation


@transaction.atomic
def resend_invitation(invitation_id: int, *, by: User) -> Invitation:
    """A new link for fourteen days; the earlier one stops working."""
    invitation = Invitation.objects.lock(invitation_id)
    if invitation.accepted_at or invitation.revoked_at:
        raise ValidationError(_("This invitation was accepted or withdrawn. Make a new one."))
    invitation.invited_by, invitation.invited_at = by, timezone.now()
    _send(invitation)
    return invitation


def _send(invitation: Invitation) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_digest = Invitation.digest(token)
    invitation.save()
    mail.send("invitation", to=invitation.email, context={"invitation": invitation, "token": token})


@transaction.atomic
def revoke_invitation(invitation_id: int) -> None:
    """Close an invitation that nobody accepted; safe to repeat."""
    invitation = Invitation.objects.lock(invitation_id)
    if not invitation.accepted_at and not invitation.revoked_at:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])


@transaction.atomic
def accept_invitation(invitation_id: int, *, password: str = "", by: User | None = None) -> User:
    """Make the account (or use ``by``, who has one) and the membership; ValidationError when it is no longer open."""
    invitation = Invitation.objects.lock(invitation_id)
    if not invitation.is_open:
        raise ValidationError(_("This invitation can no longer be used."))
    user = by or User.objects.create_user(
        invitation.email, password, name=invitation.name, position=invitation.position
    )
    add_membership(Membership(user=user, organisation=invitation.organisation, role=invitation.role))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return user


@transaction.atomic
def add_membership(membership: Membership) -> Membership:
    """Somebody belongs to an organisation from now on; an earlier membership in another role ends the day before."""
    user, organisation = membership.user, membership.organisation
    Organisation.objects.lock(organisation.pk)
    _keep_apart(user, executive=membership.role == Membership.Role.EXECUTIVE)
    running = Q(ends_on=None) | Q(ends_on__gte=membership.starts_on)
    for earlier in user.memberships.filter(running, organisation=organisation):
        if earlier.role == membership.role:
            raise ValidationError(_("This person already belongs to this organisation in this role."))
        _end(earlier, max(earlier.starts_on, membership.starts_on - datetime.timedelta(days=1)))
    membership.full_clean()
    membership.save()
    roles.refresh(organisation)
    if membership.role == Membership.Role.EXECUTIVE:
        name_receiver(*executive_place(membership), user)
    return membership


@transaction.atomic
def end_membership(membership_id: int, *, on: datetime.date) -> Membership:
    """The last day of a membership; what it gave ends with that day. An executive hands over."""
    membership = Membership.objects.select_related("organisation", "user").get(pk=membership_id)
    Organisation.objects.lock(membership.organisation_id)
    _end(membership, on)
    roles.refresh(membership.organisation)
    if membership.role == Membership.Role.EXECUTIVE:
        ask_handover(*executive_place(membership), giver=membership.user, before=on)
    return membership


@transaction.atomic
def appoint(appointment: Appointment) -> Appointment:
    """Give somebody a post in the network as a whole."""
    _keep_apart(appointment.user, manager=appointment.role == Appointment.Role.NETWORK_MANAGER)
    appointment.full_clean()
    appointment.save()
    roles.refresh_people([appointment.user])
    name_receiver(*post_place(appointment), appointment.user)
    return appointment


@transaction.atomic
def end_appointment(appointment_id: int, *, on: datetime.date) -> Appointment:
    """The last day of a post; who held it hands over."""
    appointment = Appointment.objects.select_related("user").get(pk=appointment_id)
    _end(appointment, on)
    roles.refresh_people([appointment.user])
    ask_handover(*post_place(appointment), giver=appointment.user, before=on)
    return appointment


@transaction.atomic
def set_active(user: User, *, active: bool) -> None:
    """Open or close an account; a closed one is signed out everywhere with its next click.

    What somebody without an account still had to hand over is for the network manager.
    """
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        pass_to_managers(user)


def _end(term: Membership | Appointment, on: datetime.date) -> None:
    term.ends_on = on
    term.full_clean()
    term.save(update_fields=["ends_on"])


def _keep_apart(user: User, *, executive: bool = False, manager: bool = False) -> None:
    """Who administers the network never signs for a partner: nobody is network manager and executive at once."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    not_over = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    manages = user.appointments.filter(not_over, role=Appointment.Role.NETWORK_MANAGER).exists()
    leads = user.memberships.filter(not_over, role=Membership.Role.EXECUTIVE).exists()
    if (executive and manages) or (manager and leads):
        raise ValidationError(_("Nobody can be network manager and executive of a partner at the same time."))
