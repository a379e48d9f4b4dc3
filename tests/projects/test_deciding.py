"""Nobody decides for the client on what they run themselves; and what is no longer asked cannot be handed in."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from network import todo
from network.models import Seat
from projects import actions
from projects.forms import RoundForm
from projects.models import Breach, ProgressUpdate, Project
from tests import factories
from tests.projects.make import make_project, make_update
from tests.projects.test_progress import GOOD
from tests.projects.test_rounds import make_round


@pytest.fixture
def own(theme, chair):
    """A project that the chair of its own client leads, and that does not go as agreed."""
    day = timezone.localdate() + datetime.timedelta(days=28)
    return make_project(theme, title="In eigen hand", manager=chair, ends_on=day, time_tolerance=1)


@pytest.fixture
def report(own, chair, coordinator):
    """Handed in by the chair, who is the project manager."""
    update = make_update(own, by=chair, expected_end=own.ends_on + datetime.timedelta(days=90))
    return actions.submit(update.pk, by=chair)


@pytest.fixture
def second_chair(steering_body):
    user = factories.UserFactory(name="Tweede voorzitter", email="tweede@voorbeeld.example")
    factories.SeatFactory(body=steering_body, user=user, role=Seat.Role.CHAIR)
    return user


def to_accept(update):
    return reverse("projects:progress_decide", args=[update.project.slug, update.number])


def to_decide(project):
    return reverse("projects:breach_decide", args=[project.slug, project.breaches.get().pk])


def tasks(person):
    return {task.url for task in todo.for_user(person)}


def asked(subject):
    return {letter.to[0] for letter in mail.outbox if subject in letter.subject.lower()}


def test_a_chair_who_runs_the_project_decides_nothing_on_it(as_user, own, report, chair):
    page = as_user(chair)
    assert page.post(to_accept(report), {"accept": "1"}).status_code == 403
    assert page.get(to_decide(own)).status_code == 403
    assert page.post(to_decide(own), {"decision": "accept", "reason": "Mag wel."}).status_code == 403
    assert not {report.get_absolute_url(), to_decide(own)} & tasks(chair)
    assert to_decide(own) not in page.get(own.get_absolute_url()).content.decode()
    assert to_accept(report) not in page.get(report.get_absolute_url()).content.decode()
    report.refresh_from_db()
    assert report.status == ProgressUpdate.Status.SUBMITTED
    assert own.breaches.get().decision == ""


def test_the_deputy_decides_nothing_either(as_user, own, report, chair, project_manager):
    Project.objects.update(manager=project_manager, deputy=chair)
    assert as_user(chair).post(to_accept(report), {"accept": "1"}).status_code == 403


def test_the_coordination_group_stands_in_where_nobody_else_can(as_user, own, report, coordinator, run_jobs):
    run_jobs()
    assert asked("in eigen hand") == {coordinator.email}
    assert {report.get_absolute_url(), to_decide(own)} <= tasks(coordinator)
    page = as_user(coordinator)
    assert to_accept(report) in page.get(report.get_absolute_url()).content.decode()
    page.post(to_accept(report), {"accept": "1"})
    until = own.ends_on + datetime.timedelta(days=90)
    page.post(to_decide(own), {"decision": "accept", "reason": "De griepgolf.", "until": until})
    report.refresh_from_db()
    assert (report.status, report.decided_by) == (ProgressUpdate.Status.ACCEPTED, coordinator)
    assert (own.breaches.get().decision, own.breaches.get().decided_by) == (Breach.Decision.ACCEPT, coordinator)


def test_another_chair_decides_and_the_coordination_group_does_not(
    as_user, own, second_chair, report, coordinator, run_jobs
):
    run_jobs()
    assert asked("in eigen hand") == {second_chair.email}
    assert report.get_absolute_url() not in tasks(coordinator)
    assert as_user(coordinator).post(to_accept(report), {"accept": "1"}).status_code == 403
    assert as_user(coordinator).get(to_decide(own)).status_code == 403
    as_user(second_chair).post(to_accept(report), {"accept": "1"})
    report.refresh_from_db()
    assert report.decided_by == second_chair


def test_who_became_chair_after_reporting_returns_it_and_accepts_nothing(as_user, own, report, chair, project_manager):
    Project.objects.update(manager=project_manager)
    answer = as_user(chair).post(to_accept(report), {"accept": "1"}, follow=True)
    assert "iemand anders accepteert" in answer.content.decode()
    as_user(chair).post(to_accept(report), {"send_back": "1", "remark": "Noem de cijfers."})
    report.refresh_from_db()
    assert report.status == ProgressUpdate.Status.RETURNED


@pytest.mark.parametrize("status", sorted(set(Project.Status) - set(Project.REPORTING)))
def test_no_report_is_taken_where_none_is_expected(status, as_user, project, project_manager):
    Project.objects.update(status=status)
    address = reverse("projects:progress_edit", args=[project.slug])
    assert as_user(project_manager).get(address).url == project.get_absolute_url()
    answer = as_user(project_manager).post(address, GOOD | {"edition": 0, "submit": "1"})
    page = answer.content.decode()
    assert "wordt geen voortgangsupdate verwacht" in page
    assert GOOD["text"] in page  # typed while the project ended: still on the screen
    assert not project.updates.exists()


def test_opening_and_closing_a_round_are_seen_by_who_is_changing_it(manager):
    update_round = make_round("planned")
    data = {"name": "Zomer", "opens_on": update_round.opens_on, "due_on": update_round.due_on, "edition": 1}
    actions.open_round(update_round.pk, by=manager)
    update_round.refresh_from_db()
    assert not RoundForm(data, instance=update_round).save_valid()
    data["edition"] = update_round.edition
    actions.close_round(update_round.pk)
    assert not RoundForm(data, instance=update_round).save_valid()
    update_round.refresh_from_db()
    assert update_round.name != "Zomer"
