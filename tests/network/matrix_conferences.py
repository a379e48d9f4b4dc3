"""Role × URL: conferences, their programme, and who comes."""

import datetime

from django.utils import timezone

from network.models import Conference, ProgrammeItem, Registration
from tests.access import only, public


def extend(world):
    """A conference of today with a part of its programme, and somebody who comes."""
    today = timezone.localdate()
    world.day = Conference.objects.create(
        name="Een dag",
        slug="een-dag",
        when="vandaag",
        summary="Een dag over samenwerken.",
        starts_on=today,
        registers_until=timezone.now() + datetime.timedelta(minutes=1),
        evaluates_until=today,
    )
    starts_at = timezone.make_aware(datetime.datetime.combine(today, datetime.time(9)))
    world.programme_part = ProgrammeItem.objects.create(
        conference=world.day, title="Opening", starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=1)
    )
    world.registration = Registration.objects.create(
        conference=world.day, name="Gast Geheim", email="gast@voorbeeld.example"
    )


def day(world):
    return {"slug": world.day.slug}


def part(world):
    return {"slug": world.day.slug, "item": world.programme_part.pk}


def ticket(world):
    return {"token": world.registration.token}


MANAGER = ("manager",)

MATRIX = {
    "network:conference_list": public(),
    "network:conference_detail": public(kwargs=day),
    "network:conference_programme": public(kwargs=day),
    "network:conference_calendar": public(kwargs=day),
    "network:item_calendar": public(kwargs=part),
    "network:calendar": public(),
    "network:conference_add": only(*MANAGER),
    "network:conference_edit": only(*MANAGER, kwargs=day),
    "network:item_add": only(*MANAGER, kwargs=day),
    "network:item_edit": only(*MANAGER, kwargs=part),
    "network:item_remove": only(*MANAGER, kwargs=part),
    "network:registration_add": public(kwargs=day),
    "network:registration_done": public(kwargs=day),
    # The address is the key: who has it is who registered.
    "network:registration_detail": public(kwargs=ticket),
    "network:registration_cancel": public(kwargs=ticket),
    "network:registration_evaluate": public(kwargs=ticket),
    "network:check_in": only(*MANAGER, kwargs=ticket),
    "network:registration_list": only(*MANAGER, kwargs=day),
    "network:registration_export": only(*MANAGER, kwargs=day),
    "network:conference_evaluation": only(*MANAGER, kwargs=day),
}
