"""The ground floor of the demo: the public story, the partners, the people and their places."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from network import actions
from network.models import Ambition, Appointment, Body, Conference, Membership, Page, Phase, Seat, User
from zenderen.demo.accounts import ACCOUNTS, NETWORK_MANAGER
from zenderen.demo.loading import Chapter, content, organisation, person

SINCE = date(2015, 10, 14)  # Zenderen III: since then the network has its formal shape


def load_story() -> None:
    """The public site: purpose, ambitions, conferences with their results, phases."""
    story = content("network")
    for page in story["page"]:
        Page.objects.update_or_create(key=page["key"], defaults=page)
    for number, ambition in enumerate(story["ambition"], start=1):
        Ambition.objects.create(number=number, **ambition)
    for facts in story["conference"]:
        results = facts.pop("results")
        conference = Conference.objects.create(**facts)
        for order, text in enumerate(results, start=1):
            conference.results.create(order=order, text=text)
    for order, phase in enumerate(story["phase"], start=1):
        Phase.objects.create(order=order, **phase)


def load_people() -> None:
    """Organisations, accounts and the places they hold; the steering groups come with their themes."""
    story = content("network")
    actions.import_partners(list(enumerate(story["organisation"], start=1)))
    names = {account.email: account.name for account in ACCOUNTS}
    password = make_password(settings.DEMO_PASSWORD)  # once: hashing is slow on purpose
    for row in story["person"]:
        _welcome(row, name=names.get(row["email"]) or row["name"], password=password)
    for row in story["body"]:
        body = actions.create_body(row["kind"], row["name"], about=row["about"])
        for seat in row["seats"]:
            give_seat(body, *seat)


def give_seat(body: Body, email: str, on_behalf_of: str, role: str) -> None:
    """A seat held by somebody, or an open one where ``email`` is empty."""
    actions.add_seat(
        Seat(
            body=body,
            user=person(email) if email else None,
            organisation=organisation(on_behalf_of) if on_behalf_of else None,
            role=role,
            starts_on=SINCE,
        )
    )


def _welcome(row: dict[str, Any], *, name: str, password: str) -> None:
    user = User.objects.create_user(row["email"], name=name, position=row["position"])
    user.password = password
    user.save(update_fields=["password"])
    if "organisation" in row:
        role = Membership.Role.EXECUTIVE if row.get("executive") else Membership.Role.MEMBER
        employer = organisation(row["organisation"])
        actions.add_membership(Membership(user=user, organisation=employer, role=role, starts_on=SINCE))
    if "post" in row:
        actions.appoint(Appointment(user=user, role=row["post"], starts_on=SINCE))


CHAPTERS = (
    Chapter("what the network is for and how it came about", Conference.objects.exists, load_story),
    Chapter("partners, people and their places", User.objects.filter(email=NETWORK_MANAGER).exists, load_people),
)
