"""Input rounds: taking part on a phone, the screen in the hall, the harvest, and following it by a code."""

import csv
import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network import actions, devices
from network.actions import rounds
from network.models import Action, Contribution, InputRound, Stage
from tests.network.make_input import hidden, make_contribution, make_round
from zenderen.lib.states import IllegalStep


def url(name, row, *more):
    return reverse(f"network:input_{name}", args=[row.code, *more])


def form_of(client, row, texts, **more):
    """What a browser sends after these texts were typed: question → text."""
    fields = hidden(client.get(url("answer", row)), "key", "device")
    questions = list(row.questions.all())
    return {**fields, **{f"text_{questions[place].pk}": text for place, text in texts.items()}, **more}


@pytest.fixture
def round_(db):
    return make_round()


# --- On a phone -----------------------------------------------------------------------------------------------------


def test_a_phone_answers_without_an_account_and_looking_leaves_no_mark(round_):
    phone = Client()
    phone.get(url("answer", round_))
    assert devices.COOKIE not in phone.cookies
    response = phone.post(url("answer", round_), form_of(phone, round_, {0: "Korte lijnen", 2: "Tijd"}))
    assert response.url == f"{url('answer', round_)}#uw-inbreng"
    cookie = phone.cookies[devices.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    rows = list(Contribution.objects.order_by("question"))
    assert [(row.text, row.question.colour, row.standing) for row in rows] == [
        ("Korte lijnen", "green", "shown"),
        ("Tijd", "blue", "shown"),
    ]
    assert len({row.code for row in rows}) == 1
    assert cookie.value.split(":")[0] not in {row.device for row in rows}
    page = phone.get(url("answer", round_)).content.decode()
    assert "Korte lijnen" in page
    assert rows[0].code in page


def test_another_round_knows_the_same_phone_by_another_hash(round_):
    other, phone = make_round(title="Nog een"), Client()
    for row in (round_, other):
        phone.post(url("answer", row), form_of(phone, row, {0: "Hetzelfde"}))
    assert len(set(Contribution.objects.values_list("device", flat=True))) == 2


def test_the_same_form_sent_again_changes_nothing_even_when_its_answer_got_lost(round_):
    phone, again = Client(), Client()
    data = form_of(phone, round_, {0: "Korte lijnen"})
    again.cookies = phone.cookies.copy()  # the answer got lost, so the browser has no key yet
    assert phone.post(url("answer", round_), data).status_code == 302
    assert again.post(url("answer", round_), data).status_code == 302
    assert phone.post(url("answer", round_), data).status_code == 302
    assert Contribution.objects.count() == 1
    assert again.cookies[devices.COOKIE].value == phone.cookies[devices.COOKIE].value


def test_the_same_form_with_other_words_is_another_contribution(round_):
    phone = Client()
    data = form_of(phone, round_, {0: "Korte lijnen"})
    phone.post(url("answer", round_), data)
    name = f"text_{round_.questions.first().pk}"
    phone.post(url("answer", round_), {**data, name: "Wijkteams"})
    assert set(Contribution.objects.values_list("text", flat=True)) == {"Korte lijnen", "Wijkteams"}
    assert len(set(Contribution.objects.values_list("code", flat=True))) == 1


def test_a_question_takes_no_more_than_its_most_and_what_was_typed_stays(round_):
    round_.most = 1
    round_.save(update_fields=["most"])
    phone = Client()
    data = form_of(phone, round_, {0: "Een"})
    phone.post(url("answer", round_), data)
    page = phone.get(url("answer", round_)).content.decode()
    assert f'name="text_{round_.questions.first().pk}"' not in page
    name = f"text_{round_.questions.first().pk}"
    response = phone.post(url("answer", round_), {**data, name: "Twee"})
    assert "U hebt bij deze vraag alles ingebracht wat één telefoon kan inbrengen." in response.content.decode()
    assert "Twee" in response.content.decode()
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 401])
def test_nothing_or_too_much_is_refused(round_, text):
    phone = Client()
    response = phone.post(url("answer", round_), form_of(phone, round_, {0: text}))
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Contribution.objects.exists()


def test_a_form_that_no_page_of_ours_made_is_refused(round_):
    data = {"key": "x", f"text_{round_.questions.first().pk}": "Hoi"}
    assert Client().post(url("answer", round_), {**data, devices.FIELD: "forged"}).status_code == 400
    assert Client().post(url("answer", round_), data).status_code == 400
    assert not Contribution.objects.exists()


def test_own_words_are_changed_looked_at_again_and_taken_back(round_):
    round_.is_moderated = True
    round_.save(update_fields=["is_moderated"])
    phone, stranger = Client(), Client()
    phone.post(url("answer", round_), form_of(phone, round_, {0: "Eerst"}))
    own = Contribution.objects.get()
    assert own.standing == "waiting"
    rounds.judge(round_, [own.pk], Contribution.Standing.SHOWN)
    for path in (url("change", round_, own.pk), url("take_back", round_, own.pk)):
        stranger.post(path, {"text": "Gekaapt"})
    own.refresh_from_db()
    assert (own.text, own.standing) == ("Eerst", "shown")
    assert stranger.get(url("change", round_, own.pk)).status_code == 404
    phone.post(url("change", round_, own.pk), {"text": "Later"})
    own.refresh_from_db()
    assert (own.text, own.standing) == ("Later", "waiting")
    phone.post(url("take_back", round_, own.pk))
    phone.post(url("take_back", round_, own.pk))
    assert not Contribution.objects.exists()


def test_a_closed_round_keeps_what_it_has_and_takes_nothing(round_):
    phone = Client()
    data = form_of(phone, round_, {0: "Op tijd"})
    phone.post(url("answer", round_), data)
    own = Contribution.objects.get()
    late = form_of(phone, round_, {1: "Te laat"})
    rounds.move_round(round_.pk, Stage.CLOSED)
    page = phone.post(url("answer", round_), late).content.decode()
    assert "Te laat" in page
    assert "Deze ronde is gesloten" in page
    phone.post(url("take_back", round_, own.pk))
    changed = phone.post(url("change", round_, own.pk), {"text": "Anders"})
    assert "Anders" in changed.content.decode()
    own.refresh_from_db()
    assert own.text == "Op tijd"
    assert Contribution.objects.count() == 1


def test_a_round_in_preparation_does_not_exist_for_others(as_user, manager, member):
    row = make_round(status="draft")
    unknown = reverse("network:input_answer", args=["bestaatniet"])
    for client in (Client(), as_user(member)):
        assert client.get(url("answer", row)).status_code == client.get(unknown).status_code == 404
        assert client.post(url("answer", row), {}).status_code == 404
        assert client.get(reverse("network:input_list"), {"code": row.code}).status_code == 200
    assert as_user(manager).get(url("answer", row)).status_code == 200


def test_code_leads_to_the_round_however_it_is_typed(round_):
    typed = f" {round_.code[:2].upper()}-{round_.code[2:]} "
    assert Client().get(reverse("network:input_list"), {"code": typed}).url == url("answer", round_)
    own = make_contribution(round_)
    follow = Client().get(reverse("network:input_list"), {"code": own.code}).url
    assert follow == f"{reverse('network:input_follow')}?code={own.code}"
    page = Client().get(reverse("network:input_list"), {"code": "weetniet"}).content.decode()
    assert "Er is niets met deze code" in page


def test_looking_and_answering_cost_few_queries(round_):
    phone = Client()
    with CaptureQueriesContext(connection) as looking:
        data = form_of(phone, InputRound.objects.get(), {0: "Een", 1: "Twee", 2: "Drie"})
    assert len(looking) <= 5  # two of them are this test's own
    with CaptureQueriesContext(connection) as answering:
        phone.post(url("answer", round_), data)
    assert len(answering) <= 8


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
def test_the_same_form_sent_at_once_is_one_row():
    row = make_round()
    question = row.questions.first()
    for turn in range(5):
        said = {"device": f"d{turn}", "key": "k", "texts": {question.pk: "Samen"}, "audience": ""}
        assert at_once(*[lambda said=said: rounds.contribute(row.pk, **said)] * 4) == [None] * 4
    assert Contribution.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_one_phone_never_gets_past_the_most():
    row = make_round(most=2)
    question = row.questions.first()
    said = [{"device": "d", "key": "k", "texts": {question.pk: f"Tekst {n}"}, "audience": ""} for n in range(5)]
    outcome = at_once(*[lambda each=each: rounds.contribute(row.pk, **each) for each in said])
    assert Contribution.objects.count() == 2
    assert sum(isinstance(each, IllegalStep) for each in outcome) == 3
    assert len(set(Contribution.objects.values_list("code", flat=True))) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_comes_in_after_the_close():
    for turn in range(5):
        row = make_round(title=f"Ronde {turn}")
        question = row.questions.first()

        def close(row=row):
            rounds.move_round(row.pk, Stage.CLOSED)
            return Contribution.objects.filter(question__round=row).count()

        def send(row=row, question=question, number=0):
            rounds.contribute(row.pk, device=f"d{number}", key="k", texts={question.pk: "Ik"}, audience="")
            return True

        left, *sent = at_once(close, *[lambda n=n, send=send: send(number=n) for n in range(4)])
        assert Contribution.objects.filter(question__round=row).count() == left == sent.count(True)


@pytest.mark.django_db(transaction=True)
def test_insights_made_at_once_get_a_place_each():
    row = make_round()
    cards = [make_contribution(row, f"Kaart {n}") for n in range(4)]
    at_once(*[lambda card=card: rounds.merge(row, [card.pk], into=None, title=card.text) for card in cards])
    assert sorted(row.insights.values_list("order", flat=True)) == [0, 1, 2, 3]


# --- The screen in the hall -----------------------------------------------------------------------------------------


def test_screen_shows_what_comes_in_and_moves_only_then(as_user, manager, round_):
    client = as_user(manager)
    make_contribution(round_, "Eerste kaart")
    make_contribution(round_, "Wacht nog", standing="waiting")
    make_contribution(round_, "Verborgen", standing="hidden")
    page = client.get(url("screen", round_)).content.decode()
    assert "Eerste kaart" in page
    assert "Wacht nog" not in page
    assert "Verborgen" not in page
    assert round_.code in page
    again = re.search(r'data-hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    htmx = {"headers": {"HX-Request": "true"}}
    assert client.get(again, **htmx).status_code == 204
    make_contribution(round_, "Tweede kaart")
    fresh = client.get(again, **htmx).content.decode()
    assert "Tweede kaart" in fresh
    assert fresh.count("note-new") == 1


def test_cards_that_do_not_fit_take_turns_and_every_card_gets_one(round_):
    from network.views.harvest import _columns

    for number in range(11):
        make_contribution(round_, f"Kaart {number}")
    seen = {card.text for turn in range(3) for card in _columns(round_, turn=turn)[0]["cards"]}
    assert len(seen) == 11
    newest = [card.text for card in _columns(round_, turn=1)[0]["cards"]][:2]
    assert newest == ["Kaart 10", "Kaart 9"]


@pytest.mark.parametrize("number", [1, 3])
def test_screen_asks_the_same_of_the_database_for_one_card_and_for_three(as_user, manager, round_, number):
    client = as_user(manager)
    for each in range(number):
        make_contribution(round_, f"Kaart {each}")
    client.get(url("screen", round_))
    with CaptureQueriesContext(connection) as queries:
        client.get(url("screen", round_))
    assert len(queries) <= 7


# --- The facilitator ------------------------------------------------------------------------------------------------


def three_rows(**more):
    return {"title": "Nieuwe ronde", "most": "3", "edition": "1", "conference": "", "introduction": "", **more}


def test_manager_makes_opens_and_closes_a_round(as_user, manager):
    client = as_user(manager)
    page = client.get(reverse("network:input_add")).content.decode()
    assert "hoop en energie" in page
    wrong = client.post(reverse("network:input_add"), three_rows())
    assert "question_0" in wrong.context["form"].errors
    questions = {"question_0": "Wat helpt?", "colour_0": "green", "question_2": "En dan?", "colour_2": "blue"}
    client.post(reverse("network:input_add"), three_rows(**questions))
    row = InputRound.objects.get()
    assert [(each.text, each.colour) for each in row.questions.all()] == [("Wat helpt?", "green"), ("En dan?", "blue")]
    assert row.status == "draft"
    for to, status in (("open", "open"), ("closed", "closed"), ("draft", "closed"), ("open", "open")):
        client.post(url("move", row), {"to": to})
        row.refresh_from_db()
        assert row.status == status


@pytest.mark.parametrize("start", Stage)
@pytest.mark.parametrize("end", Stage)
def test_every_step_of_a_round(db, start, end):
    row = make_round(status=start)
    allowed = (start, end) in {("draft", "open"), ("open", "closed"), ("closed", "open")}
    try:
        rounds.move_round(row.pk, end)
    except IllegalStep:
        assert not allowed
    else:
        assert allowed


def test_a_round_without_a_question_does_not_open(db):
    with pytest.raises(IllegalStep):
        rounds.move_round(make_round(status="draft", questions=()).pk, Stage.OPEN)


def test_a_question_that_was_answered_stays(as_user, manager, round_):
    make_contribution(round_)
    client = as_user(manager)
    form = client.get(url("edit", round_)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name not in ("is_moderated",)}
    refused = client.post(url("edit", round_), {**data, "question_0": ""})
    assert "question_0" in refused.context["form"].errors
    assert client.post(url("edit", round_), {**data, "question_0": "Anders", "question_1": ""}).status_code == 302
    assert [each.text for each in round_.questions.all()] == ["Anders", "Wat is er nodig?"]
    assert Contribution.objects.get().question.text == "Anders"


def test_moderating_merging_and_taking_out(as_user, manager, round_):
    client = as_user(manager)
    first, second, third = (make_contribution(round_, text, standing="waiting") for text in ("Een", "Twee", "Drie"))
    other = make_contribution(make_round(title="Andere"), "Elders")

    def act(name, *cards, **more):
        return client.post(url("harvest", round_), {"act": name, "chosen": [card.pk for card in cards], **more})

    act("show", first)
    act("hide", second)
    assert [row.standing for row in Contribution.objects.order_by("pk")][:3] == ["shown", "hidden", "waiting"]
    assert act("merge", first).context["form"].errors.keys() == {"title"}
    assert "Vink eerst een bijdrage aan." in act("show").content.decode()
    assert act("show", other).context["form"].errors.keys() == {"chosen"}
    act("merge", first, third, title="Samen sterker")
    insight = round_.insights.get()
    assert set(insight.contributions.all()) == {first, third}
    third.refresh_from_db()
    assert third.standing == "shown"
    act("merge", second, insight=insight.pk)
    act("loosen", first)
    assert set(insight.contributions.all()) == {second, third}
    client.post(reverse("network:insight_edit", args=[insight.pk]), {"title": "Sterker", "text": "", "edition": 1})
    insight.refresh_from_db()
    assert insight.title == "Sterker"
    client.post(reverse("network:insight_remove", args=[insight.pk]))
    assert Contribution.objects.of_round(round_.pk).count() == 3


@pytest.mark.parametrize("number", [1, 3])
def test_harvest_asks_the_same_of_the_database_for_one_and_for_three(as_user, manager, member, round_, number):
    client = as_user(manager)
    for each in range(number):
        card = make_contribution(round_, f"Kaart {each}")
        insight = rounds.merge(round_, [card.pk], into=None, title=f"Inzicht {each}")
        follow_up(insight, member, manager)
    client.get(url("harvest", round_))
    with CaptureQueriesContext(connection) as queries:
        client.get(url("harvest", round_))
    assert len(queries) <= 14


def test_export_tells_nothing_of_phones(as_user, manager, round_):
    own = make_contribution(round_, "=1+1", audience="residents")
    rounds.merge(round_, [own.pk], into=None, title="Rekenen")
    response = as_user(manager).get(url("export", round_))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["'=1+1", "Wat geeft hoop?", "Groen", "Inwoners", "Getoond", "Rekenen"]
    assert own.device not in response.content.decode()
    assert own.code not in response.content.decode()
    sheet = as_user(manager).get(url("export", round_), {"als": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")


# --- What became of it ----------------------------------------------------------------------------------------------


def follow_up(insight, owner, by, classification="public", title="Wijkteam starten"):
    facts = {"title": title, "owner": owner, "due_on": timezone.localdate(), "classification": classification}
    return rounds.follow_up(insight.pk, by=by, **facts)


def test_insight_gets_an_action_and_the_contributor_follows_it_by_code(as_user, manager, member, round_):
    phone = Client()
    phone.post(url("answer", round_), form_of(phone, round_, {0: "Korte lijnen"}))
    own = Contribution.objects.get()
    insight = rounds.merge(round_, [own.pk], into=None, title="Kort bij elkaar")
    path = reverse("network:insight_action", args=[insight.pk])
    due_on = timezone.localdate().isoformat()
    data = {"title": "Wijkteam starten", "owner": member.pk, "due_on": due_on, "classification": "public"}
    assert as_user(manager).post(path, data).url == url("harvest", round_)
    follow_up(insight, member, manager, "confidential", title="Geheim plan")
    action = Action.objects.get(title="Wijkteam starten")
    assert (action.owner, action.created_by) == (member, manager)

    follow = reverse("network:input_follow")
    before = Client().get(follow, {"code": own.code}).content.decode()
    assert "Wijkteam starten" not in before  # as long as the round is open nothing is settled
    rounds.move_round(round_.pk, Stage.CLOSED)
    actions.close(action.pk, outcome="Het team is er.")
    for page in (Client().get(follow, {"code": own.code}), Client().get(url("answer", round_))):
        html = page.content.decode()
        assert "Kort bij elkaar" in html
        assert "Wijkteam starten" in html
        assert "Het team is er." in html
        assert "Medisch Centrum Voorbeeld" in html
        assert member.name not in html
        assert "Geheim plan" not in html
    assert member.name in as_user(member).get(url("answer", round_)).content.decode()
    assert "Er is niets met deze code" in Client().get(follow, {"code": "nietvanmij"}).content.decode()


def test_what_was_hidden_is_read_by_nobody_but_its_writer(round_):
    shown, secret = make_contribution(round_, "Voor allen"), make_contribution(round_, "Scheldwoord", standing="hidden")
    rounds.merge(round_, [shown.pk, secret.pk], into=None, title="Inzicht")
    rounds.move_round(round_.pk, Stage.CLOSED)
    page = Client().get(url("answer", round_)).content.decode()
    assert "Voor allen" in page
    assert "Scheldwoord" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_outcome_and_lists_ask_the_same_for_one_and_for_three(member, manager, number):
    for place in range(number):
        row = make_round(title=f"Ronde {place}")
    for place in range(number):
        card = make_contribution(row, f"Kaart {place}", code="mijncodeabc")
        follow_up(rounds.merge(row, [card.pk], into=None, title=f"Inzicht {place}"), member, manager)
    InputRound.objects.update(status="closed")
    for path, data, most in (
        (url("answer", row), {}, 9),
        (reverse("network:input_follow"), {"code": "mijncodeabc"}, 6),
        (reverse("network:input_list"), {}, 2),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path, data).status_code == 200
        assert len(queries) <= most, path


def test_public_action_can_be_edited_and_stays_public(as_user, manager, member, round_):
    insight = rounds.merge(round_, [make_contribution(round_).pk], into=None, title="Inzicht")
    action = follow_up(insight, member, manager)
    page = as_user(manager).get(reverse("network:action_edit", args=[action.pk]))
    assert ("public" in dict(page.context["form"].fields["classification"].choices)) is True
