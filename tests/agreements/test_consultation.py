"""Consultation: who is asked, who says what, what is done with it, and who may see it."""

import datetime
import threading
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import actions
from agreements.models import Advice, Agreement, Comment, Participant
from network import todo
from tests import factories
from tests.agreements import make
from zenderen.lib.access import granted

Status = Agreement.Status


@pytest.fixture
def consulted(manager, organisation, organisation2, executive, executive2, advisory_body, adviser, run_jobs):
    """A text on which the partners and one council can comment, with its mail sent."""
    agreement = make.consulted(manager, organisation, organisation2, bodies=[advisory_body])
    run_jobs()
    return agreement


@pytest.fixture
def version(consulted):
    return consulted.version


def page_of(version):
    return reverse("agreements:consultation", args=[version.agreement_id, version.number])


def start(client, agreement, **data):
    until = (timezone.localdate() + datetime.timedelta(days=10)).isoformat()
    return client.post(reverse("agreements:consultation_start", args=[agreement.pk]), {"until": until, **data})


def later(days):
    return timezone.now() + datetime.timedelta(days=days)


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_a_consultation_fixes_the_text_and_tells_who_is_asked(
    as_user, manager, draft, executive, executive2, member, adviser, advisory_body, outsider, run_jobs
):
    response = start(as_user(manager), draft, bodies=[advisory_body.pk])
    draft.refresh_from_db()
    version = draft.version
    assert response["Location"] == page_of(version)
    assert (draft.status, version.is_frozen) == (Status.CONSULTATION, True)
    run_jobs()
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {executive.email, executive2.email, member.email, adviser.email}
    assert page_of(version) in told[member.email].body
    assert advisory_body.name in told[adviser.email].body
    for person in (executive, member, adviser):
        assert "comment_agreement" in granted(person, draft)
        assert as_user(person).get(page_of(version)).status_code == 200
    assert as_user(outsider).get(page_of(version)).status_code == 404
    article = version.articles.first()
    data = {"title": "Anders", "body": "Anders", "edition": 1}
    page = as_user(manager).post(f"{draft.get_absolute_url()}artikelen/{article.pk}/", data)
    assert page.context["form"].errors
    assert [event.event for event in draft.events.exclude(event="read")] == ["created", "consulted"]
    assert draft.events.filter(event="read", actor=member.pk).exists()


@pytest.mark.parametrize("until", ["", "2020-01-01", "gisteren"])
def test_a_day_that_is_over_is_refused_at_the_field(as_user, manager, draft, until):
    page = start(as_user(manager), draft, until=until)
    assert "until" in page.context["form"].errors
    draft.refresh_from_db()
    assert draft.is_draft


def test_an_empty_text_is_shown_to_nobody(as_user, manager):
    agreement = make.draft(manager, articles=())
    page = start(as_user(manager), agreement).content.decode()
    assert "geen artikel" in page
    assert "geen partij" in page
    with pytest.raises(actions.NotReady):
        actions.consult(agreement, until=timezone.localdate(), bodies=[], by=manager)


def test_starting_twice_is_refused(manager, consulted):
    with pytest.raises(actions.Overtaken):
        actions.consult(consulted, until=timezone.localdate(), bodies=[], by=manager)


def test_more_time_and_another_council(as_user, manager, consulted, version, advisory_body, adviser, run_jobs):
    council = factories.BodyFactory(name="Ondernemingsraad", slug="or", kind="advisory")
    seat = factories.SeatFactory(body=council)
    mail.outbox.clear()
    until = timezone.localdate() + datetime.timedelta(days=30)
    client = as_user(manager)
    assert (
        advisory_body.name
        not in client.get(reverse("agreements:consultation_start", args=[consulted.pk])).content.decode()
    )
    start(client, consulted, until=until.isoformat(), bodies=[council.pk])
    version.refresh_from_db()
    assert version.consulted_until == until
    assert set(version.advices.values_list("due_on", flat=True)) == {until}
    run_jobs()
    assert [message.to[0] for message in mail.outbox] == [seat.user.email]
    assert as_user(seat.user).get(page_of(version)).status_code == 200


# --- Comments -------------------------------------------------------------------------------------------------------


def test_a_comment_stands_with_its_article_and_its_organisation(as_user, version, executive, organisation):
    client = as_user(executive)
    response = client.post(page_of(version), {"article": 2, "text": "Kan dit <b>korter</b>?"})
    assert response["Location"] == f"{page_of(version)}#artikel-2"
    comment = Comment.objects.get()
    assert (comment.article, comment.on_behalf_of, comment.author_name) == (2, organisation.name, executive.name)
    page = client.get(page_of(version)).content.decode()
    assert "Kan dit &lt;b&gt;korter&lt;/b&gt;?" in page
    assert page.index('id="artikel-2"') < page.index(f'id="opmerking-{comment.pk}"')
    client.post(page_of(version), {"article": "", "text": "Over het geheel"})
    assert Comment.objects.filter(article=None).count() == 1


@pytest.mark.parametrize("data", [{"article": 1, "text": ""}, {"article": 99, "text": "Wat ik typte"}])
def test_a_comment_with_an_error_loses_nothing(as_user, version, executive, data):
    page = as_user(executive).post(page_of(version), data)
    assert page.status_code == 200
    assert not Comment.objects.exists()
    assert data["article"] == 99 or page.context["form"].errors


def test_who_only_reads_does_not_comment(as_user, manager, version, outsider, coordinator):
    actions.name_participant(Participant(agreement=version.agreement, user=outsider, role="reader"))
    for person in (outsider, coordinator):
        client = as_user(person)
        assert 'name="text"' not in client.get(page_of(version)).content.decode()
        assert client.post(page_of(version), {"text": "Stiekem"}).status_code == 403
    assert not Comment.objects.exists()


def test_after_the_last_day_nobody_comments_and_nothing_typed_is_lost(as_user, version, executive):
    with time_machine.travel(later(15)):
        client = as_user(executive)
        assert 'name="text"' not in client.get(page_of(version)).content.decode()
        page = client.post(page_of(version), {"article": 1, "text": "Wat ik typte"})
    assert "voorbij" in page.content.decode()
    assert "Wat ik typte" in page.content.decode()
    assert not Comment.objects.exists()


def test_the_last_day_itself_counts(as_user, version, executive):
    with time_machine.travel(later(14)):
        assert as_user(executive).post(page_of(version), {"article": 1, "text": "Nog net"}).status_code == 302


def test_a_comment_typed_in_a_lost_session_is_kept(as_user, version, executive):
    client = as_user()
    client.post(page_of(version), {"article": 1, "text": "Wat ik typte", "_user": executive.pk})
    client.force_login(executive)
    page = client.get(page_of(version)).content.decode()
    assert "Wat ik typte" in page


@pytest.mark.parametrize(("outcome", "words"), [("taken_over", "Overgenomen"), ("answered", "Beantwoord")])
def test_a_comment_is_answered_once_and_its_author_told_once(
    as_user, manager, version, executive, run_jobs, outcome, words
):
    comment = actions.comment(version, article=1, text="Korter?", by=executive)
    mail.outbox.clear()
    client = as_user(manager)
    url = reverse("agreements:comment_answer", args=[version.agreement_id, comment.pk])
    assert "Korter?" in client.get(url).content.decode()
    assert client.post(url, {"outcome": outcome, "answer": ""}).context["form"].errors
    assert client.post(url, {"outcome": outcome, "answer": "Dat doen we."})["Location"].endswith(
        f"#opmerking-{comment.pk}"
    )
    assert client.post(url, {"outcome": outcome, "answer": "Nog eens"}).status_code == 409
    run_jobs()
    assert [message.to for message in mail.outbox] == [[executive.email]]
    assert "Dat doen we." in mail.outbox[0].body
    assert words in mail.outbox[0].body
    page = as_user(executive).get(page_of(version)).content.decode()
    assert "Dat doen we." in page
    assert words in page


def test_a_secretary_answers_too_and_a_partner_does_not(as_user, version, executive, outsider):
    actions.name_participant(Participant(agreement=version.agreement, user=outsider, role="secretary"))
    comment = actions.comment(version, article=1, text="Korter?", by=executive)
    url = reverse("agreements:comment_answer", args=[version.agreement_id, comment.pk])
    assert as_user(executive).get(url).status_code == 403
    assert as_user(outsider).post(url, {"outcome": "answered", "answer": "Nee."}).status_code == 302


def at_once(*acts):
    """Run these at the same moment, each on its own connection; how many were told that they came too late."""
    barrier, refused = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except actions.Overtaken as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


@pytest.mark.django_db(transaction=True)
def test_what_two_people_do_at_once_happens_once(manager, draft, executive, executive2, adviser, advisory_body):
    until = timezone.localdate() + datetime.timedelta(days=5)
    start_it = partial(actions.consult, draft, until=until, bodies=[advisory_body], by=manager)
    assert at_once(start_it, start_it) == 1
    version = Agreement.objects.get(pk=draft.pk).version
    advice, comment = version.advices.get(), actions.comment(version, article=1, text="Korter?", by=executive)
    answer = partial(actions.answer_comment, comment, outcome="answered", by=manager)
    assert at_once(partial(answer, answer="een"), partial(answer, answer="twee")) == 1
    give = partial(actions.give_advice, advice, by=adviser)
    assert at_once(partial(give, text="Positief."), partial(give, text="Negatief.")) == 1
    respond = partial(actions.respond_to_advice, advice, by=manager)
    assert at_once(partial(respond, response="een"), partial(respond, response="twee")) == 1
    close = partial(actions.close_consultation, draft, by=manager)
    assert at_once(close, close) == 1
    assert [event.event for event in draft.events.all()] == ["created", "consulted", "consultation_closed"]


@pytest.mark.django_db(transaction=True)
def test_a_text_that_is_being_fixed_takes_no_annex_more(manager, draft, executive, executive2):
    """Either the annex belongs to what others were asked about, or it was refused; never neither."""
    until = timezone.localdate() + datetime.timedelta(days=5)
    refused = at_once(
        partial(actions.consult, draft, until=until, bodies=[], by=manager), partial(make.annex, draft, by=manager)
    )
    version = Agreement.objects.get(pk=draft.pk).version
    assert len(version.content["annexes"]) == version.annexes.count() == 1 - refused


# --- Advice ---------------------------------------------------------------------------------------------------------


def test_a_council_gives_one_advice_and_hears_what_was_done(
    as_user, manager, version, adviser, advisory_body, run_jobs
):
    advice = version.advices.get()
    colleague = factories.SeatFactory(body=advisory_body).user
    assert [task.url for task in todo.for_user(adviser)] == [page_of(version)]
    assert todo.for_user(adviser)[0].due == advice.due_on
    url = reverse("agreements:advice_give", args=[version.agreement_id, advice.pk])
    client = as_user(adviser)
    assert url in client.get(page_of(version)).content.decode()
    assert client.post(url, {"text": ""}).context["form"].errors
    assert client.post(url, {"text": "Positief, mits."}).status_code == 302
    assert as_user(colleague).get(url).status_code == 409
    assert todo.for_user(adviser) == []
    advice.refresh_from_db()
    assert (advice.text, advice.given_by_name) == ("Positief, mits.", adviser.name)
    mail.outbox.clear()
    respond = reverse("agreements:advice_respond", args=[version.agreement_id, advice.pk])
    assert as_user(manager).post(respond, {"response": "Overgenomen in artikel 2."}).status_code == 302
    assert as_user(manager).post(respond, {"response": "Nog eens"}).status_code == 409
    run_jobs()
    assert [message.to for message in mail.outbox] == [[adviser.email]]
    assert "Overgenomen in artikel 2." in client.get(page_of(version)).content.decode()


def test_only_who_sits_in_the_council_advises(as_user, version, executive, manager, member):
    url = reverse("agreements:advice_give", args=[version.agreement_id, version.advices.get().pk])
    for person in (executive, manager, member):
        assert as_user(person).get(url).status_code == 403


def test_a_late_advice_is_still_taken_until_the_consultation_is_closed(as_user, manager, consulted, version, adviser):
    url = reverse("agreements:advice_give", args=[consulted.pk, version.advices.get().pk])
    with time_machine.travel(later(20)):
        client = as_user(adviser)
        assert client.get(url).status_code == 200
        assert "Te laat" in as_user(manager).get(page_of(version)).content.decode()
        actions.close_consultation(consulted, by=manager)
        assert client.post(url, {"text": "Te laat"}).status_code == 409
    assert not Advice.objects.get().is_given


# --- Afterwards -----------------------------------------------------------------------------------------------------


def test_the_manager_closes_it_and_opens_the_same_text(as_user, manager, consulted, version, executive):
    client = as_user(manager)
    close = reverse("agreements:consultation_close", args=[consulted.pk])
    assert client.post(close)["Location"] == page_of(version)
    assert client.post(close).status_code == 409
    text = version.text
    page = client.get(page_of(version)).content.decode()
    assert reverse("agreements:agreement_open", args=[consulted.pk]) in page
    assert reverse("agreements:version_new", args=[consulted.pk]) in page
    signing = make.opened(consulted, manager)
    assert (signing.status, signing.version.number, signing.version.text) == (Status.SIGNING, 1, text)
    assert as_user(executive).get(page_of(version)).status_code == 200
    assert as_user(executive).post(page_of(version), {"article": 1, "text": "Toch nog"}).status_code == 200
    assert not Comment.objects.exists()


def test_4_the_comments_are_worked_into_a_new_version_and_stay_with_the_old(
    as_user, manager, consulted, version, executive
):
    """Requirement 4: who commented sees, word by word, what became of the text; the comment stays where it was made."""
    actions.comment(version, article=1, text="Korter?", by=executive)
    actions.close_consultation(consulted, by=manager)
    draft = actions.new_version(consulted, by=manager, reason="Opmerkingen verwerkt")
    article = draft.articles.get(number=2)
    article.body = article.body.replace("de rol", "zijn rol")
    article.save(update_fields=["body"])
    compare = reverse("agreements:version_compare", args=[consulted.pk, 1, 2])
    assert as_user(executive).get(compare).status_code == 404
    consulted.refresh_from_db()
    actions.consult(consulted, until=timezone.localdate() + datetime.timedelta(days=5), bodies=[], by=manager)
    page = as_user(executive).get(compare).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert page.count('<details class="compared-same"') >= 1
    assert not draft.comments.exists()
    assert version.comments.count() == 1
    assert "Korter?" in as_user(executive).get(page_of(version)).content.decode()


def test_a_comparison_costs_the_same_for_2_and_40_articles(as_user, manager, organisation, organisation2):
    costs = []
    for count in (2, 40):
        articles = [(f"Artikel over {n}", f"Tekst {n}.") for n in range(count)]
        agreement = make.consulted(manager, organisation, organisation2, articles=articles)
        actions.new_version(agreement, by=manager, reason="x")
        url = reverse("agreements:version_compare", args=[agreement.pk, 1, 2])
        client = as_user(manager)
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        costs.append(len(found))
    assert costs[0] == costs[1]


def test_the_page_costs_the_same_with_1_and_3_comments_and_advices(as_user, manager, version, executive):
    costs = []
    client = as_user(executive)
    for count in (1, 2):
        for _time in range(count):
            actions.comment(version, article=1, text="Korter?", by=executive)
            council = factories.BodyFactory(kind="advisory")
            Advice.objects.create(version=version, body=council, asked_by=manager, due_on=timezone.localdate())
        client.get(page_of(version))
        with CaptureQueriesContext(connection) as found:
            client.get(page_of(version))
        costs.append(len(found))
    assert costs[0] == costs[1] <= 20


def test_open_items_are_tasks(manager, consulted, version, executive, executive2, adviser):
    assert [task.url for task in todo.for_user(executive)] == [page_of(version)]
    comment = actions.comment(version, article=1, text="Korter?", by=executive)
    assert todo.for_user(executive) == []
    assert len(todo.for_user(executive2)) == 1
    assert ["1 opmerking" in task.title for task in todo.for_user(manager)] == [True]
    actions.answer_comment(comment, outcome="answered", answer="Nee.", by=manager)
    assert todo.for_user(manager) == []
    with time_machine.travel(later(16)):
        assert [task.title for task in todo.for_user(manager)] == [f"Sluit de consultatie over “{consulted}”"]
        assert todo.for_user(executive2) == []
    actions.close_consultation(consulted, by=manager)
    assert [todo.for_user(person) for person in (manager, executive2, adviser)] == [[], [], []]


def test_tasks_cost_the_same_with_1_and_3_consultations(
    manager, executive, organisation, organisation2, advisory_body, adviser
):
    costs = []
    for count in (1, 2):
        for number in range(count):
            made = make.consulted(
                manager, organisation, organisation2, bodies=[advisory_body], title=f"A{count}{number}"
            )
            actions.comment(made.version, article=1, text="x", by=make.executive(organisation2))
        for person in (manager, executive, adviser):
            todo.for_user(person)
        with CaptureQueriesContext(connection) as found:
            for person in (manager, executive, adviser):
                todo.for_user(person)
        costs.append(len(found))
    assert costs[0] == costs[1]


def test_withdrawn_in_consultation_nobody_comments(as_user, manager, consulted, version, executive):
    actions.withdraw(consulted, by=manager, reason="Gaat niet door")
    assert 'name="text"' not in as_user(executive).get(page_of(version)).content.decode()
    with pytest.raises(actions.Overtaken):
        actions.comment(version, article=1, text="x", by=executive)
    assert todo.for_user(executive) == []


def test_a_version_without_a_consultation_leads_to_the_agreement(as_user, manager, draft):
    assert as_user(manager).get(page_of(draft.version))["Location"] == draft.get_absolute_url()
