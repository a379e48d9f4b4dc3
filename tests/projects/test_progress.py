"""A report from the first draft to the poster: written, submitted, returned, accepted, frozen."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from network import todo
from projects import actions
from projects.models import ProgressUpdate
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
