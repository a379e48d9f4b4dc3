"""Out of bandwidth: found by the portal itself, told to the client, and open until the client decides."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from network import todo
from projects import actions, bandwidth
from projects.models import Breach, Project
from projects.tasks import check_bandwidth
from tests.projects.make import make_project, make_update
from tests.projects.test_actions import race
from zenderen.lib.states import IllegalStep

TODAY = timezone.localdate()


def days(number):
    return TODAY + datetime.timedelta(days=number)


@pytest.fixture
def agreed(theme, chair, project_manager, support, organisation):
    """Ends in four weeks and may be two later, costs 10.000 and may cost 1.000 more, in four neighbourhoods."""
    return make_project(
        theme,
        title="Thuis na ontslag",
        classification="public",
        manager=project_manager,
        deputy=support,
        partners=[(organisation, "")],
        ends_on=days(28),
        time_tolerance=2,
        budget=10_000,
        money_tolerance=1_000,
        scope="Vier wijken.",
    )


def report(project, **fields):
    """A report that the manager submits; the one before it was accepted."""
    project.updates.unfinished().update(status="accepted", submitted_at=timezone.now(), decided_at=timezone.now())
    update = make_update(project, by=project.manager, **fields)
    actions.submit(update.pk, by=project.manager)
    return update


def to(name, project, **rows):
    return reverse(f"projects:{name}", kwargs={"slug": project.slug, **rows})


def tasks(person):
    return [task.url for task in todo.for_user(person)]


def test_which_agreement_fixes_it_is_told_to_who_takes_part(agreed, as_user, member, executive2, client):
    bandwidth.take_over(
        agreed.pk, fields={"time_tolerance": 3}, source="Geheime afspraak", address="/overeenkomsten/7/"
    )
    page = f"/projecten/{agreed.slug}/"
    assert "Geheime afspraak" in as_user(member).get(page).content.decode()
    for stranger in (client, as_user(executive2)):
        for address in (page, f"{page}bandbreedte/"):
            answer = stranger.get(address).content.decode()
            assert "Geheime afspraak" not in answer
            assert "/overeenkomsten/7/" not in answer


@pytest.mark.parametrize("kind", ["time", "money"])
def test_a_limit_in_words_is_shown_as_it_is_and_can_be_decided_on(kind, agreed, chair, as_user):
    breach = Breach.objects.create(project=agreed, kind=kind, agreed="4 weken", expected="9 weken")
    page = as_user(chair).get(breach.get_absolute_url()).content.decode()
    assert "4 weken" in page
    assert "9 weken" in page
    until = {"time": days(90).isoformat(), "money": "20000"}[kind]
    data = {"decision": "accept", "reason": "Het mag.", "until": until}
    assert as_user(chair).post(to("breach_decide", agreed, row=breach.pk), data).status_code == 302
    breach.refresh_from_db()
    assert breach.allows(until)
    assert not breach.allows("9 weken")


@pytest.mark.parametrize("status", ["stopped", "embedded"])
def test_a_report_on_a_project_that_is_over_asks_no_decision(agreed, status):
    Project.objects.filter(pk=agreed.pk).update(status=status)
    report(Project.objects.get(pk=agreed.pk), expected_end=days(90), expected_cost=99_000)
    assert not agreed.breaches.exists()


# --- Detection ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, []),
        ({"expected_end": days(42)}, []),
        ({"expected_end": days(43)}, ["time"]),
        ({"expected_cost": 11_000}, []),
        ({"expected_cost": 11_001}, ["money"]),
        ({"scope_change": "Een vijfde wijk."}, ["scope"]),
        ({"scope_change": "  "}, []),
        ({"expected_end": days(90), "expected_cost": 99_999, "scope_change": "Meer."}, ["money", "scope", "time"]),
    ],
)
def test_report_is_compared_with_the_bandwidth(fields, kinds, agreed):
    report(agreed, **fields)
    assert sorted(agreed.breaches.values_list("kind", flat=True)) == kinds


def test_without_an_agreed_end_or_budget_nothing_is_beyond_it(theme, project_manager):
    project = make_project(theme, manager=project_manager)
    report(project, expected_end=days(900), expected_cost=99_999)
    assert not project.breaches.exists()


def test_client_gets_a_mail_and_a_task_and_everybody_inside_sees_it(
    as_user, agreed, chair, project_manager, manager, member, run_jobs
):
    update = report(agreed, expected_end=days(90))
    breach = agreed.breaches.get()
    assert breach.update == update
    run_jobs()
    (letter,) = [letter for letter in mail.outbox if "bandbreedte" in letter.subject]
    assert letter.to == [chair.email]
    decide = to("breach_decide", agreed, row=breach.pk)
    assert decide in tasks(chair)
    assert decide not in tasks(project_manager) + tasks(manager)
    for person in (chair, project_manager, manager, member):
        assert "Buiten de bandbreedte in tijd" in as_user(person).get(agreed.get_absolute_url()).content.decode()
        assert as_user(person).get(to("breach_list", agreed)).status_code == 200


@pytest.mark.parametrize("person", [None, "outsider", "adviser"])
def test_bandwidth_that_was_left_is_no_news_for_outsiders(person, request, as_user, agreed):
    report(agreed, expected_cost=50_000)
    someone = as_user(request.getfixturevalue(person) if person else None)
    assert "50.000" not in someone.get(agreed.get_absolute_url()).content.decode()
    assert someone.get(to("breach_list", agreed)).status_code == (403 if person else 302)


def test_breach_grows_and_says_when_a_later_report_is_inside_again(as_user, agreed, chair, run_jobs):
    report(agreed, expected_end=days(50))
    report(agreed, expected_end=days(60))
    breach = agreed.breaches.get()
    assert breach.expected == days(60).isoformat()
    report(agreed)
    breach.refresh_from_db()
    assert breach.inside_since
    assert breach.is_open
    assert "weer binnen de bandbreedte" in as_user(chair).get(to("breach_list", agreed)).content.decode()
    report(agreed, expected_end=days(70))
    breach.refresh_from_db()
    assert breach.inside_since is None
    run_jobs()
    assert len([letter for letter in mail.outbox if "bandbreedte" in letter.subject]) == 1


def test_every_night_the_portal_looks_at_the_calendar(agreed):
    check_bandwidth()
    assert not agreed.breaches.exists()
    Project.objects.filter(pk=agreed.pk).update(ends_on=days(-14))
    check_bandwidth()
    assert not agreed.breaches.exists()
    Project.objects.filter(pk=agreed.pk).update(ends_on=days(-15))
    for _ in range(2):
        check_bandwidth()
    breach = agreed.breaches.get()
    assert (breach.kind, breach.expected, breach.update) == ("time", "", None)
    assert breach.history.count() == 1
    # A report that says nothing about time does not make it true.
    agreed.refresh_from_db()
    report(agreed)
    breach.refresh_from_db()
    assert breach.inside_since is None


@pytest.mark.parametrize("status", ["accepted", "evaluated", "embedded", "stopped"])
def test_calendar_asks_nothing_of_what_does_not_run(status, agreed):
    Project.objects.filter(pk=agreed.pk).update(ends_on=days(-90), status=status)
    check_bandwidth()
    assert not agreed.breaches.exists()


# --- Decisions ------------------------------------------------------------------------------------------------------


def decide(as_user, chair, breach, **data):
    return as_user(chair).post(to("breach_decide", breach.project, row=breach.pk), {"reason": "Het moet.", **data})


def test_allowed_once_it_does_not_come_back_until_it_grows(as_user, agreed, chair, project_manager, run_jobs):
    report(agreed, expected_end=days(60))
    breach = agreed.breaches.get()
    assert decide(as_user, chair, breach, decision="accept").context["form"].errors["until"]
    assert decide(as_user, chair, breach, decision="accept", until=days(59)).context["form"].errors["until"]
    assert decide(as_user, chair, breach, decision="accept", until=days(65)).status_code == 302
    run_jobs()
    assert [letter.to for letter in mail.outbox if "Het moet." in letter.body] == [
        [person.email] for person in sorted(agreed.runners(), key=lambda person: person.pk)
    ]
    report(agreed, expected_end=days(65))
    assert not agreed.breaches.undecided().exists()
    assert not tasks(chair) or to("breach_decide", agreed, row=breach.pk) not in tasks(chair)
    report(agreed, expected_end=days(66))
    assert agreed.breaches.undecided().exists()
    page = as_user(chair).get(to("breach_list", agreed)).content.decode()
    assert "Het moet." in page


def test_adjusted_bandwidth_is_that_of_the_project(as_user, agreed, chair):
    report(agreed, expected_cost=15_000)
    breach = agreed.breaches.get()
    data = {"decision": "adjust", "budget": 13_000, "money_tolerance": 1_000}
    assert decide(as_user, chair, breach, **data).context["form"].errors["budget"]
    assert decide(as_user, chair, breach, **data | {"money_tolerance": 2_000}).status_code == 302
    agreed.refresh_from_db()
    assert (agreed.budget, agreed.money_tolerance) == (13_000, 2_000)
    assert agreed.breaches.get().decision == "adjust"
    report(agreed, expected_cost=15_000)
    assert not agreed.breaches.undecided().exists()


def test_scope_is_adjusted_in_words(as_user, agreed, chair):
    report(agreed, scope_change="Een vijfde wijk.")
    breach = agreed.breaches.get()
    assert decide(as_user, chair, breach, decision="adjust", scope="Vier wijken.").context["form"].errors["scope"]
    decide(as_user, chair, breach, decision="adjust", scope="Vijf wijken.")
    agreed.refresh_from_db()
    assert agreed.scope == "Vijf wijken."


def test_scope_that_was_allowed_is_not_asked_again(as_user, agreed, chair):
    report(agreed, scope_change="Een vijfde wijk.")
    decide(as_user, chair, agreed.breaches.get(), decision="accept")
    report(agreed, scope_change="Een vijfde wijk.")
    assert not agreed.breaches.undecided().exists()
    report(agreed, scope_change="En een zesde.")
    assert agreed.breaches.undecided().exists()


def test_stopping_ends_the_project_and_all_that_waits(as_user, agreed, chair):
    report(agreed, expected_cost=50_000, scope_change="Alles anders.")
    decide(as_user, chair, agreed.breaches.get(kind="money"), decision="stop")
    agreed.refresh_from_db()
    assert agreed.status == "stopped"
    assert {breach.decision for breach in agreed.breaches.all()} == {"stop"}
    assert agreed.status_changes.get().reason == "Het moet."


def test_decision_is_taken_once_and_with_a_reason(as_user, agreed, chair):
    report(agreed, scope_change="Meer.")
    breach = agreed.breaches.get()
    assert decide(as_user, chair, breach, decision="accept", reason=" ").context["form"].errors["reason"]
    decide(as_user, chair, breach, decision="accept")
    response = decide(as_user, chair, breach, decision="stop")
    assert response.status_code == 302
    agreed.refresh_from_db()
    assert agreed.status == "running"


def test_nothing_is_embedded_while_its_bandwidth_waits(agreed, chair):
    report(agreed, scope_change="Meer.")
    Project.objects.filter(pk=agreed.pk).update(status="evaluated")
    with pytest.raises(IllegalStep):
        actions.move(agreed.pk, "embedded", by=chair, reason="Klaar.")


# --- At the same moment ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_ways_of_finding_out_at_once_open_one_breach(theme, chair, project_manager):
    for _ in range(4):
        project = make_project(theme, manager=project_manager, ends_on=days(-30), time_tolerance=1)
        update = make_update(project, by=project_manager, expected_end=days(10))
        done = race(
            lambda pk=update.pk: actions.submit(pk, by=project_manager),
            lambda pk=project.pk: bandwidth.check_today(pk),
        )
        assert done == 2
        assert project.breaches.get().expected == days(10).isoformat()


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_give_exactly_one(theme, chair, project_manager):
    for _ in range(4):
        project = make_project(theme, manager=project_manager)
        breach = Breach.objects.create(project=project, kind="scope", agreed="", expected="Meer.")
        done = race(
            lambda pk=breach.pk: actions.allow(pk, by=chair, reason="Goed.", until="Meer."),
            lambda pk=breach.pk: actions.stop(pk, by=chair, reason="Genoeg."),
        )
        assert done == 1
        breach.refresh_from_db()
        project.refresh_from_db()
        assert (breach.decision == "stop") == (project.status == "stopped")


# --- What an agreement fixed ----------------------------------------------------------------------------------------


@pytest.fixture
def fixed(agreed):
    fields = {"time_tolerance": 3, "scope": "Vier wijken, geen andere."}
    bandwidth.take_over(agreed.pk, fields=fields, source="Overeenkomst, v1", address="/overeenkomsten/1/")
    agreed.refresh_from_db()
    return agreed


def test_bandwidth_of_an_agreement_is_not_changed_in_the_portal(as_user, fixed, chair, manager):
    assert (fixed.time_tolerance, fixed.money_tolerance) == (3, 1_000)
    page = as_user(manager).get(to("project_edit", fixed))
    assert not {"time_tolerance", "money_tolerance", "scope"} & set(page.context["form"].fields)
    assert 'href="/overeenkomsten/1/"' in page.content.decode()
    report(fixed, expected_end=days(90))
    breach = fixed.breaches.get()
    shown = as_user(chair).get(to("breach_decide", fixed, row=breach.pk)).content.decode()
    assert "moeten de partijen de overeenkomst wijzigen" in shown
    answer = decide(as_user, chair, breach, decision="adjust", ends_on=days(200), time_tolerance=3)
    assert answer.context["form"].errors["decision"]
    with pytest.raises(IllegalStep):
        actions.adjust(breach.pk, by=chair, reason="Toch.", fields={"time_tolerance": 30})


def test_amendment_answers_the_question(fixed):
    report(fixed, expected_end=days(60), expected_cost=99_999)
    address = "/overeenkomsten/1/"
    bandwidth.take_over(fixed.pk, fields={"time_tolerance": 8}, source="Overeenkomst, v2", address=address)
    time, money = fixed.breaches.get(kind="time"), fixed.breaches.get(kind="money")
    assert (time.decision, time.reason, time.decided_by) == ("adjust", "Overeenkomst, v2", None)
    assert money.is_open


def test_after_the_agreement_the_client_decides_again(fixed):
    bandwidth.let_go(fixed.pk, address="/overeenkomsten/2/")
    fixed.refresh_from_db()
    assert fixed.bandwidth_source
    bandwidth.let_go(fixed.pk, address="/overeenkomsten/1/")
    fixed.refresh_from_db()
    assert (fixed.bandwidth_source, fixed.time_tolerance) == ("", 3)


def test_the_last_day_of_all_is_no_error(agreed, client):
    Project.objects.filter(pk=agreed.pk).update(ends_on=datetime.date.max, time_tolerance=32_000)
    agreed.refresh_from_db()
    assert agreed.last_day == datetime.date.max
    report(agreed, expected_end=days(3))
    assert not agreed.breaches.exists()
    assert client.get("/tijdlijn/").status_code == 200


def test_a_year_with_a_slip_in_it_is_refused(agreed, chair, manager, as_user):
    breach = Breach.objects.create(project=agreed, kind="time", agreed="2026-03-01", expected="2026-06-01")
    data = {"decision": "adjust", "reason": "Later.", "ends_on": "9999-12-31", "time_tolerance": 5000}
    form = as_user(chair).post(to("breach_decide", agreed, row=breach.pk), data).context["form"]
    assert "ends_on" in form.errors
    for day in ("9999-12-31", "0202-12-31"):
        form = as_user(manager).post(to("project_edit", agreed), {"starts_on": day, "ends_on": day}).context["form"]
        assert {"starts_on", "ends_on"} <= set(form.errors)
