"""When a place changes hands, a hand-over is asked for by itself; who gives it, gets it and sees it."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network import actions
from network.models import HandOver, Membership, Seat
from tests import factories
from tests.network.make import make_handover

LIST = "/overdrachten/"
TODAY = timezone.localdate


@pytest.fixture
def seat(chair):
    return chair.seats.get()


def end(client, seat, **data):
    return client.post(reverse("network:seat_end", args=[seat.pk]), {"on": TODAY().isoformat(), **data})


def test_who_leaves_a_seat_is_asked_and_who_takes_it_reads(as_user, manager, chair, seat, outsider, run_jobs):
    end(as_user(manager), seat, reopen="on")
    handover = HandOver.objects.get()
    assert (handover.giver, handover.receiver, handover.status) == (chair, None, "asked")
    assert handover.place == "Voorzitter van Themastuurgroep Ouderenzorg namens Zorggroep Voorbeeld"
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [[chair.email]]
    giver = as_user(chair)
    assert handover.get_absolute_url() in giver.get("/mijn/").content.decode()

    giver.post(handover.get_absolute_url(), {"agreed": "Elke maand overleg.", "edition": 1})
    handover.refresh_from_db()
    assert (handover.status, handover.agreed) == ("asked", "Elke maand overleg.")
    open_seat = Seat.objects.get(body=seat.body, user=None)
    # A day later.
    Seat.objects.filter(pk=seat.pk).update(ends_on=TODAY() - datetime.timedelta(days=1))
    Seat.objects.filter(pk=open_seat.pk).update(starts_on=TODAY())
    fill = {"user": outsider.pk, "organisation": seat.organisation_id, "starts_on": TODAY().isoformat()}
    as_user(manager).post(reverse("network:seat_fill", args=[open_seat.pk]), fill)
    handover.refresh_from_db()
    assert handover.receiver == outsider
    receiver = as_user(outsider)
    assert "Elke maand overleg" not in receiver.get(handover.get_absolute_url()).content.decode()

    giver.post(handover.get_absolute_url(), {"agreed": "Elke maand overleg.", "edition": 2, "give": "1"})
    run_jobs()
    assert mail.outbox[-1].to == [outsider.email]
    assert handover.get_absolute_url() in receiver.get("/mijn/").content.decode()
    assert "Elke maand overleg" in receiver.get(handover.get_absolute_url()).content.decode()
    receiver.post(reverse("network:handover_read", args=[handover.pk]))
    assert handover.get_absolute_url() not in receiver.get("/mijn/").content.decode()
    handover.refresh_from_db()
    assert handover.received_at


def test_an_open_seat_that_ends_asks_nobody(as_user, manager, advisory_body):
    seat = Seat.objects.create(body=advisory_body, user=None)
    end(as_user(manager), seat)
    assert not HandOver.objects.exists()


def test_a_post_and_an_executive_hand_over_a_member_does_not(manager, executive, member):
    actions.end_appointment(manager.appointments.get().pk, on=TODAY())
    actions.end_membership(executive.memberships.get().pk, on=TODAY())
    actions.end_membership(member.memberships.get().pk, on=TODAY())
    assert {handover.giver for handover in HandOver.objects.all()} == {manager, executive}


def test_the_next_executive_is_who_it_is_for(executive, outsider, organisation):
    actions.end_membership(executive.memberships.get().pk, on=TODAY())
    role = Membership.Role.EXECUTIVE
    actions.add_membership(Membership(user=outsider, organisation=organisation, role=role))
    assert HandOver.objects.get().receiver == outsider


def test_when_the_account_of_the_giver_ends_the_network_manager_gets_it(as_user, manager, member, executive, run_jobs):
    handover = make_handover(member, receiver=executive)
    assert handover.get_absolute_url() not in as_user(manager).get("/mijn/").content.decode()
    actions.set_active(member, active=False)
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [[manager.email]]
    client = as_user(manager)
    assert handover.get_absolute_url() in client.get("/mijn/").content.decode()
    said = {"running": "Twee projecten.", "receiver": executive.pk, "edition": 1, "give": "1"}
    client.post(handover.get_absolute_url(), said)
    handover.refresh_from_db()
    assert (handover.status, handover.closed_by) == ("given", manager)


def test_waiving_needs_a_reason(as_user, manager, member):
    handover = make_handover(member)
    address = reverse("network:handover_waive", args=[handover.pk])
    assert "reason" in as_user(manager).post(address, {"reason": " "}).context["form"].errors
    as_user(manager).post(address, {"reason": "De zetel vervalt."})
    handover.refresh_from_db()
    assert (handover.status, handover.reason, handover.closed_by) == ("waived", "De zetel vervalt.", manager)
    assert "De zetel vervalt." in as_user(member).get(handover.get_absolute_url()).content.decode()


def test_nothing_can_not_be_given(as_user, member):
    handover = make_handover(member)
    response = as_user(member).post(handover.get_absolute_url(), {"give": "1", "edition": 1})
    assert response.context["form"].errors
    handover.refresh_from_db()
    assert handover.is_open


@pytest.mark.parametrize("status", ["given", "waived"])
def test_a_closed_one_is_not_closed_again(as_user, manager, member, status):
    handover = make_handover(member, status=status)
    as_user(member).post(handover.get_absolute_url(), {"agreed": "Anders", "give": "1", "edition": 1})
    as_user(manager).post(reverse("network:handover_waive", args=[handover.pk]), {"reason": "Toch niet"})
    handover.refresh_from_db()
    assert (handover.status, handover.agreed, handover.reason) == (status, "Alles.", "")


def test_the_list_shows_ones_own(as_user, manager, member, executive, executive2):
    make_handover(member, receiver=executive, place="Zetel van mij")
    for person, found in ((member, 1), (executive, 1), (executive2, 0), (manager, 1)):
        assert as_user(person).get(LIST).context["page"].paginator.count == found
    assert as_user(manager).get(f"{LIST}?status=given").context["page"].paginator.count == 0


def test_queries_do_not_grow(as_user, manager, member):
    client = as_user(manager)
    make_handover(member)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _n in range(2):
        make_handover(factories.UserFactory(), receiver=factories.UserFactory())
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(one)
