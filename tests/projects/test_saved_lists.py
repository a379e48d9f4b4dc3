"""Filters that count, and lists that somebody keeps."""

import pytest

from projects.models import Breach, SavedList
from tests.projects.make import make_project
from themes.models import BuildingBlock, Pillar

LISTS, ADD = "/projecten/lijsten/", "/projecten/lijsten/nieuw/"


def titles(response):
    return [project.title for project in response.context["page"].object_list]


# --- Filters --------------------------------------------------------------------------------------------------------


@pytest.fixture
def some(theme, manager, project_manager):
    """Three projects that differ in what they hang under, size and care."""
    block = BuildingBlock.objects.create(number=1, name="Leren", slug="leren")
    pillar = Pillar.objects.create(number=1, name="Samen", slug="samen")
    step = pillar.steps.create(horizon="10", title="Eén dossier")
    a = make_project(theme, title="Alfa", classification="public", scale="small", manager=manager)
    b = make_project(theme, title="Beta", scale="large", manager=manager, deputy=project_manager)
    c = make_project(theme, title="Gamma", classification="confidential", manager=manager, deputy=project_manager)
    a.building_blocks.add(block)
    b.pillars.add(pillar)
    c.roadmap_steps.add(step)
    Breach.objects.create(project=c, kind="time", agreed="4 weken", expected="9 weken")
    done = {"decision": "accept", "reason": "Mag.", "decided_at": "2026-01-01T00:00Z"}
    Breach.objects.create(project=b, kind="time", agreed="4 weken", expected="9 weken", **done)
    return a, b, c, step


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("block=leren", ["Alfa"]),
        ("pillar=samen", ["Beta"]),
        ("step={step}", ["Gamma"]),
        ("ambition={ambition}", ["Alfa"]),
        ("scale=small", ["Alfa"]),
        ("scale=large", ["Beta"]),
        ("scale=none", ["Gamma"]),
        ("vulnerable=on", ["Alfa"]),
        ("bandwidth=on", ["Gamma"]),
        ("classification=confidential", ["Gamma"]),
        ("scale=large&vulnerable=on", []),
    ],
)
def test_every_filter_finds_its_projects(query, found, as_user, manager, some):
    query = query.format(step=some[3].pk, ambition=some[0].ambitions.get().slug)
    page = as_user(manager).get(f"/projecten/?{query}")
    assert titles(page) == found
    assert page.content.decode().count('class="chip"') == query.count("=")


def test_classification_is_no_question_for_visitors(client, some):
    page = client.get("/projecten/?classification=confidential&bandwidth=on")
    assert not {"classification", "bandwidth"} & set(page.context["filter"].form.fields)
    assert titles(page) == ["Alfa"]  # the question is not asked: neither what is hidden nor what is out shows
    assert "bandwidth" not in page.context["query"]


# --- Kept lists -----------------------------------------------------------------------------------------------------


def test_a_list_is_kept_renamed_shared_and_removed(as_user, manager, member, some):
    someone, other = as_user(manager), as_user(member)
    assert ADD + "?scale=large" in someone.get("/projecten/?page=1&scale=large&onzin=x").content.decode()
    response = someone.post(f"{ADD}?scale=large&page=4&onzin=x", {"name": "De grote"})
    assert response.url == "/projecten/?scale=large"
    kept = SavedList.objects.get()
    assert (kept.owner, kept.query, kept.is_shared) == (manager, "scale=large", False)
    assert "De grote" in someone.get("/projecten/").content.decode()
    assert "De grote" not in other.get("/projecten/").content.decode()

    someone.post(f"{LISTS}{kept.pk}/", {"name": "Groot werk", "is_shared": "on"})
    assert "Groot werk" in other.get("/projecten/").content.decode()
    assert "Groot werk" in other.get(LISTS).content.decode()
    assert other.get(f"{LISTS}{kept.pk}/").status_code == 404
    assert other.post(f"{LISTS}{kept.pk}/weg/").status_code == 404

    assert someone.post(f"{LISTS}{kept.pk}/weg/", follow=True).status_code == 200
    assert not SavedList.objects.exists()


def test_shared_lists_are_for_the_network_only(as_user, client, manager, outsider, adviser, some):
    SavedList.objects.create(owner=manager, name="Van het netwerk", query="scale=large", is_shared=True)
    for person in (outsider, adviser):
        assert "Van het netwerk" not in as_user(person).get("/projecten/").content.decode()
        assert "Van het netwerk" not in as_user(person).get(LISTS).content.decode()
    assert "Van het netwerk" not in client.get("/projecten/").content.decode()


def test_a_name_is_used_once_by_one_person(as_user, manager, member):
    SavedList.objects.create(owner=manager, name="Mijn lijst")
    response = as_user(manager).post(f"{ADD}?scale=large", {"name": "Mijn lijst"})
    assert "U heeft al een lijst met deze naam." in response.content.decode()
    as_user(member).post(f"{ADD}?scale=large", {"name": "Mijn lijst"})
    assert SavedList.objects.count() == 2


def test_too_many_lists_and_too_long_filters_are_refused(as_user, manager):
    someone = as_user(manager)
    SavedList.objects.bulk_create(SavedList(owner=manager, name=f"Lijst {n}") for n in range(50))
    response = someone.post(f"{ADD}?scale=large", {"name": "Nog een"})
    assert "U bewaart al 50 lijsten." in response.content.decode()
    response = someone.post(f"{ADD}?q={'x' * 600}", {"name": "Lang"}, follow=True)
    assert "Deze filters zijn te lang om te bewaren." in response.content.decode()
    assert SavedList.objects.count() == 50


def test_a_kept_list_cannot_lead_elsewhere(as_user, manager):
    as_user(manager).post(f"{ADD}?q=%22%3E%3Cscript%3E&sort=//kwaad.example", {"name": "<b>x</b>"})
    kept = SavedList.objects.get()
    assert kept.get_absolute_url().startswith("/projecten/?q=%22%3E%3Cscript%3E")
    page = as_user(manager).get("/projecten/").content.decode()
    assert "<b>x</b>" not in page
    assert "<script>&" not in page


def test_number_of_queries_does_not_grow_with_kept_lists(as_user, manager, member, django_assert_max_num_queries):
    someone = as_user(manager)

    def queries(address):
        with django_assert_max_num_queries(10) as captured:
            someone.get(address)
        return len(captured)

    def add(number):
        SavedList.objects.create(owner=manager, name=f"Eigen {number}")
        SavedList.objects.create(owner=member, name=f"Gedeeld {number}", is_shared=True)

    add(1)
    one = queries("/projecten/"), queries(LISTS)
    add(2)
    add(3)
    assert (queries("/projecten/"), queries(LISTS)) == one
