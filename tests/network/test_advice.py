"""A council is asked about a document: it reads, advises, and hears what was done with it."""

import datetime
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network import tasks
from network.actions import library as actions
from network.models import AdviceRequest, Seat
from tests import factories
from tests.network.make_library import ask, make_document
from zenderen.jobs.models import Job
from zenderen.lib.states import IllegalStep

pytestmark = pytest.mark.django_db


def letters(to):
    return [job.arguments["subject"] for job in Job.objects.filter(kind="jobs.mail", subject_label=to.email)]


@pytest.fixture
def document(member):
    return make_document(member, title="Contouren", classification="confidential", status="contours")


def test_from_question_to_what_was_done_with_it(as_user, member, adviser, advisory_body, document, outsider):
    owner, council, address = as_user(member), as_user(adviser), document.get_absolute_url()
    assert council.get(address).status_code == 404
    due_on = timezone.localdate() + datetime.timedelta(days=30)
    data = {"body": advisory_body.pk, "question": "Wat vindt u ervan?", "due_on": due_on.isoformat()}
    assert owner.post(f"{address}advies/", data).url == f"{address}#adviezen"
    assert letters(adviser) == ["Uw advies wordt gevraagd over Contouren"]
    assert "Geef namens Cliëntenraad advies over Contouren" in council.get("/mijn/").content.decode()

    # Reading the page is not yet reading the document: the proof is of the file.
    assert council.get(address).status_code == 200
    asked = AdviceRequest.objects.get()
    assert asked.first_read_at is None
    assert "Nog niet gelezen" in owner.get(asked.get_absolute_url()).content.decode()
    edition = document.editions.get()
    owner.get(edition.get_absolute_url()).getvalue()
    asked.refresh_from_db()
    assert asked.first_read_at is None
    council.get(edition.get_absolute_url()).getvalue()
    asked.refresh_from_db()
    first = asked.first_read_at
    assert first
    council.get(edition.get_absolute_url()).getvalue()
    asked.refresh_from_db()
    assert asked.first_read_at == first
    assert "heeft het document opgehaald" in owner.get(asked.get_absolute_url()).content.decode()

    # The advice, once.
    give = f"{asked.get_absolute_url()}geven/"
    assert council.post(give, {"text": "Denk aan het vervoer."}).url == asked.get_absolute_url()
    assert council.get(give).status_code == 302
    assert letters(member) == ["Cliëntenraad gaf advies over Contouren"]
    assert "Contouren" not in council.get("/mijn/").content.decode()
    assert "Zeg wat er met het advies" in owner.get("/mijn/").content.decode()

    # What was done with it, once; it stays with the document.
    answer = f"{asked.get_absolute_url()}antwoord/"
    assert owner.post(answer, {"response": "Er komt een busverbinding."}).url == asked.get_absolute_url()
    assert owner.get(answer).status_code == 302
    assert "Wat er met uw advies over Contouren is gedaan" in letters(adviser)
    page = council.get(address).content.decode()
    assert "Denk aan het vervoer." in page
    assert "Er komt een busverbinding." in page
    assert as_user(outsider).get(asked.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("days", [-1, 0, 4000])
def test_a_day_that_is_over_or_far_away_is_refused(days, as_user, member, document, advisory_body):
    due_on = (timezone.localdate() + datetime.timedelta(days=days)).isoformat()
    data = {"body": advisory_body.pk, "question": "Wat vindt u?", "due_on": due_on}
    page = as_user(member).post(f"{document.get_absolute_url()}advies/", data)
    assert page.context["form"].errors["due_on"]
    assert "Wat vindt u?" in page.content.decode()


def test_only_who_sits_in_it_today_advises_and_once(adviser, member, advisory_body, document):
    asked = ask(document, advisory_body)
    with pytest.raises(PermissionDenied):
        actions.give_advice(asked, text="x", by=member)
    actions.give_advice(asked, text="Ja", by=adviser)
    with pytest.raises(IllegalStep, match="Adviseur"):
        actions.give_advice(asked, text="Nee", by=adviser)
    actions.answer_advice(asked, response="Gedaan", by=member)
    with pytest.raises(IllegalStep):
        actions.answer_advice(asked, response="Anders", by=member)
    with pytest.raises(IllegalStep):
        ask(document, advisory_body)


def test_nothing_is_answered_before_it_was_given(member, advisory_body, document):
    with pytest.raises(IllegalStep):
        actions.answer_advice(ask(document, advisory_body), response="x", by=member)


def test_who_left_the_council_reads_it_no_more(as_user, adviser, advisory_body, document):
    from network import roles

    asked = ask(document, advisory_body)
    assert as_user(adviser).get(document.get_absolute_url()).status_code == 200
    Seat.objects.filter(user=adviser).update(
        starts_on=datetime.date(2020, 1, 1), ends_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    roles.refresh(advisory_body)
    for address in (document.get_absolute_url(), asked.get_absolute_url(), f"{asked.get_absolute_url()}geven/"):
        assert as_user(adviser).get(address).status_code == 404
    assert "Contouren" not in as_user(adviser).get("/adviezen/").content.decode()


def test_it_is_reminded_a_week_before_and_once(adviser, advisory_body, document, run_jobs):
    asked = ask(document, advisory_body, days=20)
    tasks.remind_advice()
    run_jobs()
    assert len(sent(adviser)) == 1
    for _day in range(2):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=14)):
            tasks.remind_advice()
            run_jobs()
    assert sent(adviser)[1:] == ["Herinnering: uw advies over Contouren"]
    actions.give_advice(asked, text="Ja", by=adviser)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=15)):
        tasks.remind_advice()
    assert len(sent(adviser)) == 2


def sent(to):
    """Also of mail that went out, of which only the row is left."""
    from django.core import mail

    return [message.subject for message in mail.outbox if to.email in message.to]


def test_list_costs_the_same_however_long(as_user, manager, member):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            someone.get("/adviezen/")
        return len(captured)

    someone = as_user(manager)

    def another():
        body = factories.BodyFactory(kind="advisory")
        ask(make_document(member), body)

    another()
    queries()
    once = queries()
    another()
    another()
    assert queries() == once


@pytest.mark.django_db(transaction=True)
def test_two_of_one_council_at_once_give_one_advice(adviser, advisory_body, member):
    asked = ask(make_document(member), advisory_body)
    other = factories.SeatFactory(body=advisory_body).user
    barrier, outcomes = threading.Barrier(2), []

    def give(person):
        barrier.wait()
        try:
            actions.give_advice(asked, text=f"Van {person.name}", by=person)
            outcomes.append("given")
        except IllegalStep:
            outcomes.append("refused")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=give, args=(person,)) for person in (adviser, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "refused"]
    assert AdviceRequest.objects.get().given_by in (adviser, other)
