"""The urgency pulse: who is asked, who answers, who sees what, and whether it falls."""

import csv
import datetime
import io
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network import tasks
from network.actions.pulse import answer_pulse
from network.models import Pulse, PulseAnswer, falling
from tests import factories
from tests.network.make import QUESTION, make_answer, make_pulse

LIST = "/urgentie/"


@pytest.fixture
def pulse(db):
    return make_pulse()


def answer_of(pulse):
    return reverse("network:pulse_answer", args=[pulse.pk])


def partners(number, score, pulse, by):
    """So many other partners that gave this answer."""
    made = [factories.OrganisationFactory() for _n in range(number)]
    for each in made:
        make_answer(pulse, each, score, by)
    return made


def test_a_member_answers_for_the_partner_and_a_colleague_changes_it(as_user, pulse, member, executive, organisation):
    page = as_user(member).get(answer_of(pulse))
    assert QUESTION in page.content.decode()
    response = as_user(member).post(answer_of(pulse), {"score": "8", "note": "Er is krapte."})
    assert response.url == pulse.get_absolute_url()
    assert as_user(executive).get(answer_of(pulse)).context["form"].initial["score"] == 8
    as_user(executive).post(answer_of(pulse), {"score": "6"})
    answer = PulseAnswer.objects.get()
    assert (answer.organisation, answer.score, answer.answered_by) == (organisation, 6, executive)
    assert [row.score for row in answer.history.order_by("history_date")] == [8, 6]


@pytest.mark.parametrize("score", ["0", "11", "", "acht"])
def test_only_one_to_ten_is_an_answer(as_user, pulse, member, score):
    response = as_user(member).post(answer_of(pulse), {"score": score})
    assert response.status_code == 200
    assert "score" in response.context["form"].errors
    assert not PulseAnswer.objects.exists()


def test_nobody_answers_for_another_partner(as_user, pulse, member, organisation, organisation2):
    as_user(member).post(answer_of(pulse), {"score": "8", "organisation": organisation2.pk})
    assert PulseAnswer.objects.get().organisation == organisation


def test_who_belongs_to_two_partners_says_for_which(as_user, pulse, member, organisation, organisation2):
    factories.MembershipFactory(user=member, organisation=organisation2)
    response = as_user(member).post(answer_of(pulse), {"score": "8"})
    assert "organisation" in response.context["form"].errors
    as_user(member).post(answer_of(pulse), {"score": "8", "organisation": organisation2.pk})
    assert PulseAnswer.objects.get().organisation == organisation2


def test_a_closed_question_takes_no_answer(as_user, member):
    closed = make_pulse(closed=True)
    response = as_user(member).post(answer_of(closed), {"score": "8"}, follow=True)
    assert "kan niet meer" in response.content.decode()
    assert not PulseAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_leave_one_answer(pulse, member, executive, organisation):
    barrier, errors = threading.Barrier(2), []

    def say(person, score):
        try:
            barrier.wait(10)
            answer_pulse(Pulse.objects.get(), organisation, score=score, note="", by=person)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=pair) for pair in ((member, 3), (executive, 9))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert PulseAnswer.objects.count() == 1
    assert PulseAnswer.objects.get().score in (3, 9)


def test_answers_of_another_partner_are_nowhere(as_user, member, executive2, organisation2, coordinator, manager):
    closed = make_pulse(closed=True)
    partners(3, 5, closed, executive2)
    make_answer(closed, organisation2, 9, executive2, note="Onze bestuurder vertrekt")
    for address in (LIST, closed.get_absolute_url(), "/mijn/", organisation2.get_absolute_url()):
        text = as_user(member).get(address).content.decode()
        assert "Onze bestuurder vertrekt" not in text, address
    page = as_user(member).get(closed.get_absolute_url())
    assert organisation2.name not in page.content.decode()
    assert page.context["page"] is None
    assert as_user(member).get(reverse("network:pulse_export")).status_code == 403
    seen = as_user(coordinator).get(closed.get_absolute_url()).content.decode()
    assert "Onze bestuurder vertrekt" in seen
    assert executive2.name not in seen
    assert executive2.name in as_user(manager).get(closed.get_absolute_url()).content.decode()
    assert executive2.name in as_user(executive2).get(closed.get_absolute_url()).content.decode()


def test_the_mean_of_a_few_is_not_shown(as_user, member, executive, organisation):
    closed = make_pulse(closed=True)
    make_answer(closed, organisation, 4, executive)
    partners(1, 10, closed, executive)
    page = as_user(member).get(LIST)
    assert "te weinig antwoorden" in page.content.decode()
    assert "7,0" not in page.content.decode()
    partners(1, 10, closed, executive)
    page = as_user(member).get(LIST)
    assert "8,0" in page.content.decode()
    assert page.content.decode().count('<svg class="chart') == 2


def test_an_open_question_shows_no_mean_yet(as_user, member, pulse, executive):
    partners(4, 7, pulse, executive)
    text = as_user(member).get(LIST).content.decode()
    assert "4 van" in text
    assert "7,0" not in text
    assert "7,0" not in as_user(member).get(pulse.get_absolute_url()).content.decode()


def test_a_fall_is_seen(db, executive, as_user, coordinator, member):
    before, last = make_pulse((2025, 3), closed=True), make_pulse((2025, 4), closed=True)
    partners(3, 8, before, executive)
    assert falling() is None
    partners(3, 7, last, executive)
    assert falling() == (last, before)
    assert "neemt af" in as_user(coordinator).get(LIST).content.decode()
    assert "neemt af" not in as_user(member).get(LIST).content.decode()
    PulseAnswer.objects.filter(pulse=last).update(score=8)
    assert falling() is None


def test_export_has_every_answer_by_name(as_user, manager, executive, organisation):
    make_answer(make_pulse(), organisation, 8, executive, note="=1+1")
    response = as_user(manager).get(reverse("network:pulse_export"))
    content = b"".join(response) if response.streaming else response.content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][2:] == [organisation.name, "8", "'=1+1"]


def test_the_manager_asks_and_the_partners_get_mail_once(
    as_user, manager, executive, member, project_manager, run_jobs
):
    today = timezone.localdate()
    data = {"year": 2026, "quarter": 2, "question": QUESTION, "opens_on": today.isoformat()}
    response = as_user(manager).post(
        "/urgentie/nieuw/", {**data, "closes_on": (today + datetime.timedelta(20)).isoformat()}
    )
    assert response.url == Pulse.objects.get().get_absolute_url()
    run_jobs()
    tasks.ask_pulses()
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [[executive.email]]  # members only where nobody leads
    assert answer_of(Pulse.objects.get()) in mail.outbox[0].body


def test_members_are_asked_where_nobody_leads(pulse, member, run_jobs):
    tasks.ask_pulses()
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [[member.email]]


def test_who_did_not_answer_is_reminded_once(member, executive2, organisation, run_jobs):
    today = timezone.localdate()
    pulse = make_pulse(closes_on=today + datetime.timedelta(6))
    make_answer(pulse, organisation, 8, member)
    for _day in range(2):
        tasks.ask_pulses()
        run_jobs()
    assert [letter.to for letter in mail.outbox] == [[executive2.email]] * 2
    assert "Herinnering" in mail.outbox[1].subject


def test_a_question_of_later_is_known_to_who_asks_it_only(as_user, member, manager, run_jobs):
    later = timezone.localdate() + datetime.timedelta(3)
    pulse = make_pulse(opens_on=later, closes_on=later)
    tasks.ask_pulses()
    run_jobs()
    assert mail.outbox == []
    assert as_user(member).get(pulse.get_absolute_url()).status_code == 404
    assert as_user(member).get(answer_of(pulse)).status_code == 404
    assert as_user(manager).get(pulse.get_absolute_url()).status_code == 200
    assert as_user(manager).get(LIST).status_code == 200


def test_it_is_on_the_tasks_of_everybody_of_the_partner_until_answered(as_user, pulse, member, executive, organisation):
    for person in (member, executive):
        assert answer_of(pulse) in as_user(person).get("/mijn/").content.decode()
    make_answer(pulse, organisation, 8, member)
    for person in (member, executive):
        assert answer_of(pulse) not in as_user(person).get("/mijn/").content.decode()


def test_answered_questions_keep_their_words(as_user, manager, pulse, member, organisation):
    make_answer(pulse, organisation, 8, member)
    form = as_user(manager).get(reverse("network:pulse_edit", args=[pulse.pk])).context["form"]
    assert "question" not in form.fields


@pytest.mark.parametrize("address", [LIST, "detail"])
def test_queries_do_not_grow(as_user, coordinator, executive, address):
    def ask(quarter, number):
        pulse = make_pulse(quarter, closed=True)
        partners(number, 6, pulse, executive)
        return pulse

    client = as_user(coordinator)
    first = ask((2025, 1), 1)
    where = LIST if address == LIST else first.get_absolute_url()
    client.get(where)
    with CaptureQueriesContext(connection) as one:
        client.get(where)
    ask((2025, 2), 3), ask((2025, 3), 3)
    partners(3, 5, first, executive)
    with CaptureQueriesContext(connection) as three:
        client.get(where)
    assert len(three) == len(one)
