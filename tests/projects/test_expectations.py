"""What partners expect of a project: their own words and scores, the gap, and the past in sight."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects import actions
from projects.models import Expectation, ProjectPartner
from tests import factories
from tests.projects.make_partners import make_expectation


@pytest.fixture
def two_partners(project, organisation2):
    """The project, in which ``organisation2`` takes part as well."""
    actions.add_partner(ProjectPartner(project=project, organisation=organisation2))
    return project


def page_of(project):
    return reverse("projects:expectation_list", args=[project.slug])


def one(row):
    return reverse("projects:expectation_edit", args=[row.project.slug, row.pk])


def test_a_member_writes_one_for_the_partner(as_user, member, project, organisation):
    data = {"text": "Minder dubbel werk", "importance": "5", "satisfaction": "2"}
    response = as_user(member).post(f"{page_of(project)}nieuw/", data)
    assert response.url == page_of(project)
    row = Expectation.objects.get()
    assert (row.organisation, row.importance, row.satisfaction, row.rated_by) == (organisation, 5, 2, member)
    assert row.gap == 3
    text = as_user(member).get(page_of(project)).content.decode()
    assert "Minder dubbel werk" in text
    assert "<svg" in text
    again = as_user(member).post(f"{page_of(project)}nieuw/", data)
    assert "text" in again.context["form"].errors


@pytest.mark.parametrize("wrong", [{"importance": "6"}, {"satisfaction": ""}, {"text": ""}])
def test_wrong_input_is_refused(as_user, member, project, wrong):
    data = {"text": "Minder dubbel werk", "importance": "5", "satisfaction": "2", **wrong}
    response = as_user(member).post(f"{page_of(project)}nieuw/", data)
    assert list(response.context["form"].errors) == list(wrong)


def test_a_partner_does_not_see_what_another_expects(
    as_user, two_partners, executive, executive2, organisation, organisation2
):
    ours = make_expectation(two_partners, organisation, executive)
    theirs = make_expectation(two_partners, organisation2, executive2, "Geheime wens")
    client = as_user(executive)
    for address in (page_of(two_partners), f"{page_of(two_partners)}opnieuw/", two_partners.get_absolute_url()):
        assert "Geheime wens" not in client.get(address).content.decode()
    assert client.get(one(theirs)).status_code == 404
    assert client.post(reverse("projects:expectation_remove", args=[two_partners.slug, theirs.pk])).status_code == 404
    assert client.get(one(ours)).status_code == 200
    assert Expectation.objects.count() == 2


@pytest.mark.parametrize("person", ["project_manager", "chair", "manager"])
def test_who_runs_or_commissions_it_sees_all_and_writes_none(
    person, request, as_user, two_partners, executive, executive2, organisation, organisation2
):
    make_expectation(two_partners, organisation, executive, importance=3, satisfaction=2)
    theirs = make_expectation(two_partners, organisation2, executive2, "Sneller overleg", importance=5, satisfaction=0)
    client = as_user(request.getfixturevalue(person))
    rows = [row for row, _past in client.get(page_of(two_partners)).context["rows"]]
    assert [row.gap for row in rows] == [5, 1]
    assert client.get(one(theirs)).status_code == 403


def test_scoring_anew_keeps_what_was_said(as_user, member, executive, project, organisation):
    row = make_expectation(project, organisation, executive, importance=5, satisfaction=1)
    field = f"e{row.pk}"
    data = {f"{field}-importance": "4", f"{field}-satisfaction": "3", f"{field}-edition": "1"}
    response = as_user(member).post(f"{page_of(project)}opnieuw/", data)
    assert response.url == page_of(project)
    row.refresh_from_db()
    assert (row.importance, row.satisfaction, row.rated_by) == (4, 3, member)
    [(_row, past)] = as_user(member).get(page_of(project)).context["rows"]
    assert [(said.importance, said.satisfaction) for said in past] == [(5, 1)]
    stale = as_user(executive).post(f"{page_of(project)}opnieuw/", {**data, f"{field}-importance": "0"})
    assert stale.status_code == 200  # a colleague was first: shown, not overwritten
    row.refresh_from_db()
    assert row.importance == 4


def test_after_a_year_it_is_on_the_tasks(as_user, member, executive2, project, organisation):
    row = make_expectation(project, organisation, member)
    assert page_of(project) not in as_user(member).get("/mijn/").content.decode()
    Expectation.objects.filter(pk=row.pk).update(rated_at=timezone.now() - datetime.timedelta(days=400))
    assert page_of(project) in as_user(member).get("/mijn/").content.decode()
    assert page_of(project) not in as_user(executive2).get("/mijn/").content.decode()


def test_a_partner_that_left_is_asked_nothing_about_the_project(as_user, member, project, organisation):
    row = make_expectation(project, organisation, member)
    Expectation.objects.filter(pk=row.pk).update(rated_at=timezone.now() - datetime.timedelta(days=400))
    actions.remove_partner(project.partners.get(organisation=organisation))
    assert project.title not in as_user(member).get("/mijn/").content.decode()


def test_one_is_removed_by_its_own_partner(as_user, member, project, organisation):
    row = make_expectation(project, organisation, member)
    as_user(member).post(reverse("projects:expectation_remove", args=[project.slug, row.pk]))
    assert not Expectation.objects.exists()
    assert Expectation.history.count() == 2


def test_the_way_there_is_shown_to_who_may_go(as_user, project, member, support):
    assert page_of(project) in as_user(member).get(project.get_absolute_url()).content.decode()
    assert page_of(project) not in as_user(support).get(project.get_absolute_url()).content.decode()


def test_queries_do_not_grow(as_user, chair, project, organisation, member):
    make_expectation(project, organisation, member)
    client = as_user(chair)
    client.get(page_of(project))
    with CaptureQueriesContext(connection) as first:
        client.get(page_of(project))
    for number in range(2):
        make_expectation(project, factories.OrganisationFactory(), member, f"Wens {number}")
    with CaptureQueriesContext(connection) as three:
        client.get(page_of(project))
    assert len(three) == len(first)
