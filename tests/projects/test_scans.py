"""Scans of the five mechanisms: who makes one, what it tells, and that each next step leads somewhere."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.models import Mechanism, Scan
from tests.projects.make import make_project
from tests.projects.make_partners import make_scan

LIST = "/scans/"


def said(scores=(1, 2, 3, 4, 0), **extra):
    today = timezone.localdate().isoformat()
    data = {f"{mechanism}_score": str(score) for mechanism, score in zip(Mechanism.values, scores, strict=True)}
    return {"scanned_on": today, "with_whom": "stuurgroep", "urgency_note": "Er is krapte.", **data, **extra}


def test_the_chair_makes_one_of_the_theme(as_user, chair, theme):
    client = as_user(chair)
    page = client.get(f"/scans/nieuw/?thema={theme.slug}").content.decode()
    assert "Voelen de partners dat dit niet kan wachten" in page
    response = client.post(f"/scans/nieuw/?thema={theme.slug}", said())
    scan = Scan.objects.get()
    assert response.url == scan.get_absolute_url()
    assert (scan.theme, scan.project, scan.made_by, scan.with_whom) == (theme, None, chair, "stuurgroep")
    assert [score.score for score in scan.scores.all()] == [1, 2, 3, 4, 0]
    assert scan.scores.first().note == "Er is krapte."


@pytest.mark.parametrize("person", ["project_manager", "chair", "coordinator", "manager"])
def test_of_a_project_it_is_made_by_who_runs_or_commissions_it(person, request, as_user, project):
    client = as_user(request.getfixturevalue(person))
    assert project.title in client.get("/scans/nieuw/").content.decode()
    client.post(f"/scans/nieuw/?project={project.slug}", said())
    assert Scan.objects.get().project == project


@pytest.mark.parametrize(("person", "status"), [("member", 403), ("support", 403), ("executive2", 404)])
def test_nobody_else_makes_one(person, status, request, as_user, project):
    response = as_user(request.getfixturevalue(person)).post(f"/scans/nieuw/?project={project.slug}", said())
    assert response.status_code == status
    assert not Scan.objects.exists()


@pytest.mark.parametrize("wrong", [{"urgency_score": "5"}, {"room_score": ""}, {"scanned_on": "2099-01-01"}])
def test_wrong_input_is_named_at_its_field(as_user, chair, theme, wrong):
    response = as_user(chair).post(f"/scans/nieuw/?thema={theme.slug}", said(**wrong))
    assert list(response.context["form"].errors) == list(wrong)
    assert not Scan.objects.exists()


def test_the_page_shows_radar_table_and_trend(as_user, member, project, chair):
    earlier = timezone.localdate() - datetime.timedelta(days=90)
    make_scan(project, by=chair, scores=(3, 2, 1, 4, 0), scanned_on=earlier)
    scan = make_scan(project, by=chair)
    response = as_user(member).get(scan.get_absolute_url())
    text = response.content.decode()
    assert [line.direction for line in response.context["lines"]] == ["down", "same", "up", "same", "same"]
    assert text.count('class="chart-stroke chart-stroke-1"') >= 1  # the outline of before
    assert "Verslechterd sinds" in text
    assert "Omdat 4" in text
    assert as_user(member).get(reverse("projects:scan_project", args=[project.slug])).context["scan"] == scan


@pytest.mark.parametrize("of", ["theme", "project"])
def test_each_low_score_leads_somewhere(as_user, manager, project, chair, of):
    thing = project if of == "project" else project.theme
    client = as_user(manager)
    lines = client.get(make_scan(thing, by=chair, scores=(0, 1, 0, 1, 0)).get_absolute_url()).context["lines"]
    for line in lines:
        assert line.steps
        for _words, address in line.steps:
            assert client.get(address).status_code == 200, address
    lines = client.get(make_scan(thing, by=chair, scores=(2, 3, 4, 2, 2)).get_absolute_url()).context["lines"]
    assert not any(line.steps for line in lines)


def test_a_scan_of_a_hidden_project_is_nowhere(as_user, executive2, project, chair):
    scan = make_scan(project, by=chair)
    client = as_user(executive2)
    text = client.get(LIST).content.decode()
    assert project.title not in text
    assert client.get(f"{LIST}?q=val").context["page"].paginator.count == 0
    assert client.get(scan.get_absolute_url()).status_code == 404
    assert client.get(reverse("projects:scan_project", args=[project.slug])).status_code == 404


def test_the_list_has_the_newest_of_each_and_filters(as_user, manager, project, chair):
    make_scan(project, by=chair, scores=(0, 0, 0, 0, 0), scanned_on=timezone.localdate() - datetime.timedelta(9))
    newest = make_scan(project, by=chair)
    of_theme = make_scan(project.theme, by=chair, scores=(4, 4, 4, 4, 4))
    client = as_user(manager)

    def found(query=""):
        return set(client.get(f"{LIST}{query}").context["page"].object_list)

    assert found() == {newest, of_theme}
    assert found("?kind=themes") == {of_theme}
    assert found("?kind=projects") == {newest}
    assert found("?low=urgency") == {newest}
    assert found("?low=strategy") == set()
    assert found(f"?theme={project.theme.slug}") == {newest, of_theme}


@pytest.mark.parametrize("page", ["list", "detail", "regie"])
def test_queries_do_not_grow(as_user, coordinator, theme, chair, page):
    first = make_project(theme)
    scan = make_scan(first, by=chair)
    address = {"list": LIST, "detail": scan.get_absolute_url(), "regie": "/regie/"}[page]
    client = as_user(coordinator)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _n in range(2):
        make_scan(make_project(theme), by=chair)
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)
