"""Pilot, evaluation, adjustment; and lessons that go from there to the knowledge bank."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import Lesson
from projects import actions
from projects.models import Evaluation, Project
from tests.projects.make import make_project
from tests.projects.register import make_evaluation
from zenderen.lib.states import IllegalStep

FOUND = {
    "period": "Zes maanden",
    "evaluated_on": "2026-05-01",
    "question": "Kan de verpleegkundige meer zelf?",
    "findings": "Ja, met een vast team.",
    "verdict": "adjust",
    "adjustment": "Voortaan in twee groepen.",
}
LESSON = {
    "title": "Begin in twee groepen",
    "situation": "Vijf organisaties, een team.",
    "lesson": "Een groep was te groot.",
    "classification": "public",
}


def page_of(project):
    return f"/projecten/{project.slug}/evaluaties/"


def test_an_evaluation_is_written_and_read_by_who_sees_the_project(as_user, project_manager, public_project, client):
    response = as_user(project_manager).post(f"{page_of(public_project)}nieuw/", FOUND)
    evaluation = Evaluation.objects.get()
    assert response.url == f"{page_of(public_project)}#e{evaluation.pk}"
    assert (evaluation.project, evaluation.written_by) == (public_project, project_manager)
    page = client.get(page_of(public_project)).content.decode()
    for words in (FOUND["question"], FOUND["findings"], FOUND["adjustment"], "Doorgaan, bijgesteld"):
        assert words in page
    assert project_manager.name not in page.split("<main")[1]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"adjustment": ""}, "adjustment"),
        ({"verdict": ""}, "verdict"),
        ({"findings": ""}, "findings"),
        ({"evaluated_on": "2999-01-01"}, "evaluated_on"),
    ],
)
def test_what_was_adjusted_is_said(fields, wrong, as_user, manager, public_project):
    response = as_user(manager).post(f"{page_of(public_project)}nieuw/", {**FOUND, **fields})
    assert wrong in response.context["form"].errors
    assert not Evaluation.objects.exists()


def test_two_editors_do_not_overwrite_each_other(as_user, manager, project_manager, public_project):
    evaluation = make_evaluation(public_project)
    address = f"{page_of(public_project)}{evaluation.pk}/"
    as_user(manager).post(address, {**FOUND, "edition": 1, "findings": "Van de een."})
    late = as_user(project_manager).post(address, {**FOUND, "edition": 1, "findings": "Van de ander."})
    assert "Van de een." in late.content.decode()
    evaluation.refresh_from_db()
    assert evaluation.findings == "Van de een."


# --- Evaluated is what was written down -----------------------------------------------------------------------------


def move(client, project, status):
    return client.post(f"/projecten/{project.slug}/fase/", {"status": status, "reason": "Besluit."})


def test_a_project_is_evaluated_when_it_stands_on_paper(as_user, chair, public_project):
    someone = as_user(chair)
    refused = move(someone, public_project, "evaluated")
    assert "Schrijf eerst de evaluatie" in refused.content.decode()
    assert page_of(public_project) in refused.content.decode()
    evaluation = make_evaluation(public_project, period="Voorjaar")
    assert evaluation.get_absolute_url() in someone.get(f"/projecten/{public_project.slug}/fase/").content.decode()
    assert move(someone, public_project, "evaluated").status_code == 302
    public_project.refresh_from_db()
    assert public_project.status == Project.Status.EVALUATED


def test_without_an_evaluation_no_way_leads_there(public_project, chair):
    with pytest.raises(IllegalStep):
        actions.move(public_project.pk, "evaluated", by=chair, reason="Klaar.")
    assert not public_project.status_changes.exists()


def test_another_round_of_work_asks_for_another_evaluation(as_user, chair, public_project):
    make_evaluation(public_project, evaluated_on="2026-01-01")
    for status in ("evaluated", "running"):
        actions.move(public_project.pk, status, by=chair, reason="Nog een ronde.")
    assert move(as_user(chair), public_project, "evaluated").status_code == 200
    make_evaluation(public_project, evaluated_on=timezone.localdate())
    assert move(as_user(chair), public_project, "evaluated").status_code == 302


# --- Lessons --------------------------------------------------------------------------------------------------------


def test_a_lesson_of_an_evaluation_is_found_by_visitors(as_user, project_manager, public_project, client):
    evaluation = make_evaluation(public_project)
    address = f"{page_of(public_project)}{evaluation.pk}/les/"
    form = as_user(project_manager).get(address).context["form"]
    assert form["situation"].value() == public_project.summary
    response = as_user(project_manager).post(address, LESSON)
    lesson = Lesson.objects.get()
    assert response.url == lesson.get_absolute_url()
    assert lesson.written_by == project_manager
    assert lesson.title in client.get("/kennisbank/?q=groep").content.decode()
    assert evaluation.get_absolute_url() in client.get(lesson.get_absolute_url()).content.decode()
    assert lesson.title in client.get(page_of(public_project)).content.decode()


def test_a_public_lesson_does_not_tell_of_the_confidential_project_it_comes_from(as_user, manager, project, client):
    evaluation = make_evaluation(project)
    form = as_user(manager).get(f"{page_of(project)}{evaluation.pk}/les/").context["form"]
    assert form["classification"].value() == "confidential"
    as_user(manager).post(f"{page_of(project)}{evaluation.pk}/les/", LESSON)
    page = client.get(Lesson.objects.get().get_absolute_url())
    assert page.status_code == 200
    assert project.title not in page.content.decode()
    assert project.slug not in page.content.decode()
    assert client.get(page_of(project)).status_code == 404


def test_an_internal_lesson_is_not_named_on_a_public_evaluation(as_user, manager, public_project, client, member):
    evaluation = make_evaluation(public_project)
    data = {**LESSON, "classification": "internal"}
    as_user(manager).post(f"{page_of(public_project)}{evaluation.pk}/les/", data)
    assert LESSON["title"] not in client.get(page_of(public_project)).content.decode()
    assert LESSON["title"] in as_user(member).get(page_of(public_project)).content.decode()


def test_page_costs_the_same_however_long(as_user, manager, theme):
    project = make_project(theme, classification="public")

    def add():
        evaluation = make_evaluation(project)
        actions.write_lesson(evaluation.pk, Lesson(**LESSON), by=manager)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            as_user(manager).get(page_of(project))
        return len(captured)

    add()
    queries()
    once = queries()
    add()
    add()
    assert queries() == once
