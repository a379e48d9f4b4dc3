"""Hand-overs: asked for when a place changes hands, given by who leaves, read by who comes after."""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from network import roles
from network.models import Appointment, HandOver, Membership, Seat, User
from zenderen.jobs import mail
from zenderen.lib.states import IllegalStep

TIME = datetime.timedelta(days=14)  # to write it in, where the last day of a place does not come later


@transaction.atomic
def ask_handover(
    place: str, address: str, *, giver: User, receiver: User | None = None, before: datetime.date | None = None
) -> HandOver | None:
    """Ask who leaves a place for a hand-over; None when it was asked already and is still open."""
    User.objects.select_for_update(no_key=True).get(pk=giver.pk)
    if HandOver.objects.open().filter(giver=giver, place=place, address=address).exists():
        return None
    due_on = max(before or timezone.localdate(), timezone.localdate() + TIME)
    handover = HandOver.objects.create(place=place, address=address, giver=giver, receiver=receiver, due_on=due_on)
    if giver.is_active:
        mail.send("handover_asked", to=giver, context={"handover": handover})
    else:
        pass_to_managers(giver)
    return handover


def name_receiver(place: str, address: str, receiver: User) -> None:
    """Somebody came to a place: what its last holder hands over is for them."""
    vacant = HandOver.objects.filter(place=place, address=address, receiver=None).exclude(giver=receiver)
    latest = vacant.exclude(status=HandOver.Status.WAIVED).order_by("-asked_at").first()
    if latest is None:
        return
    handover = HandOver.objects.lock(latest.pk)
    handover.receiver = receiver
    handover.save(update_fields=["receiver"])
    if not handover.is_open:
        _tell(handover)


@transaction.atomic
def give_handover(handover_id: int, *, by: User) -> HandOver:
    """Pass on what was written; raises IllegalStep when that was done or waived already."""
    handover = _close(handover_id, HandOver.Status.GIVEN, by=by)
    _tell(handover)
    return handover


@transaction.atomic
def waive_handover(handover_id: int, *, by: User, reason: str) -> HandOver:
    """Nothing needs to be handed over, and why; raises IllegalStep."""
    return _close(handover_id, HandOver.Status.WAIVED, by=by, reason=reason)


@transaction.atomic
def read_handover(handover_id: int, *, by: User) -> HandOver:
    """The one who comes after has read it; safe to repeat."""
    handover = HandOver.objects.lock(handover_id)
    if handover.status != HandOver.Status.GIVEN or handover.receiver_id != by.pk:
        raise IllegalStep(_("This hand-over is not for you to read yet."))
    if not handover.received_at:
        handover.received_at = timezone.now()
        handover.save(update_fields=["received_at"])
    return handover


def pass_to_managers(giver: User) -> None:
    """Tell the network managers that somebody without an account has hand-overs to give: they see to it."""
    waiting = HandOver.objects.open().filter(giver=giver)
    managers = User.objects.filter(groups__name=roles.NETWORK_MANAGER, is_active=True)
    for handover in waiting:
        mail.send("handover_left", to=managers, context={"handover": handover}, key=str(handover.pk))


def seat_left(seat: Seat) -> None:
    """Ask for a hand-over of a seat, where somebody held it."""
    if seat.user:
        ask_handover(*seat_place(seat), giver=seat.user, before=seat.ends_on)


def seat_taken(seat: Seat) -> None:
    """Somebody sits in it now."""
    if seat.user:
        name_receiver(*seat_place(seat), seat.user)


def seat_place(seat: Seat) -> tuple[str, str]:
    """A seat in words, the same for whoever holds it, and the page that tells about it."""
    with translation.override(settings.LANGUAGE_CODE):
        known: dict[str, Any] = {"role": seat.get_role_display(), "body": seat.body, "partner": seat.organisation}
        words = _("%(role)s of %(body)s for %(partner)s") if seat.organisation else _("%(role)s of %(body)s")
        return words % known, f"/organisatie/#{seat.body.slug}"


def post_place(appointment: Appointment) -> tuple[str, str]:
    """A post in the network as a whole."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(appointment.get_role_display()), ""


def executive_place(membership: Membership) -> tuple[str, str]:
    """Executive of a partner."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Executive of %(partner)s") % {"partner": membership.organisation}
        return words, membership.organisation.get_absolute_url()


def _close(handover_id: int, status: HandOver.Status, *, by: User, reason: str = "") -> HandOver:
    handover = HandOver.objects.lock(handover_id)
    if not handover.is_open:
        raise IllegalStep(_("This hand-over was closed already."))
    handover.status, handover.closed_by, handover.closed_at, handover.reason = status, by, timezone.now(), reason
    handover.edition += 1
    handover.save(update_fields=["status", "closed_by", "closed_at", "reason", "edition"])
    return handover


def _tell(handover: HandOver) -> None:
    if handover.receiver:
        mail.send("handover_given", to=handover.receiver, context={"handover": handover}, key=str(handover.pk))
