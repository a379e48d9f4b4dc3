"""What locks, tells people, and gives or takes rights."""

import threading
from contextlib import suppress

import pytest
from django.core import mail
from django.db import connection

from network.models import Seat
from network.roles import refresh
from projects import actions, roles
from projects.models import Poster, ProgressUpdate, Project, ProjectPartner
from tests import factories
from tests.projects.make import make_milestone, make_project, make_update
from tests.projects.register import make_evaluation
from tests.themes.make import make_theme
from zenderen.lib import access
from zenderen.lib.states import IllegalStep

S = ProgressUpdate.Status


def granted(user, obj):
    """What somebody may do with this one; to propose a project is for the whole network."""
    return access.granted(user, obj) - {"propose_project"}


def race(*acts):
    """Do these at the same moment, each on its own connection; how many were not refused."""
    barrier, done = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(10)
            with suppress(IllegalStep):
                done.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


@pytest.mark.django_db(transaction=True)
def test_accept_and_return_at_once_gives_exactly_one(theme, chair, project_manager):
    for _ in range(5):
        update = make_update(make_project(theme, manager=project_manager), S.SUBMITTED)
        decided = race(
            lambda pk=update.pk: actions.accept(pk, by=chair),
            lambda pk=update.pk: actions.send_back(pk, by=chair, remark="Nog eens."),
        )
        assert decided == 1
        update.refresh_from_db()
        assert update.status in (S.ACCEPTED, S.RETURNED)
        assert update.history.exclude(status=S.SUBMITTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_give_exactly_one(theme, chair, project_manager):
    update = make_update(make_project(theme, manager=project_manager))
    submit = lambda: actions.submit(update.pk, by=project_manager)  # noqa: E731
    assert race(submit, submit) == 1
    assert update.history.filter(status=S.SUBMITTED).values("submitted_at").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_steps_at_once_give_exactly_one(theme, chair):
    project = make_project(theme)
    make_evaluation(project)
    steps = race(
        lambda: actions.move(project.pk, "evaluated", by=chair, reason="Klaar."),
        lambda: actions.move(project.pk, "stopped", by=chair, reason="Geen geld."),
    )
    # Stopping after evaluating is a step of its own; evaluating after stopping is none.
    assert steps == project.status_changes.count()
    assert project.status_changes.count() in (1, 2)
    assert Project.objects.get(pk=project.pk).status == project.status_changes.first().status


def test_submission_is_mailed_to_the_chair(project, chair, project_manager, run_jobs):
    update = make_update(project, state="attention", reason="Te weinig mensen.")
    actions.submit(update.pk, by=project_manager)
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == [chair.email]
    assert "Te weinig mensen." in letter.body
    assert update.get_absolute_url() in letter.body


@pytest.mark.parametrize("status", [S.ACCEPTED, S.RETURNED])
def test_decision_is_mailed_to_who_wrote_it(status, project, chair, project_manager, run_jobs):
    update = make_update(project, S.SUBMITTED, by=project_manager)
    decide = actions.accept if status == S.ACCEPTED else actions.send_back
    decide(update.pk, by=chair, remark="Schrijf het korter.")
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == [project_manager.email]
    assert "Schrijf het korter." in letter.body
    update.refresh_from_db()
    assert (update.status, update.decided_by) == (status, chair)


def test_a_decision_is_not_mailed_to_who_no_longer_writes(project, chair, project_manager, support, run_jobs):
    update = make_update(project, S.SUBMITTED, by=project_manager)
    project.manager = support
    project.save(update_fields=["manager"])
    roles.grant(project)
    actions.send_back(update.pk, by=chair, remark="Schrijf het korter.")
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [[support.email]]


def test_accepted_report_becomes_the_state_of_the_project(project, chair):
    milestone = make_milestone(project)
    update = make_update(project, S.DRAFT)
    update.take_milestones({milestone.pk}, on=update.reported_on)
    update.save(update_fields=["milestones"])
    actions.submit(update.pk, by=project.manager)
    milestone.refresh_from_db()
    assert milestone.done_on is None
    actions.accept(update.pk, by=chair)
    milestone.refresh_from_db()
    assert milestone.done_on == update.reported_on


def test_each_place_in_a_project_gives_its_own_rights(
    project, member, executive2, project_manager, support, chair, steering_member
):
    see = {"view_project"}
    manage = see | {"change_project", "draft_progress", "report_progress"}
    assert granted(project_manager, project) == manage
    assert granted(support, project) == see | {"draft_progress"}
    assert granted(chair, project) == see | {"decide_project", "accept_progress"}
    assert granted(steering_member, project) == see
    assert granted(member, project) == see | {"write_expectation"}
    assert granted(executive2, project) == set()


def test_rights_follow_the_people(project, theme, project_manager, support, member):
    project.manager, project.deputy = support, None
    project.save(update_fields=["manager", "deputy"])
    project.support.clear()
    actions.regrant(project)
    assert granted(project_manager, project) == set()
    assert granted(project_manager, theme) == set()
    assert "report_progress" in granted(support, project)
    assert granted(support, theme) == {"make_poster"}
    actions.remove_partner(project.partners.get())
    assert granted(member, project) == set()


def test_rights_follow_the_theme(project, theme, chair, project_manager):
    other = make_theme(factories.BodyFactory())
    project.theme, project.edition = other, project.edition + 1
    project.save(update_fields=["theme", "edition"])
    actions.regrant(project)
    assert granted(chair, project) == set()
    assert granted(project_manager, theme) == set()
    assert granted(project_manager, other) == {"make_poster"}


def test_a_seat_that_ends_takes_its_rights(project, chair, theme):
    Seat.objects.filter(user=chair).delete()
    refresh(theme.steering_group)
    assert granted(chair, project) == set()


def test_a_new_partner_sees_the_project_at_once(project, organisation2, executive2):
    assert not Project.objects.visible_to(executive2).exists()
    actions.add_partner(ProjectPartner(project=project, organisation=organisation2))
    assert Project.objects.visible_to(executive2).get() == project


def test_ended_project_makes_no_posters(project, theme, chair, project_manager):
    assert granted(project_manager, theme) == {"make_poster"}
    actions.move(project.pk, "stopped", by=chair, reason="Geen geld.")
    assert granted(project_manager, theme) == set()


def test_project_without_ambition_is_refused(theme):
    with pytest.raises(ValueError, match="ambition"):
        actions.create_project(title="Los werk", theme=theme, ambitions=[])


def test_poster_holds_public_projects_only(project, public_project, theme, manager):
    make_update(project, "accepted", state="off_course", reason="Geheim")
    poster = actions.make_poster(theme, Poster.Size.A1, by=manager)
    assert [row["title"] for row in poster.data["projects"]] == [public_project.title]
    assert project.title not in str(poster.data)
