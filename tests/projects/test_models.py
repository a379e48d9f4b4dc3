"""Lifecycles, what a report is worth, and what the database itself refuses."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.models import MAX_AGE, Level, ProgressUpdate, Project
from projects.models.standing import Standing
from tests.projects.make import make_milestone, make_project, make_update
from zenderen.lib.states import IllegalStep


@pytest.mark.parametrize("start", Project.Status)
@pytest.mark.parametrize("end", Project.Status)
def test_every_step_of_a_project(start, end, theme):
    project = make_project(theme, status=start)
    if end in Project.NEXT_STATUSES[start]:
        project.move_to(end)
        assert Project.objects.get(pk=project.pk).status == end
    else:
        with pytest.raises(IllegalStep):
            project.move_to(end)


@pytest.mark.parametrize("start", ProgressUpdate.Status)
@pytest.mark.parametrize("end", ProgressUpdate.Status)
def test_every_step_of_a_report(start, end, theme):
    update = make_update(make_project(theme), start)
    update.decided_at = update.submitted_at = timezone.now()
    if end in ProgressUpdate.NEXT_STATUSES[start]:
        update.move_to(end, "submitted_at", "decided_at")
        assert ProgressUpdate.objects.get(pk=update.pk).status == end
    else:
        with pytest.raises(IllegalStep):
            update.move_to(end)


def test_accepted_report_is_frozen_by_the_database(theme):
    update = make_update(make_project(theme), "accepted")
    for change in (
        lambda: ProgressUpdate.objects.filter(pk=update.pk).update(text="Mooier"),
        lambda: ProgressUpdate.objects.filter(pk=update.pk).update(status="returned"),
        lambda: ProgressUpdate.objects.filter(pk=update.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()


@pytest.mark.parametrize("state", ["attention", "off_course"])
def test_what_is_not_on_course_has_a_reason(state, theme):
    project = make_project(theme)
    with pytest.raises(IntegrityError, match="projects_update_has_reason"), transaction.atomic():
        make_update(project, state=state)
    assert make_update(project, state=state, reason="Te weinig mensen.").pk


def test_one_unfinished_report_at_a_time(theme):
    project = make_project(theme)
    make_update(project, "submitted")
    with pytest.raises(IntegrityError, match="projects_one_unfinished_update"), transaction.atomic():
        make_update(project, "draft")


def test_last_day_is_not_before_the_first(theme):
    with pytest.raises(IntegrityError, match="projects_ends_after_start"), transaction.atomic():
        make_project(theme, starts_on="2026-02-01", ends_on="2026-01-31")


@pytest.mark.parametrize(
    ("status", "days", "level"),
    [
        ("running", 0, "attention"),
        ("running", MAX_AGE.days, "attention"),
        ("running", MAX_AGE.days + 1, "outdated"),
        ("evaluated", 0, "attention"),
        ("running", None, "outdated"),
        ("accepted", 0, ""),
        ("embedded", 0, ""),
    ],
)
def test_level_is_the_last_accepted_report_while_it_is_fresh(status, days, level, theme):
    project = make_project(theme, status=status)
    if days is not None:
        make_update(project, "accepted", days_ago=days + 200)
        make_update(project, "accepted", days_ago=days, state="attention", reason="Te weinig mensen.")
    make_update(project, "submitted", state="off_course", reason="Nog niet gelezen.")
    in_sql = Project.objects.with_level().with_report().get(pk=project.pk)
    assert in_sql.level == level
    assert (in_sql.standing.level if in_sql.standing else "") == level


def test_what_was_never_reported_is_said_so(theme):
    standing = Project.objects.with_report().get(pk=make_project(theme).pk).standing
    assert (standing.level, standing.is_known) == (Level.OUTDATED, False)
    assert Standing.of(None).reported_on is None


def test_accepting_a_report_moves_its_milestones_and_no_others(theme):
    project = make_project(theme)
    reached = make_milestone(project, "Behaald")
    make_milestone(project, "Nog niet")
    update = make_update(project)
    update.take_milestones({reached.pk}, on=datetime.date(2026, 3, 1))
    make_milestone(project, "Later bedacht", done_on="2026-04-01")
    update.apply_milestones()
    found = dict(project.milestones.values_list("title", "done_on"))
    day = datetime.date
    assert found == {"Behaald": day(2026, 3, 1), "Nog niet": None, "Later bedacht": day(2026, 4, 1)}


def test_differences_name_what_changed_in_words(theme):
    project = make_project(theme)
    before = make_update(project, "accepted", text="Begonnen.")
    now = make_update(project, state="attention", reason="Te weinig mensen.", text="Begonnen.")
    changes = {change.label: (change.before, change.now) for change in now.changes_since(before)}
    assert changes == {"hoe staat het ervoor?": ("Op koers", "Aandacht nodig"), "reden": ("", "Te weinig mensen.")}
