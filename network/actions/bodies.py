"""Bodies and the seats in them."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from network import roles
from network.actions.handovers import seat_left, seat_taken
from network.models import Body, Organisation, Seat, User
from zenderen.lib.slugs import free_slug


@transaction.atomic
def create_body(kind: str, name: str, *, about: str = "", **fields: Any) -> Body:
    """A new body with its two Groups and an address made of its name."""
    body = Body(kind=kind, name=name, about=about, slug=free_slug(Body, name), **fields)
    body.full_clean(exclude=["members_group", "leaders_group"])
    body.save()
    roles.found(body)
    return body


@transaction.atomic
def add_seat(seat: Seat) -> Seat:
    """A seat, held by somebody or open."""
    Body.objects.lock(seat.body_id)
    _check(seat)
    seat.save()
    roles.refresh(seat.body)
    seat_taken(seat)
    return seat


@transaction.atomic
def fill_seat(
    seat_id: int, *, user: User, organisation: Organisation | None = None, starts_on: datetime.date | None = None
) -> Seat:
    """Somebody takes an open seat; refused when another was first."""
    seat = Seat.objects.select_related("body").get(pk=seat_id)
    Body.objects.lock(seat.body_id)
    seat.refresh_from_db(fields=["user", "ends_on"])
    if seat.user_id or not seat.is_current:
        raise ValidationError(_("This seat is no longer open."))
    seat.user = user
    seat.organisation = organisation or seat.organisation
    seat.starts_on = starts_on or seat.starts_on
    _check(seat)
    seat.save(update_fields=["user", "organisation", "starts_on"])
    roles.refresh(seat.body)
    seat_taken(seat)
    return seat


@transaction.atomic
def end_seat(seat_id: int, *, on: datetime.date, reopen: bool = False) -> Seat:
    """The last day of a seat; ``reopen`` leaves the place open from the day after. Its holder hands over."""
    seat = Seat.objects.select_related("body", "organisation", "user").get(pk=seat_id)
    Body.objects.lock(seat.body_id)
    seat.ends_on = on
    seat.full_clean()
    seat.save(update_fields=["ends_on"])
    if reopen:
        Seat.objects.create(
            body=seat.body, organisation=seat.organisation, role=seat.role, starts_on=on + datetime.timedelta(days=1)
        )
    roles.refresh(seat.body)
    seat_left(seat)
    return seat


def _check(seat: Seat) -> None:
    seat.full_clean()
    if seat.role == Seat.Role.CHAIR and seat.user_id:
        others = seat.body.seats.current().filter(role=Seat.Role.CHAIR).exclude(pk=seat.pk).exclude(user=None)
        if others.exists():
            raise ValidationError(_("This body already has a chair. End that seat first."))
