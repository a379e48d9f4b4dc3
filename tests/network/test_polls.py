"""Polls: one vote for each phone, the result and when it is seen, ties, export, and a poll that a source tells of."""

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network import devices
from network.actions import polls
from network.models import Poll, Stage, Vote
from tests.network.make_input import ANSWERS, hidden, make_poll, make_vote
from zenderen.lib.states import IllegalStep


def url(name, poll):
    return reverse(f"network:poll_{name}", args=[poll.code])


def options(poll):
    return list(poll.options.values_list("pk", flat=True))


def vote(client, poll, data):
    return client.post(url("vote", poll), {**hidden(client.get(url("vote", poll)), "device"), **data})


def test_a_phone_votes_once_changes_and_takes_back(db):
    poll, phone = make_poll(), Client()
    first, second, *_rest = options(poll)
    assert devices.COOKIE not in phone.cookies
    assert vote(phone, poll, {"choice": first}).url == f"{url('vote', poll)}#uw-stem"
    assert "Uw stem is geteld." in phone.get(url("vote", poll)).content.decode()
    vote(phone, poll, {"choice": second})
    assert [row.choice for row in Vote.objects.all()] == [[second]]
    Client().post(url("undo", poll))
    assert Vote.objects.count() == 1
    phone.post(url("undo", poll))
    phone.post(url("undo", poll))
    assert not Vote.objects.exists()


def test_the_same_vote_sent_again_counts_once(db):
    poll, phone, again = make_poll(), Client(), Client()
    data = {**hidden(phone.get(url("vote", poll)), "device"), "choice": options(poll)[0]}
    again.cookies = phone.cookies.copy()  # the answer got lost, so the browser has no key yet
    for client in (phone, again, phone):
        assert client.post(url("vote", poll), data).status_code == 302
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("one", {}),
        ("one", {"choice": "0"}),
        ("several", {}),
        ("several", {"choice": ["0"]}),
        ("rank", {}),
        ("rank", "twice"),
    ],
)
def test_what_is_no_vote_is_refused(db, kind, data):
    poll = make_poll(kind)
    if data == "twice":
        data = {f"place_{pk}": "1" for pk in options(poll)}
    response = vote(Client(), poll, data)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Vote.objects.exists()


def test_an_option_of_another_poll_is_no_choice(db):
    poll, other = make_poll(), make_poll()
    assert vote(Client(), poll, {"choice": options(other)[0]}).status_code == 200
    assert not Vote.objects.exists()


def test_several_and_rank_keep_the_choice(db):
    several, rank = make_poll("several"), make_poll("rank")
    vote(Client(), several, {"choice": [options(several)[2], options(several)[0], options(several)[2]]})
    assert several.votes.get().choice == [options(several)[0], options(several)[2]]
    phone, places = Client(), options(rank)
    vote(phone, rank, {f"place_{pk}": 4 - index for index, pk in enumerate(places)})
    assert rank.votes.get().choice == places[::-1]
    form = phone.get(url("vote", rank)).context["form"]
    assert [field.label for field in form] == list(ANSWERS[::-1])


def test_closed_poll_takes_and_gives_nothing_back(db):
    poll, phone = make_poll(), Client()
    vote(phone, poll, {"choice": options(poll)[0]})
    data = {**hidden(phone.get(url("vote", poll)), "device"), "choice": options(poll)[1]}
    polls.move_poll(poll.pk, Stage.CLOSED)
    page = phone.post(url("vote", poll), data).content.decode()
    assert "Deze peiling is gesloten" in page
    phone.post(url("undo", poll))
    assert [row.choice for row in Vote.objects.all()] == [options(poll)[:1]]


def test_poll_in_preparation_does_not_exist_for_others(as_user, manager, member):
    poll = make_poll(status="draft")
    unknown = reverse("network:poll_vote", args=["bestaatniet"])
    for client in (Client(), as_user(member)):
        assert client.get(url("vote", poll)).status_code == client.get(unknown).status_code == 404
    assert as_user(manager).get(url("vote", poll)).status_code == 200


def test_voting_costs_few_queries(db):
    poll, phone = make_poll(), Client()
    with CaptureQueriesContext(connection) as looking:
        data = {**hidden(phone.get(url("vote", poll)), "device"), "choice": options(poll)[0]}
    assert len(looking) <= 3  # one of them is this test's own
    with CaptureQueriesContext(connection) as voting:
        phone.post(url("vote", poll), data)
    assert len(voting) <= 6


# --- The result -----------------------------------------------------------------------------------------------------


def test_result_of_one_with_a_tie(db):
    poll = make_poll()
    for place in (0, 0, 1, 1, 2):
        make_vote(poll, place)
    result = poll.result()
    assert result.voters == 5
    told = [(line.option.text, line.place, line.is_tied, line.score, line.share) for line in result.lines]
    assert told == [
        ("Taakherschikking", 1, True, 2, 40),
        ("Triage", 1, True, 2, 40),
        ("Technologie", 3, False, 1, 20),
        ("Regionale avondzorg", 4, False, 0, 0),
    ]


def test_result_of_several_is_a_share_of_the_voters(db):
    poll = make_poll("several")
    make_vote(poll, 0, 1)
    make_vote(poll, 0)
    assert [(line.score, line.share) for line in poll.result().lines][:2] == [(2, 100), (1, 50)]


def test_result_of_a_ranking_is_borda_with_the_mean_place(db):
    poll = make_poll("rank")
    make_vote(poll, 0, 1, 2, 3)
    make_vote(poll, 0, 2, 1, 3)
    told = [(line.option.text, line.place, line.is_tied, line.score, line.mean) for line in poll.result().lines]
    assert told == [
        ("Taakherschikking", 1, False, 6, 1),
        ("Triage", 2, True, 3, 2.5),
        ("Technologie", 2, True, 3, 2.5),
        ("Regionale avondzorg", 4, False, 0, 4),
    ]


@pytest.mark.parametrize("kind", ["one", "several", "rank"])
def test_without_votes_there_is_a_result_of_nothing(as_user, manager, kind):
    poll = make_poll(kind)
    polls.show_result(poll.pk)
    assert Client().get(url("vote", poll)).status_code == 200
    assert as_user(manager).get(url("screen", poll)).status_code == 200
    assert as_user(manager).get(url("export", poll)).status_code == 200


def test_result_is_seen_only_when_it_is_shown(as_user, manager):
    poll = make_poll("rank")
    make_vote(poll, 3, 2, 1, 0)
    client = as_user(manager)
    for page in (Client().get(url("vote", poll)), client.get(url("screen", poll))):
        assert "chart" not in page.context
        assert 'class="chart' not in page.content.decode()
    client.post(url("move", poll), {"to": "show"})
    for page in (Client().get(url("vote", poll)), client.get(url("screen", poll))):
        html = page.content.decode()
        assert 'class="chart' in html
        assert "Borda" in html
        assert html.index("1. Regionale avondzorg") < html.index("4. Taakherschikking")
        assert "<table" in html
    client.post(url("move", poll), {"to": "hide"})
    assert 'class="chart' not in Client().get(url("vote", poll)).content.decode()


def test_list_names_only_polls_whose_result_is_shown(as_user, manager):
    for number, (status, shown) in enumerate([("draft", 0), ("open", 1), ("closed", 0), ("closed", 1)]):
        poll = make_poll(status=status)
        Poll.objects.filter(pk=poll.pk).update(question=f"Vraag {number}")
        if shown:
            polls.show_result(poll.pk)
    page = Client().get(reverse("network:poll_list")).content.decode()
    assert [number for number in range(4) if f"Vraag {number}" in page] == [3]
    assert as_user(manager).get(reverse("network:poll_list")).content.decode().count("Vraag ") == 4


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_for_one_and_for_three(as_user, manager, number):
    for _number in range(number):
        poll = make_poll("one", status="closed", answers=ANSWERS[:number])
        for place in range(number):
            make_vote(poll, place)
        polls.show_result(poll.pk)
    client = as_user(manager)
    client.get(url("screen", poll))
    for who, path, most in (
        (Client(), reverse("network:poll_list"), 2),
        (Client(), url("vote", poll), 3),
        (client, url("screen", poll), 9),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert who.get(path).status_code == 200
        assert len(queries) <= most, path


def test_screen_moves_only_when_something_is_new(as_user, manager):
    poll, client = make_poll(), as_user(manager)
    page = client.get(url("screen", poll))
    again = {"gezien": page.context["state"]}
    htmx = {"headers": {"HX-Request": "true"}}
    assert client.get(url("screen", poll), again, **htmx).status_code == 204
    make_vote(poll, 0)
    fresh = client.get(url("screen", poll), again, **htmx)
    assert "<b>1</b> stem" in fresh.content.decode()


def test_export_has_the_result_and_no_single_votes(as_user, manager):
    poll = make_poll("rank")
    row = make_vote(poll, 1, 0, 2, 3)
    response = as_user(manager).get(url("export", poll))
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[:2] == [["Antwoord", "Plaats", "Punten", "Gemiddelde plaats"], ["Triage", "1", "3", "1.0"]]
    assert row.device not in response.content.decode()
    sheet = as_user(manager).get(url("export", poll), {"als": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")


# --- Leading it -----------------------------------------------------------------------------------------------------


def test_manager_makes_a_poll_and_its_answers_stay_once_it_opens(as_user, manager):
    client = as_user(manager)
    data = {"question": "Wat eerst?", "kind": "rank", "conference": "", "source": "", "edition": "1"}
    for wrong in ("Een", "Een\neen", "Een\n" + "x" * 121, "\n".join(map(str, range(13)))):
        page = client.post(reverse("network:poll_add"), {**data, "answers": wrong})
        assert "answers" in page.context["form"].errors
    client.post(reverse("network:poll_add"), {**data, "answers": "Een\n\n Twee \nDrie"})
    poll = Poll.objects.get()
    assert list(poll.options.values_list("text", flat=True)) == ["Een", "Twee", "Drie"]
    kept = poll.options.get(text="Twee").pk
    client.post(url("edit", poll), {**data, "answers": "Twee\nVier"})
    assert list(poll.options.values_list("text", flat=True)) == ["Twee", "Vier"]
    assert poll.options.get(text="Twee").pk == kept
    client.post(url("move", poll), {"to": "open"})
    poll.refresh_from_db()
    assert poll.is_open
    form = client.get(url("edit", poll)).context["form"]
    assert "answers" not in form.fields
    assert "kind" not in form.fields


def test_poll_that_a_source_tells_of_has_an_order_and_no_numbers(as_user, manager):
    client = as_user(manager)
    data = {"question": "Wat helpt?", "kind": "rank", "conference": "", "edition": "1"}
    client.post(reverse("network:poll_add"), {**data, "answers": "\n".join(ANSWERS), "source": "Een verslag"})
    poll = Poll.objects.get()
    assert (poll.told_order, poll.status) == (list(ANSWERS), "closed")
    for page in (Client().get(url("vote", poll)), client.get(url("screen", poll))):
        html = page.content.decode()
        assert [html.index(answer) for answer in ANSWERS] == sorted(html.index(answer) for answer in ANSWERS)
        assert "Een verslag" in html
        assert "stemmen" not in html.partition("<main")[2].partition("</main>")[0]
        assert "chart" not in page.context
    assert "Wat helpt?" in Client().get(reverse("network:poll_list")).content.decode()
    client.post(url("move", poll), {"to": "open"})
    poll.refresh_from_db()
    assert poll.status == "closed"
    assert client.get(url("edit", poll)).context["form"]["answers"].value() == "\n".join(ANSWERS)


@pytest.mark.parametrize("start", Stage)
@pytest.mark.parametrize("end", Stage)
def test_every_step_of_a_poll(db, start, end):
    poll = make_poll(status=start)
    allowed = (start, end) in {("draft", "open"), ("open", "closed"), ("closed", "open")}
    try:
        polls.move_poll(poll.pk, end)
    except IllegalStep:
        assert not allowed
    else:
        assert allowed


# --- Many at once ---------------------------------------------------------------------------------------------------


def at_once(*acts):
    barrier = threading.Barrier(len(acts))

    def play(act):
        barrier.wait()
        try:
            return act()
        except IllegalStep as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(play, acts))


@pytest.mark.django_db(transaction=True)
def test_one_phone_has_one_vote_however_often_it_is_sent_at_once():
    poll = make_poll()
    choices = options(poll)
    at_once(*[lambda pk=pk: polls.vote(poll.pk, device="d", choice=[pk]) for pk in choices])
    assert poll.votes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_vote_comes_in_after_the_close():
    for _turn in range(5):
        poll = make_poll()
        first = options(poll)[0]

        def close(poll=poll):
            polls.move_poll(poll.pk, Stage.CLOSED)
            return poll.votes.count()

        def send(number, poll=poll, first=first):
            polls.vote(poll.pk, device=f"d{number}", choice=[first])
            return True

        left, *sent = at_once(close, *[lambda n=n, send=send: send(n) for n in range(4)])
        assert poll.votes.count() == left == sent.count(True)
