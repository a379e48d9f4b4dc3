"""Many people at one meeting at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from tests import factories
from tests.themes import meetings as make
from themes.actions import meetings as actions
from themes.models import AgendaItem, Decision, Meeting, MeetingBundle
from zenderen.lib.states import IllegalStep


def at_once(*acts):
    """Do all of these in threads that start together; what each gave, or the refusal that it met."""
    barrier = Barrier(len(acts))

    def play(act):
        try:
            barrier.wait()
            return act()
        except (IllegalStep, DatabaseError) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(play, acts))


@pytest.fixture
def held(transactional_db):
    """A meeting that was held, with minutes."""
    return make.make_meeting(factories.BodyFactory(), "held", minutes="Besproken.")


def test_decisions_of_a_body_never_share_a_number(held):
    other = make.make_meeting(held.body, "held")

    def decide(meeting):
        decision = Decision(meeting=meeting, title="Akkoord", text="Akkoord.")

        def save(locked):
            actions.number_decision(decision)
            decision.save()
            return decision.number

        return actions.while_minuted(meeting, save)

    numbers = at_once(*[lambda meeting=meeting: decide(meeting) for meeting in (held, other) * 3])
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_minutes_are_adopted_once_and_nothing_slips_in(held):
    item = make.make_item(held)
    person = factories.UserFactory()

    def change():
        with transaction.atomic():
            return actions.while_open(held, lambda locked: locked.items.filter(pk=item.pk).update(title="Anders"))

    outcomes = at_once(
        lambda: actions.adopt(held, by=person),
        lambda: actions.adopt(held, by=person),
        change,
    )
    assert sum(isinstance(outcome, IllegalStep) for outcome in outcomes[:2]) == 1
    assert not any(isinstance(outcome, DatabaseError) for outcome in outcomes)
    held.refresh_from_db()
    assert held.status == Meeting.Status.ADOPTED


def test_agenda_keeps_its_numbers_when_two_people_reorder(held):
    for title in "abcde":
        make.make_item(held, title)
    pks = list(held.items.values_list("pk", flat=True))
    outcomes = at_once(
        lambda: actions.move_item(held, pks[4], up=True),
        lambda: actions.move_item(held, pks[0], up=False),
        lambda: actions.remove_item(held, pks[2]),
    )
    assert outcomes == [None, None, None]
    assert list(AgendaItem.objects.filter(meeting=held).values_list("number", flat=True)) == [1, 2, 3, 4]


def test_same_bundle_asked_twice_at_once_is_made_once(held):
    person = factories.UserFactory()
    one, other = at_once(*[lambda: actions.make_bundle(held, by=person)] * 2)
    assert one == other
    assert MeetingBundle.objects.count() == 1
