"""Who belongs where: terms, seats and posts, and the rights that come and go with them."""

import datetime
import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from network import actions, roles
from network.models import Appointment, Body, Membership, Seat, User
from tests import factories
from zenderen.lib.access import global_permissions, granted


def fresh(user):
    """The same person without remembered permissions."""
    return User.objects.get(pk=user.pk)


def today(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


# --- Memberships -----------------------------------------------------------------------------------------------------


def test_executive_may_sign_for_the_own_organisation_only(executive, organisation, organisation2):
    assert "sign_for_organisation" in granted(executive, organisation)
    assert "sign_for_organisation" not in granted(executive, organisation2)


def test_promotion_ends_the_earlier_membership(member, organisation):
    actions.add_membership(Membership(user=member, organisation=organisation, role=Membership.Role.EXECUTIVE))
    roles_now = list(member.memberships.current().values_list("role", flat=True))
    assert "executive" in roles_now
    assert "sign_for_organisation" in granted(fresh(member), organisation)
    assert member.memberships.filter(ends_on=None).count() == 1


def test_same_membership_twice_is_refused(member, organisation):
    with pytest.raises(ValidationError):
        actions.add_membership(Membership(user=member, organisation=organisation))


def test_last_day_counts_and_the_day_after_the_rights_are_gone(executive, organisation):
    actions.end_membership(executive.memberships.get().pk, on=today())
    assert "sign_for_organisation" in granted(fresh(executive), organisation)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        roles.refresh_all()
        assert granted(fresh(executive), organisation) == frozenset()
        assert "network.view_internal" not in global_permissions(fresh(executive))


def test_term_that_begins_later_gives_nothing_yet(outsider, organisation):
    actions.add_membership(Membership(user=outsider, organisation=organisation, starts_on=today(3)))
    assert "network.view_internal" not in global_permissions(fresh(outsider))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        roles.refresh_all()
        assert "network.view_internal" in global_permissions(fresh(outsider))


def test_network_manager_is_never_executive(manager, executive, organisation):
    with pytest.raises(ValidationError):
        actions.add_membership(
            Membership(user=manager, organisation=organisation, role=Membership.Role.EXECUTIVE, starts_on=today(30))
        )
    with pytest.raises(ValidationError):
        actions.appoint(Appointment(user=executive, role=Appointment.Role.NETWORK_MANAGER))
    assert not manager.memberships.exists()
    assert not executive.appointments.exists()


@pytest.mark.django_db(transaction=True)
def test_manager_and_executive_at_the_same_moment_one_is_refused(organisation):
    user = factories.UserFactory()
    barrier, outcomes = threading.Barrier(2), []

    def attempt(act):
        barrier.wait()
        try:
            act()
            outcomes.append("done")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    acts = [
        lambda: actions.appoint(Appointment(user=user, role=Appointment.Role.NETWORK_MANAGER)),
        lambda: actions.add_membership(
            Membership(user=user, organisation=organisation, role=Membership.Role.EXECUTIVE)
        ),
    ]
    threads = [threading.Thread(target=attempt, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]


def test_end_before_the_start_is_refused(member):
    with pytest.raises(ValidationError):
        actions.end_membership(member.memberships.get().pk, on=today(-30))


def test_partner_that_leaves_takes_its_people_along(executive, member, organisation, as_user):
    actions.end_participation(organisation.pk, on=today())
    organisation.refresh_from_db()
    assert not organisation.is_partner
    assert not organisation.memberships.filter(ends_on=None).exists()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        roles.refresh_all()
        assert granted(fresh(executive), organisation) == frozenset()
    actions.take_part_again(organisation.pk)
    organisation.refresh_from_db()
    assert organisation.is_partner


def test_appointment_ends(manager):
    actions.end_appointment(manager.appointments.get().pk, on=today())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        roles.refresh_all()
        assert not global_permissions(fresh(manager))


# --- Bodies and seats ------------------------------------------------------------------------------------------------


def test_new_body_has_an_address_and_groups(db):
    body = actions.create_body(Body.Kind.STEERING, "Themastuurgroep Spoedzorg", about="Spoed.")
    assert body.slug == "themastuurgroep-spoedzorg"
    assert body.members_group
    assert body.leaders_group
    again = actions.create_body(Body.Kind.ADVISORY, "Themastuurgroep spoedzorg!")
    assert again.slug == "themastuurgroep-spoedzorg-2"


def test_second_coordination_group_is_refused(coordination_body):
    with pytest.raises(ValidationError):
        actions.create_body(Body.Kind.COORDINATION, "Nog een")


def test_one_chair_at_a_time(chair, outsider, steering_body):
    with pytest.raises(ValidationError):
        actions.add_seat(Seat(body=steering_body, user=outsider, role=Seat.Role.CHAIR))
    actions.end_seat(chair.seats.get().pk, on=today())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        actions.add_seat(Seat(body=steering_body, user=outsider, role=Seat.Role.CHAIR))
        assert list(steering_body.leaders_group.user_set.all()) == [outsider]


def test_open_seat_is_filled_and_ends_open_again(outsider, steering_body, organisation):
    seat = actions.add_seat(Seat(body=steering_body, organisation=organisation))
    actions.fill_seat(seat.pk, user=outsider)
    assert outsider in steering_body.members_group.user_set.all()
    assert "network.view_internal" in global_permissions(fresh(outsider))
    actions.end_seat(seat.pk, on=today(), reopen=True)
    successor = steering_body.seats.get(user=None)
    assert (successor.starts_on, successor.organisation) == (today(1), organisation)


def test_seat_in_an_advisory_council_makes_no_member(adviser):
    assert "network.view_internal" not in global_permissions(adviser)


@pytest.mark.django_db(transaction=True)
def test_two_people_take_the_same_seat_one_sits(steering_body):
    seat = actions.add_seat(Seat(body=steering_body))
    people = [factories.UserFactory(), factories.UserFactory()]
    barrier, outcomes = threading.Barrier(2), []

    def take(user):
        barrier.wait()
        try:
            actions.fill_seat(seat.pk, user=user)
            outcomes.append("sits")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "sits"]
    assert steering_body.members_group.user_set.count() == 1
