"""Coming to a conference: places and the waiting list, the door, the list, telling how it was, being forgotten."""

import csv
import datetime
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network import tasks
from network.actions import registrations as actions
from network.marks import marks
from network.models import Conference, Registration, VisitorEvaluation
from tests.network.make_conferences import make_conference, make_registration, numbers
from zenderen.jobs.models import Job
from zenderen.lib.states import IllegalStep

pytestmark = pytest.mark.django_db

Status = Registration.Status


def text(response):
    return " ".join(response.content.decode().split())


def url(name, *keys):
    return reverse(f"network:{name}", args=keys)


def register(client, conference, name="Gast", email="gast@post.example", **fields):
    data = {"name": name, "email": email, "organisation": "", **fields}
    return client.post(url("registration_add", conference.slug), data)


def letters():
    """To whom a mail was made, with its subject, in their order."""
    rows = Job.objects.filter(kind="jobs.mail").order_by("created_at")
    return [(row.arguments["to"], row.arguments["subject"].partition(":")[0]) for row in rows]


# --- Places and the waiting list ------------------------------------------------------------------------------------


def test_a_visitor_registers_without_an_account_and_gets_a_link(client):
    conference = make_conference()
    response = register(client, conference)
    assert response.url == url("registration_done", conference.slug)
    row = Registration.objects.get()
    assert (row.status, row.user, len(row.token)) == (Status.PLACED, None, 22)
    [letter] = Job.objects.filter(kind="jobs.mail")
    assert letter.arguments["to"] == "gast@post.example"
    assert f"/aanmelding/{row.token}/" in letter.arguments["text"]
    assert row.token not in text(client.get(response.url))
    assert "data:image/svg+xml" in text(client.get(row.get_absolute_url()))


def test_who_comes_after_the_last_place_waits_and_gets_the_place_that_comes_free(client):
    conference = make_conference(capacity=1)
    for name in ("een", "twee", "drie"):
        register(client, conference, name, f"{name}@post.example")
    assert numbers(conference) == [1, 2, 0]
    third = Registration.objects.get(name="drie")
    assert "nummer 2" in text(client.get(third.get_absolute_url()))
    first = Registration.objects.get(name="een")
    client.post(url("registration_cancel", first.token))
    assert numbers(conference) == [1, 1, 1]
    assert Registration.objects.get(name="twee").status == Status.PLACED
    assert letters() == [
        ("een@post.example", "U hebt een plaats"),
        ("twee@post.example", "U staat op de wachtlijst"),
        ("drie@post.example", "U staat op de wachtlijst"),
        ("een@post.example", "U bent afgemeld"),
        ("twee@post.example", "Er is een plaats voor u"),
    ]
    assert "nummer 1" in text(client.get(third.get_absolute_url()))


def test_more_places_go_to_who_waits(as_user, manager, client):
    conference = make_conference(capacity=1)
    for name in ("een", "twee", "drie"):
        register(client, conference, name, f"{name}@post.example")
    data = {"name": conference.name, "number": conference.number, "when": "x", "summary": "x", "edition": 1}
    day = {"starts_on": conference.starts_on, "registers_until": conference.starts_on.strftime("%Y-%m-%dT00:00")}
    response = as_user(manager).post(url("conference_edit", conference.slug), {**data, **day, "capacity": 2})
    assert response.status_code == 302
    assert numbers(conference) == [2, 1, 0]
    assert Registration.objects.get(name="drie").status == Status.WAITING


def test_an_address_that_is_known_gets_its_own_ticket_and_the_answer_is_the_same(client):
    conference = make_conference(capacity=1)
    first = register(client, conference)
    before = Registration.objects.get()
    again = register(client, conference, "Een ander", "GAST@post.example")
    assert (again.status_code, again.url) == (first.status_code, first.url)
    row = Registration.objects.get()
    assert (row.pk, row.name) == (before.pk, "Gast")
    assert [to for to, _subject in letters()] == ["gast@post.example"] * 2
    register(client, conference)
    assert len(letters()) == 2  # once a day, whoever asks


def test_who_cancelled_registers_again(client):
    conference = make_conference()
    register(client, conference)
    gone = Registration.objects.get()
    client.post(url("registration_cancel", gone.token))
    register(client, conference)
    assert numbers(conference) == [1, 0, 1]
    assert "niet meer aangemeld" in text(client.get(gone.get_absolute_url()))


def test_somebody_with_an_account_goes_to_the_own_ticket_and_finds_it_on_the_page(as_user, member):
    conference = make_conference()
    client = as_user(member)
    assert member.email in text(client.get(url("registration_add", conference.slug)))
    response = register(client, conference, member.name, member.email)
    row = Registration.objects.get()
    assert (row.user, response.url) == (member, row.get_absolute_url())
    assert row.get_absolute_url() in text(client.get(conference.get_absolute_url()))


def test_an_account_does_not_open_the_ticket_of_another_address(as_user, member, client):
    conference = make_conference()
    register(client, conference)
    response = register(as_user(member), conference)
    assert response.url == url("registration_done", conference.slug)
    assert Registration.objects.get().user is None


@pytest.mark.parametrize("fields", [{"days": -1}, {"registers_until": None}, {"days": 0, "registers_until": "past"}])
def test_nobody_registers_when_it_is_closed_but_the_organiser_before_it_is_over(client, as_user, manager, fields):
    if fields.get("registers_until") == "past":
        fields = {**fields, "registers_until": timezone.now() - datetime.timedelta(minutes=1)}
    conference = make_conference(**fields)
    assert "kunt zich nu niet aanmelden" in text(client.get(url("registration_add", conference.slug)))
    register(client, conference)
    assert numbers(conference) == [0, 0, 0]
    register(as_user(manager), conference)
    assert numbers(conference) == [0 if conference.is_over else 1, 0, 0]


def test_closing_while_somebody_writes_is_told(client, monkeypatch):
    conference = make_conference()
    monkeypatch.setattr(actions, "register", lambda *args, **kwargs: (_ for _ in ()).throw(IllegalStep("Dicht.")))
    assert register(client, conference).url == conference.get_absolute_url()


@pytest.mark.parametrize(("data", "wrong"), [({"name": ""}, "name"), ({"email": "geen adres"}, "email")])
def test_what_is_missing_is_told_at_its_field(client, data, wrong):
    response = register(client, make_conference(), **data)
    assert list(response.context["form"].errors) == [wrong]


@pytest.mark.parametrize("start", Status)
@pytest.mark.parametrize("end", Status)
def test_steps_of_a_registration(start, end):
    row = make_registration(make_conference(), status=start)
    allowed = {(Status.PLACED, Status.CANCELLED), (Status.WAITING, Status.PLACED), (Status.WAITING, Status.CANCELLED)}
    if (start, end) in allowed:
        row.move_to(end)
        row.refresh_from_db()
        assert row.status == end
    else:
        with pytest.raises(IllegalStep):
            row.move_to(end)


def test_too_many_posts_from_one_address_are_stopped(client):
    conference = make_conference()
    codes = [register(client, conference, email=f"g{number}@post.example").status_code for number in range(31)]
    assert codes == [302] * 30 + [429]


# --- At the same moment ---------------------------------------------------------------------------------------------


def at_once(*acts):
    barrier = Barrier(len(acts))

    def play(act):
        try:
            barrier.wait()
            return act()
        except IllegalStep as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(play, acts))


def new(conference, number):
    return Registration(conference=conference, name=f"Gast {number}", email=f"gast{number}@post.example")


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once():
    conference = make_conference(capacity=1)
    at_once(*[lambda n=n: actions.register(new(conference, n)) for n in range(2)])
    assert numbers(conference) == [1, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_one_address_gets_one_place_however_often_it_is_sent():
    conference = make_conference()
    rows = at_once(*[lambda: actions.register(new(conference, 1)) for _ in range(2)])
    assert numbers(conference) == [1, 0, 0]
    assert rows[0].pk == rows[1].pk


@pytest.mark.django_db(transaction=True)
def test_two_who_cancel_at_once_make_room_for_two():
    conference = make_conference(capacity=2)
    placed = [make_registration(conference, f"Plaats {n}") for n in range(2)]
    for number in range(3):
        make_registration(conference, f"Wacht {number}", status="waiting")
    at_once(*[lambda row=row: actions.cancel(row) for row in placed])
    assert numbers(conference) == [2, 1, 2]
    assert Registration.objects.get(status="waiting").name == "Wacht 2"


@pytest.mark.django_db(transaction=True)
def test_cancelling_twice_gives_the_place_away_once():
    conference = make_conference(capacity=1)
    row = make_registration(conference, "Plaats")
    for number in range(2):
        make_registration(conference, f"Wacht {number}", status="waiting")
    found = at_once(*[lambda: actions.cancel(row) for _ in range(2)])
    assert sorted(type(each) for each in found if each) == [IllegalStep]
    assert numbers(conference) == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_count_once():
    conference = make_conference(days=0, evaluates_until=timezone.localdate())
    row = make_registration(conference)
    at_once(*[lambda: actions.evaluate(row, VisitorEvaluation(score=8)) for _ in range(2)])
    assert VisitorEvaluation.objects.count() == 1


# --- At the door ----------------------------------------------------------------------------------------------------


def test_the_code_on_a_ticket_checks_in_once_and_can_be_undone(as_user, manager, client):
    conference = make_conference(days=0)
    row = make_registration(conference, organisation="Partner")
    address = url("check_in", row.token)
    door = as_user(manager)
    assert "Partner" in text(door.get(address))
    door.post(address)
    row.refresh_from_db()
    first = row.checked_in_at
    door.post(address)
    row.refresh_from_db()
    assert row.checked_in_at == first is not None
    assert client.post(address).status_code == 302  # to the sign-in page
    client.post(url("registration_cancel", row.token))
    row.refresh_from_db()
    assert row.status == Status.PLACED  # who is in cannot cancel
    door.post(address, {"undo": "1"})
    row.refresh_from_db()
    assert row.checked_in_at is None


def test_at_the_door_who_waits_can_get_a_place_and_who_cancelled_none(as_user, manager):
    conference = make_conference(days=0, capacity=0)
    waiting, gone = (make_registration(conference, name, status=name) for name in ("waiting", "cancelled"))
    for row in (waiting, gone):
        as_user(manager).post(url("check_in", row.token))
        row.refresh_from_db()
    assert (waiting.status, waiting.checked_in_at is None) == (Status.PLACED, False)
    assert (gone.status, gone.checked_in_at) == (Status.CANCELLED, None)


def test_from_the_list_one_returns_to_the_list(as_user, manager):
    row = make_registration(make_conference(days=0))
    response = as_user(manager).post(url("check_in", row.token), {"back": "list"})
    assert response.url == f"{url('registration_list', row.conference.slug)}#r{row.pk}"


def listed(client, conference, query=""):
    return [row.name for row in client.get(f"{url('registration_list', conference.slug)}{query}").context["page"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Aa Binnen", "Bb Thuis", "Cc Wacht", "Dd Af"]),
        ("?status=verwacht", ["Aa Binnen", "Bb Thuis"]),
        ("?status=binnen", ["Aa Binnen"]),
        ("?status=niet-binnen", ["Bb Thuis"]),
        ("?status=wachtlijst", ["Cc Wacht"]),
        ("?status=afgemeld", ["Dd Af"]),
        ("?q=thuis", ["Bb Thuis"]),
        ("?q=partner", ["Aa Binnen"]),
        ("?sort=-name", ["Dd Af", "Cc Wacht", "Bb Thuis", "Aa Binnen"]),
    ],
)
def test_attendance_list_and_its_file_follow_the_filters(as_user, manager, query, found):
    conference = make_conference(days=0)
    make_registration(conference, "Aa Binnen", organisation="Partner", checked_in_at=timezone.now())
    make_registration(conference, "Bb Thuis")
    make_registration(conference, "Cc Wacht", status="waiting")
    make_registration(conference, "Dd Af", status="cancelled")
    client = as_user(manager)
    assert listed(client, conference, query) == found
    response = client.get(f"{url('registration_export', conference.slug)}{query}")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == found


def test_attendance_list_counts(as_user, manager):
    conference = make_conference(days=0)
    make_registration(conference, "Een", checked_in_at=timezone.now())
    make_registration(conference, "Twee")
    make_registration(conference, "Drie", status="waiting")
    make_registration(make_conference(), "Elders")
    response = as_user(manager).get(url("registration_list", conference.slug))
    assert response.context["numbers"] == {"placed": 2, "waiting": 1, "cancelled": 0, "came": 1}


def test_a_name_that_a_spreadsheet_would_execute_is_text(as_user, manager):
    conference = make_conference()
    make_registration(conference, "=1+1")
    assert "'=1+1" in as_user(manager).get(url("registration_export", conference.slug)).content.decode()


def test_attendance_list_costs_the_same_whatever_its_length(as_user, manager):
    conference = make_conference(days=0)
    client = as_user(manager)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            client.get(url("registration_list", conference.slug))
        return len(seen)

    make_registration(conference, "Een")
    cost()
    one = cost()
    for name in ("Twee", "Drie"):
        make_registration(conference, name)
    assert cost() == one


# --- How it was -----------------------------------------------------------------------------------------------------


def evaluated(client, row, **data):
    return client.post(url("registration_evaluate", row.token), {"score": "8", "best": "", "better": "", **data})


def test_a_visitor_tells_once_how_it_was_and_nothing_tells_who(client):
    conference = make_conference(days=0, evaluates_until=timezone.localdate())
    row = make_registration(conference)
    before = row.history.count()
    evaluated(client, row, best="Het gesprek")
    evaluated(client, row, score="1")
    [answer] = VisitorEvaluation.objects.all()
    assert (answer.score, answer.best) == (8, "Het gesprek")
    row.refresh_from_db()
    assert row.has_evaluated
    assert row.history.count() == before
    assert timezone.localtime(answer.answered_at).time() == datetime.time()
    assert "Dank u wel" in text(client.get(url("registration_evaluate", row.token)))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"days": 1, "evaluates_until": 30}, "placed"),
        ({"days": -1}, "placed"),
        ({"days": -2, "evaluates_until": -1}, "placed"),
        ({"days": -1, "evaluates_until": 1}, "waiting"),
        ({"days": -1, "evaluates_until": 1}, "cancelled"),
    ],
)
def test_nobody_tells_when_it_is_not_open_to_them(client, fields, status):
    until = fields.pop("evaluates_until", None)
    if until is not None:
        fields["evaluates_until"] = timezone.localdate() + datetime.timedelta(days=until)
    row = make_registration(make_conference(**fields), status=status)
    evaluated(client, row)
    assert not VisitorEvaluation.objects.exists()


def test_the_day_after_visitors_are_asked_once(django_capture_on_commit_callbacks):
    conference = make_conference(days=-1, evaluates_until=timezone.localdate() + datetime.timedelta(days=7))
    make_registration(conference, "Binnen", checked_in_at=timezone.now())
    make_registration(conference, "Thuis")
    make_registration(conference, "Klaar", checked_in_at=timezone.now(), has_evaluated=True)
    for _ in range(2):
        tasks.ask_visitors()
    assert letters() == [("binnen@gast.example", "Hoe was het? " + conference.name)]


def test_where_nobody_was_counted_all_with_a_place_are_asked():
    conference = make_conference(days=-1, evaluates_until=timezone.localdate())
    make_registration(conference, "Plaats")
    make_registration(conference, "Wacht", status="waiting")
    tasks.ask_visitors()
    assert [to for to, _subject in letters()] == ["plaats@gast.example"]


@pytest.mark.parametrize(
    "fields", [{"days": 0, "evaluates_until": 1}, {"days": -1}, {"days": -9, "evaluates_until": -1}]
)
def test_nobody_is_asked_before_or_without_or_too_late(fields):
    until = fields.pop("evaluates_until", None)
    if until is not None:
        fields["evaluates_until"] = timezone.localdate() + datetime.timedelta(days=until)
    make_registration(make_conference(**fields))
    tasks.ask_visitors()
    assert letters() == []


def test_marks_are_for_everybody_when_shown_and_enough_and_words_never(client, as_user, manager):
    conference = make_conference(days=-1, shows_evaluation=True)
    for score in (6, 8, 8, 10):
        VisitorEvaluation.objects.create(conference=conference, score=score, best="Geheim woord")
    address = conference.get_absolute_url()
    assert "op een schaal van 1 tot 10" not in text(client.get(address))
    VisitorEvaluation.objects.create(conference=conference, score=8, best="Geheim woord")
    said = text(client.get(address))
    assert "5 bezoekers gaven gemiddeld een 8, op een schaal van 1 tot 10" in said
    assert "Geheim woord" not in said
    page = text(as_user(manager).get(url("conference_evaluation", conference.slug)))
    assert "Geheim woord" in page
    Conference.objects.filter(pk=conference.pk).update(shows_evaluation=False)
    assert "op een schaal van 1 tot 10" not in text(client.get(address))


def test_marks_are_counted():
    conference = make_conference(days=-1)
    assert marks(conference).average is None
    for score in (1, 10, 10):
        VisitorEvaluation.objects.create(conference=conference, score=score)
    found = marks(conference)
    assert [number for _mark, number in found.counts] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (found.average, found.are_enough) == (7, False)


# --- Forgotten ------------------------------------------------------------------------------------------------------


def test_a_year_later_only_the_numbers_stay(client, as_user, manager, member):
    with time_machine.travel(timezone.now() - datetime.timedelta(days=400)):
        conference = make_conference(days=10)
        for name in ("Geheim Een", "Geheim Twee"):
            register(client, conference, name, f"{name[7:].lower()}@post.example")
        row = Registration.objects.get(name="Geheim Een")
        actions.check_in(row)
        make_registration(conference, "Geheim Wacht", status="waiting")
        Job.objects.update(state=Job.State.READY, finished_at=timezone.now())
    recent = make_registration(make_conference(days=-30), "Nog niet")
    tasks.forget_visitors()
    conference.refresh_from_db()
    assert (conference.registered, conference.came) == (2, 1)
    assert list(Registration.objects.all()) == [recent]
    assert not Registration.history.filter(name__startswith="Geheim").exists()
    assert not Job.objects.filter(subject_label__endswith="@post.example").exists()
    assert client.get(row.get_absolute_url()).status_code == 404
    tasks.forget_visitors()
    conference.refresh_from_db()
    assert (conference.registered, conference.came) == (2, 1)
    page = text(as_user(manager).get(url("registration_list", conference.slug)))
    assert "De namen zijn verwijderd" in page
    assert "1 persoon geteld" in text(client.get(conference.get_absolute_url()))


def test_the_page_of_a_ticket_is_kept_by_no_cache_and_unknown_ones_do_not_exist(client):
    row = make_registration(make_conference())
    for name in ("registration_detail", "registration_cancel", "registration_evaluate"):
        assert "no-store" in client.get(url(name, row.token))["Cache-Control"]
        assert client.get(url(name, "onbekend")).status_code == 404
    assert outbox.outbox == []
