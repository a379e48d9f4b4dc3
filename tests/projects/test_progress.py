"""A report from the first draft to the poster: written, submitted, returned, accepted, frozen."""

import re
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from network import todo
from projects import actions
from projects.models import Bottleneck, ProgressUpdate
from tests import factories
from tests.projects import register
from tests.projects.make import make_milestone, make_project, make_update

GOOD = {"state": "on_course", "trend": "up", "text": "De eerste groep is begonnen.", "asks": "Wijs iemand aan."}
BAD = GOOD | {"state": "off_course", "text": "Het stokt."}


@pytest.fixture
def address(project):
    """The ten-minute page."""
    return reverse("projects:progress_edit", args=[project.slug])


def decide(project, update):
    return reverse("projects:progress_decide", args=[project.slug, update.number])


def test_from_draft_to_frozen(as_user, project, address, support, project_manager, chair, member):
    reached, ahead = make_milestone(project, "Afspraken"), make_milestone(project, "Tien huizen")
    # Support prepares …
    response = as_user(support).post(address, GOOD | {"edition": 0, "reached": [reached.pk]})
    assert response.url == address
    update = project.updates.get()
    assert (update.status, update.number, update.written_by) == ("draft", 1, support)
    assert as_user(member).get(update.get_absolute_url()).status_code == 404
    # … the manager submits …
    data = GOOD | {"edition": update.edition, "reached": [reached.pk], "text": "De eerste groep oefent.", "submit": "1"}
    assert as_user(project_manager).post(address, data).status_code == 302
    update.refresh_from_db()
    assert (update.status, update.submitted_by) == ("submitted", project_manager)
    assert "Wacht op de opdrachtgever" in as_user(project_manager).get(address).content.decode()
    # … the chair returns it with a remark …
    as_user(chair).post(decide(project, update), {"send_back": "1", "remark": "Noem de cijfers."})
    assert "Noem de cijfers." in as_user(project_manager).get(address).content.decode()
    # … the manager changes it and submits again …
    update.refresh_from_db()
    data |= {"edition": update.edition, "text": "Twaalf ouderen oefenen."}
    as_user(project_manager).post(address, data)
    # … and the chair accepts.
    as_user(chair).post(decide(project, update), {"accept": "1"})
    update.refresh_from_db()
    assert update.status == "accepted"
    reached.refresh_from_db()
    ahead.refresh_from_db()
    assert reached.done_on
    assert not ahead.done_on
    assert "Twaalf ouderen oefenen." in as_user(member).get(update.get_absolute_url()).content.decode()
    assert "Op koers" in as_user(member).get(project.get_absolute_url()).content.decode()
    # A second decision comes too late, and says so.
    response = as_user(chair).post(decide(project, update), {"send_back": "1", "remark": "Toch niet."}, follow=True)
    assert "niet meer" in response.content.decode()
    update.refresh_from_db()
    assert (update.status, update.remark) == ("accepted", "")


def test_next_report_starts_from_the_last(as_user, project, address, project_manager):
    done = make_milestone(project, "Afspraken", done_on="2026-01-01")
    make_update(project, "accepted", state="attention", reason="Te weinig mensen.", text="Oude tekst", asks="Help mee.")
    form = as_user(project_manager).get(address).context["form"]
    assert form["state"].value() == "attention"
    assert form["text"].value() == "Oude tekst"
    assert form["asks"].value() == "Help mee."
    assert form["reached"].value() == [str(done.pk)]


def test_reason_is_needed_unless_on_course_and_nothing_typed_is_lost(as_user, project, address, project_manager):
    response = as_user(project_manager).post(address, BAD | {"edition": 0, "reason": "  "})
    assert "reason" in response.context["form"].errors
    assert "Het stokt." in response.content.decode()
    assert not project.updates.exists()


def test_support_never_submits(as_user, project, address, support):
    page = as_user(support).get(address).content.decode()
    assert 'name="submit"' not in page
    assert as_user(support).post(address, GOOD | {"edition": 0, "submit": "1"}).status_code == 403
    assert not project.updates.exists()


def test_second_writer_sees_what_the_first_one_kept(as_user, project, address, support, project_manager):
    milestone = make_milestone(project, "Afspraken")
    as_user(support).post(address, GOOD | {"edition": 0})
    # The manager had opened the page before there was a draft.
    late = BAD | {"edition": 0, "reason": "Geen geld.", "reached": [milestone.pk]}
    response = as_user(project_manager).post(address, late)
    page = response.content.decode()
    assert {difference.label for difference in response.context["form"].conflict} >= {"Behaalde mijlpalen"}
    assert GOOD["text"] in page
    assert late["text"] in page
    assert project.updates.get().text == GOOD["text"]
    # Sending it once more is a choice made with open eyes.
    as_user(project_manager).post(address, late | {"edition": 1})
    assert project.updates.get().text == late["text"]


def test_text_typed_while_somebody_else_submitted_is_kept(as_user, project, address, support, project_manager):
    update = make_update(project)
    actions.submit(update.pk, by=project_manager)
    response = as_user(support).post(address, GOOD | {"edition": update.edition})
    assert "intussen ingediend" in response.content.decode()
    assert GOOD["text"] in response.content.decode()


def test_expired_session_loses_nothing(project, address, project_manager):
    browser = Client()
    assert browser.post(address, GOOD | {"edition": 0, "_user": project_manager.pk}).status_code == 302
    browser.force_login(project_manager)
    page = browser.get(address).content.decode()
    assert GOOD["text"] in page
    assert not project.updates.exists()


def test_returning_needs_a_remark(as_user, project, chair):
    update = make_update(project, "submitted")
    response = as_user(chair).post(decide(project, update), {"send_back": "1", "remark": " "})
    assert "remark" in response.context["form"].errors
    update.refresh_from_db()
    assert update.status == "submitted"


def test_network_manager_does_not_decide_for_the_client(as_user, project, manager):
    update = make_update(project, "submitted")
    assert as_user(manager).post(decide(project, update), {"accept": "1"}).status_code == 403


def test_chair_reads_what_is_different(as_user, project, chair):
    make_update(project, "accepted", text="In maart begonnen.")
    update = make_update(project, "submitted", state="attention", reason="Te weinig mensen.", text="In april gestopt.")
    page = as_user(chair).get(update.get_absolute_url()).content.decode()
    said = re.sub(r'<span class="hidden">[^<]*</span>', "", page)
    assert "In<del> maart begonnen</del><ins> april gestopt</ins>." in said


def test_opening_an_old_report_shows_its_own_day(as_user, project, member, chair):
    milestone = make_milestone(project, "Afspraken", due_on="2026-03-05")
    march = make_update(project, "accepted", text="Maart", days_ago=60)
    milestone.title, milestone.done_on = "Afspraken getekend", "2026-06-01"
    milestone.save(update_fields=["title", "done_on"])
    make_update(project, "accepted", text="April")
    page = as_user(member).get(march.get_absolute_url()).content.decode()
    assert "<h3>Afspraken</h3>" in page
    assert "5 maart 2026" in page
    assert "getekend" not in page


def test_own_tasks(project, address, project_manager, chair, support):
    def tasks(person):
        with translation.override("en"):
            return [(task.title.split(" “")[0], task.url) for task in todo.for_user(person)]

    assert tasks(project_manager) == [("Report the progress of", address)]
    update = make_update(project, by=project_manager)
    assert tasks(project_manager) == [("Submit the draft report on", address)]
    actions.submit(update.pk, by=project_manager)
    assert tasks(project_manager) == tasks(support) == []
    assert tasks(chair) == [("Accept or return report 1 of", update.get_absolute_url())]
    actions.send_back(update.pk, by=chair, remark="Korter.")
    assert tasks(project_manager) == [("Change the returned report on", address)]
    actions.submit(update.pk, by=project_manager)
    actions.accept(update.pk, by=chair)
    assert tasks(project_manager) == tasks(chair) == []


@pytest.mark.django_db(transaction=True)
def test_two_first_drafts_at_once_become_one(theme, manager, project_manager, support):
    project = make_project(theme, manager=project_manager, support=[support])
    address = reverse("projects:progress_edit", args=[project.slug])
    barrier, answers = threading.Barrier(2), []
    clients = []
    for person in (project_manager, support):
        browser = Client()
        browser.force_login(person)
        clients.append((browser, f"Tekst van {person}"))

    def write(browser, text):
        try:
            barrier.wait(10)
            answers.append(browser.post(address, GOOD | {"edition": 0, "text": text}))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert ProgressUpdate.objects.get().text.startswith("Tekst van")


# --- Risks, bottlenecks and what differs ----------------------------------------------------------------------------

RISKS = {
    "risks-0-title": "Te weinig therapeuten",
    "risks-0-chance": "high",
    "risks-0-effect": "middle",
    "risks-0-measure": "Samen werven",
    "risks-1-title": "",
}
RISK = {"title": "Te weinig therapeuten", "chance": "high", "effect": "middle", "measure": "Samen werven"}


def test_another_risk_keeps_everything_that_was_typed(as_user, project, address, project_manager):
    typed = GOOD | RISKS | {"edition": 0, "state": "off_course", "risks-more": "1"}
    response = as_user(project_manager).post(address, typed)
    page = response.content.decode()
    assert not response.context["form"].errors
    assert "Te weinig therapeuten" in page
    assert GOOD["text"] in page
    assert 'name="risks-2-title"' in page
    assert 'name="risks-3-title"' not in page
    assert not project.updates.exists()


def test_risks_are_kept_and_the_next_report_starts_from_them(as_user, project, address, project_manager, chair):
    as_user(project_manager).post(address, GOOD | RISKS | {"edition": 0, "submit": "1"})
    update = project.updates.get()
    assert update.risks == [RISK]
    as_user(chair).post(decide(project, update), {"accept": "1"})
    page = as_user(project_manager).get(address).content.decode()
    assert 'value="Te weinig therapeuten"' in page
    assert '<option value="high" selected>' in page
    shown = as_user(project_manager).get(update.get_absolute_url()).content.decode()
    assert "kans: hoog, gevolg: midden" in shown
    assert "Samen werven" in shown


@pytest.mark.parametrize("wrong", [{"risks-0-title": ""}, {"risks-0-chance": ""}, {"risks-0-effect": "huge"}])
def test_half_a_risk_is_pointed_out(wrong, as_user, project, address, project_manager):
    response = as_user(project_manager).post(address, GOOD | RISKS | wrong | {"edition": 0})
    assert "Risico 1" in str(response.context["form"].errors["risks"])
    assert "Samen werven" in response.content.decode()
    assert not project.updates.exists()


def test_a_second_writer_sees_that_risks_and_bottleneck_differ(as_user, project, address, support, project_manager):
    as_user(support).post(address, GOOD | RISKS | {"edition": 0, "new_bottleneck": "Geen vervoer"})
    late = GOOD | {"edition": 0, "risks-0-title": "", "new_bottleneck": "Geen geld"}
    conflict = as_user(project_manager).post(address, late).context["form"].conflict
    found = {difference.label: (difference.theirs, difference.yours) for difference in conflict}
    assert found["Een nieuw knelpunt"] == ("Geen vervoer", "Geen geld")
    assert found["Risico’s"] == ("Te weinig therapeuten (kans: hoog, gevolg: midden). Samen werven", "")


def test_a_new_bottleneck_goes_into_the_register_when_the_report_is_submitted(
    as_user, project, address, project_manager, support, chair
):
    known = register.make_bottleneck(by=support, project=project, title="Geen bedden", classification="confidential")
    solved = register.make_bottleneck(by=support, project=project, title="Geen auto", classification="confidential")
    actions.move_bottleneck(solved.pk, "solve", edition=solved.edition, by=project_manager, reason="Die is er nu.")
    page = as_user(project_manager).get(address).content.decode()
    assert known.get_absolute_url() in page
    assert solved.get_absolute_url() not in page
    as_user(support).post(address, GOOD | {"edition": 0, "new_bottleneck": "Geen vervoer"})
    assert not Bottleneck.objects.filter(title="Geen vervoer").exists()
    form = as_user(project_manager).get(address).context["form"]
    assert form["new_bottleneck"].value() == "Geen vervoer"
    as_user(project_manager).post(address, GOOD | {"edition": 1, "new_bottleneck": "Geen vervoer", "submit": "1"})
    reported = Bottleneck.objects.get(title="Geen vervoer")
    assert (reported.project, reported.level, reported.reported_by) == (project, "floor", project_manager)
    assert reported.classification == "confidential"
    update = project.updates.get()
    assert {row["title"]: row["id"] for row in update.bottlenecks} == {
        "Geen bedden": known.pk,
        "Geen vervoer": reported.pk,
    }
    # Returned and submitted again it is still one bottleneck.
    as_user(chair).post(decide(project, update), {"send_back": "1", "remark": "Korter."})
    update.refresh_from_db()
    as_user(project_manager).post(address, GOOD | {"edition": update.edition, "submit": "1"})
    assert Bottleneck.objects.filter(title="Geen vervoer").count() == 1


def test_a_report_tells_of_no_bottleneck_that_its_reader_may_not_see(
    client, as_user, public_project, project_manager, chair
):
    register.make_bottleneck(by=chair, project=public_project, title="Openbaar knelpunt", classification="public")
    secret = register.make_bottleneck(
        by=chair, project=public_project, title="Geheim knelpunt", classification="internal"
    )
    make_update(public_project, "accepted")
    update = make_update(public_project)
    actions.submit(update.pk, by=project_manager)
    actions.accept(update.pk, by=chair)
    page = client.get(update.get_absolute_url()).content.decode()
    assert "Openbaar knelpunt" in page
    assert "Geheim knelpunt" not in page
    assert "Geheim knelpunt" in as_user(project_manager).get(update.get_absolute_url()).content.decode()
    # An old report keeps what it said, whatever became of it.
    secret.title = "Anders genoemd"
    secret.save(update_fields=["title"])
    assert "Geheim knelpunt" in as_user(project_manager).get(update.get_absolute_url()).content.decode()


def test_what_differs_from_the_agreement_stands_beside_what_was_agreed(as_user, project, address, project_manager):
    project.ends_on, project.budget = "2027-05-01", 12000
    project.save(update_fields=["ends_on", "budget"])
    page = as_user(project_manager).get(address).content.decode()
    assert "1 mei 2027" in page
    assert "12.000" in page
    data = GOOD | {
        "edition": 0,
        "expected_end": "2027-09-01",
        "expected_cost": "15000",
        "scope_change": "Eén wijk later",
    }
    as_user(project_manager).post(address, data)
    update = project.updates.get()
    assert (update.expected_end.isoformat(), update.expected_cost) == ("2027-09-01", 15000)
    shown = as_user(project_manager).get(update.get_absolute_url()).content.decode()
    assert "1 september 2027" in shown
    assert "€ 15.000" in shown


# --- The client's remarks -------------------------------------------------------------------------------------------


def test_a_remark_at_a_field_reaches_the_writer_at_that_field(
    as_user, project, address, project_manager, chair, run_jobs
):
    milestone = make_milestone(project, "Afspraken")
    update = make_update(project)
    actions.submit(update.pk, by=project_manager)
    page = as_user(chair).get(update.get_absolute_url()).content.decode()
    assert 'name="at_reason"' in page
    data = {
        "send_back": "1",
        "at_text": "Noem <b>cijfers</b>.",
        "at_milestones": "Klopt dit?",
        "at_bottlenecks": "Geen?",
    }
    assert as_user(chair).post(decide(project, update), data).status_code == 302
    update.refresh_from_db()
    assert update.remarks == {"text": "Noem <b>cijfers</b>.", "milestones": "Klopt dit?", "bottlenecks": "Geen?"}
    response = as_user(project_manager).get(address)
    form = response.context["form"]
    for name, words in (("text", "cijfers"), ("reached", "Klopt dit?"), ("new_bottleneck", "Geen?")):
        assert words in form[name].help_text
        assert form[name].auto_id in form[name].aria_describedby
    assert "<b>cijfers</b>" not in response.content.decode()
    run_jobs()
    told = [letter.body for letter in mail.outbox if letter.to == [project_manager.email]]
    assert any("Klopt dit?" in body for body in told)
    # Mended and submitted again: the client reads what was asked; the form asks nothing any more.
    as_user(project_manager).post(address, GOOD | {"edition": update.edition, "reached": [milestone.pk], "submit": "1"})
    assert "Klopt dit?" in as_user(chair).get(update.get_absolute_url()).content.decode()
    as_user(chair).post(decide(project, update), {"accept": "1"})
    assert "Klopt dit?" not in as_user(project_manager).get(address).content.decode()


def test_remarks_are_between_the_client_and_the_writers(
    client, as_user, public_project, project_manager, chair, member
):
    update = make_update(public_project)
    actions.submit(update.pk, by=project_manager)
    actions.accept(update.pk, by=chair, remarks={"text": "Volgende keer korter."})
    address = update.get_absolute_url()
    assert "Volgende keer korter." not in client.get(address).content.decode()
    assert "Volgende keer korter." not in as_user(member).get(address).content.decode()
    assert "Volgende keer korter." in as_user(project_manager).get(address).content.decode()


def test_nothing_that_the_client_typed_is_lost_when_the_remark_is_missing(as_user, project, chair):
    update = make_update(project, "submitted")
    response = as_user(chair).post(decide(project, update), {"send_back": "1", "at_text": "   "})
    assert "remark" in response.context["form"].errors
    assert 'class="errors-summary"' in response.content.decode()


# --- Frozen, and over time ------------------------------------------------------------------------------------------


def test_an_old_report_says_that_it_is_old_and_where_the_newest_is(as_user, project, member):
    march = make_update(project, "accepted", text="Maart", days_ago=60)
    page = as_user(member).get(march.get_absolute_url()).content.decode()
    assert "Dit is de stand van" not in page
    april = make_update(project, "accepted", text="April", days_ago=30)
    make_update(project, "submitted", text="Mei")
    page = as_user(member).get(march.get_absolute_url()).content.decode()
    assert "Dit is de stand van" in page
    assert april.get_absolute_url() in page
    assert "Dit is de stand van" not in as_user(member).get(april.get_absolute_url()).content.decode()


def test_history_shows_the_state_over_time_as_drawing_and_table(client, public_project, project_manager):
    address = reverse("projects:progress_history", args=[public_project.slug])
    assert "nog geen update geaccepteerd" in client.get(address).content.decode().lower()
    make_update(public_project, "accepted", days_ago=60)
    make_update(public_project, "accepted", days_ago=20, state="off_course", reason="Te weinig mensen.")
    make_update(public_project, "submitted", text="Nog geheim")
    page = client.get(address).content.decode()
    assert page.index("chart-cell-on_course") < page.index("chart-cell-off_course")
    table = page.split("<tbody>")[1]
    assert table.index("Uit koers") < table.index("Op koers")
    assert "Te weinig mensen." in table
    assert f"/projecten/{public_project.slug}/voortgang/3/" not in page


@pytest.mark.parametrize("page", ["history", "detail", "edit"])
def test_number_of_queries_does_not_grow(page, as_user, project, project_manager, django_assert_max_num_queries):
    someone = as_user(project_manager)
    first = make_update(project, "accepted", days_ago=200)
    addresses = {
        "history": reverse("projects:progress_history", args=[project.slug]),
        "detail": first.get_absolute_url(),
        "edit": reverse("projects:progress_edit", args=[project.slug]),
    }

    def add():
        make_milestone(project)
        register.make_bottleneck(by=project_manager, project=project)
        update = make_update(project, risks=[RISK])
        actions.submit(update.pk, by=project_manager)
        actions.accept(update.pk, by=factories.UserFactory())

    def queries():
        with django_assert_max_num_queries(30) as captured:
            assert someone.get(addresses[page]).status_code == 200
        return len(captured)

    add()
    one = queries()
    add()
    add()
    assert queries() == one
