"""Conferences with a programme and people, for tests."""

import datetime

from django.utils import timezone

from network.models import ProgrammeItem, Registration
from tests import factories


def make_conference(*, days=14, **fields):
    """One so many days from now, at which people can register unless it is over."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    until = timezone.now() + datetime.timedelta(days=days, minutes=1) if days >= 0 else None
    known = {"starts_on": day, "registers_until": until, "place": "Zenderen", **fields}
    return factories.ConferenceFactory(**known)


def make_part(conference, begins="09:00", ends="10:00", **fields):
    """A part of its programme, at these times on the clock here."""
    times = [
        timezone.make_aware(datetime.datetime.combine(conference.starts_on, datetime.time.fromisoformat(clock)))
        for clock in (begins, ends)
    ]
    known = {"title": "Opening", "starts_at": times[0], "ends_at": times[1], **fields}
    return ProgrammeItem.objects.create(conference=conference, **known)


def make_registration(conference, name="Gast", *, status="placed", **fields):
    """Somebody who comes."""
    email = f"{name.lower().replace(' ', '.')}@gast.example"
    return Registration.objects.create(
        **{"conference": conference, "name": name, "email": email, "status": status, **fields}
    )


def numbers(conference):
    """How many have a place, wait and cancelled."""
    return [
        Registration.objects.filter(conference=conference, status=s).count() for s in ("placed", "waiting", "cancelled")
    ]
