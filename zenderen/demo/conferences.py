"""The conferences of the demo: the next of the series, of which nothing is known yet, and two marked examples."""

import datetime
from typing import Any

from django.utils import timezone

from network.actions import registrations
from network.models import Conference, Organisation, ProgrammeItem, Registration, Speaker, VisitorEvaluation
from zenderen.demo.loading import Chapter, content, in_the_past

THURSDAY = 3
BEGUN = datetime.timedelta(minutes=65)  # so long ago the example evening began: its third part is on


def load_conferences() -> None:
    """What is to come, who was there, and something to try registration, the door and the programme with."""
    texts = content("conferences")
    Conference.objects.create(**texts["next"])
    partners = {partner.name: partner for partner in Organisation.objects.all()}
    for slug, groups in texts["present"].items():
        conference = Conference.objects.get(slug=slug)
        for who in groups:
            conference.present.create(who=who, organisation=partners.get(who))
    with in_the_past():
        _load_evening(texts["evening"])
        _load_day(texts["day"])


def _load_evening(facts: dict[str, Any]) -> None:
    """An evening that goes on now, with people at the door and their first answers."""
    parts, guests, marks = facts.pop("parts"), facts.pop("guests"), facts.pop("marks")
    best, better = facts.pop("best"), facts.pop("better")
    starts_at = _begin(datetime.timedelta(minutes=sum(part[0] for part in parts)))
    conference = _create(facts, timezone.localdate(starts_at), registers_until=timezone.now() + BEGUN)
    for minutes, kind, title, about in parts:
        ends_at = starts_at + datetime.timedelta(minutes=minutes)
        times = {"starts_at": starts_at, "ends_at": ends_at}
        ProgrammeItem.objects.create(conference=conference, kind=kind, title=title, about=about, **times)
        starts_at = ends_at
    for number, (name, organisation, came) in enumerate(guests, start=1):
        guest = _register(conference, number, name, organisation)
        if came:
            registrations.check_in(guest)
    for number, mark in enumerate(marks):
        words = {"best": best, "better": better} if number == 0 else {}
        VisitorEvaluation.objects.create(conference=conference, score=mark, **words)
    conference.registers_until = timezone.now()
    conference.save(update_fields=["registers_until"])


def _load_day(facts: dict[str, Any]) -> None:
    """A day with parallel sessions, of which all places are taken."""
    parts, guests, weeks = facts.pop("parts"), facts.pop("guests"), facts.pop("weeks")
    soon = timezone.localdate() + datetime.timedelta(weeks=weeks)
    day = soon + datetime.timedelta(days=(THURSDAY - soon.weekday()) % 7)
    conference = _create(facts, day, registers_until=_at(day - datetime.timedelta(days=1), "17:00"))
    for starts, ends, kind, title, room, speaker, about in parts:
        part = ProgrammeItem.objects.create(
            conference=conference, kind=kind, title=title, room=room, about=about,
            starts_at=_at(day, starts), ends_at=_at(day, ends),
        )  # fmt: skip
        if speaker:
            name, _sign, position = speaker.partition("; ")
            Speaker.objects.create(item=part, name=name, position=position)
    for number in range(1, guests + 1):
        _register(conference, number, f"Deelnemer {number} (voorbeeld)", "Voorbeeldorganisatie")


def _create(facts: dict[str, Any], day: datetime.date, *, registers_until: datetime.datetime) -> Conference:
    until = day + datetime.timedelta(weeks=2)
    return Conference.objects.create(starts_on=day, registers_until=registers_until, evaluates_until=until, **facts)


def _register(conference: Conference, number: int, name: str, organisation: str) -> Registration:
    address = f"deelnemer{number}@voorbeeld.example"
    row = Registration(conference=conference, name=name, organisation=organisation, email=address)
    return registrations.register(row)


def _begin(lasts: datetime.timedelta) -> datetime.datetime:
    """A moment at whole five minutes so that all of it falls on today."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    last = midnight.replace(hour=23, minute=55) - lasts
    wanted = min(max(now - BEGUN, midnight), last)
    return wanted.replace(minute=wanted.minute // 5 * 5, second=0, microsecond=0)


def _at(day: datetime.date, clock: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(clock)))


CHAPTERS = (
    Chapter("the next conference and two examples", Conference.objects.filter(number=4).exists, load_conferences),
)
