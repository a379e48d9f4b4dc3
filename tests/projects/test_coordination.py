"""The coordination page: what needs help, for whom, and at any volume."""

import datetime

import pytest
from django.utils import timezone

from projects import coordination
from projects.models import Bottleneck, Breach, Dependency, Project
from tests import factories
from tests.projects.make import make_project, make_update
from tests.themes.make import make_theme

PAGE = "/regie/"


@pytest.fixture
def other_theme(db):
    """A theme of another steering group."""
    body = factories.BodyFactory(name="Themastuurgroep Acute zorg", slug="stuurgroep-acuut")
    return make_theme(body, name="Acute zorg", slug="acute-zorg", accent=1)


def trouble(theme, name, **fields):
    """A project of this theme in every kind of trouble."""
    project = make_project(theme, title=f"{name} uit koers", classification="confidential", **fields)
    make_update(project, "accepted", state="off_course", reason="Te weinig mensen.")
    other = make_project(theme, title=f"{name} oud", classification="confidential", manager=factories.UserFactory())
    make_update(other, "accepted", days_ago=400)
    make_update(other, "submitted")
    Breach.objects.create(project=project, kind="money", agreed="1000", expected="2000")
    Dependency.objects.create(project=other, on=project, what="Het dossier")
    make_project(theme, title=f"{name} voorstel", classification="confidential", status=Project.Status.PROPOSAL)
    Bottleneck.objects.create(
        title=f"{name} knelpunt", about="Het knelt.", project=project, level="board", classification="confidential",
        holder="De besturen", reported_by=factories.UserFactory(),
    )  # fmt: skip
    return project


def found(response):
    """Block → how many, and the titles that are shown."""
    return {block.key: (block.number, [item.title for item in block.items]) for block in response.context["blocks"]}


def test_each_need_has_its_block_with_number_link_and_age(as_user, coordinator, theme):
    project = trouble(theme, "Valpreventie")
    response = as_user(coordinator).get(PAGE)
    blocks = found(response)
    assert blocks["out-of-bandwidth"] == (1, ["Valpreventie uit koers: geld"])
    assert blocks["off-course"] == (1, ["Valpreventie uit koers"])
    assert blocks["stale"] == (1, ["Valpreventie oud"])
    assert blocks["dependencies"] == (1, ["Valpreventie oud wacht op Valpreventie uit koers"])
    assert blocks["decisions"][0] == 3
    assert set(blocks["decisions"][1]) == {"Valpreventie oud", "Valpreventie voorstel", "Valpreventie knelpunt"}
    assert blocks["vulnerable"][0] == 3
    page = response.content.decode()
    assert project.get_absolute_url() in page
    assert "Te weinig mensen." in page
    assert "1 jaar geleden" in page
    assert "vandaag" in page


def test_a_chair_sees_their_own_theme_and_nothing_of_another(as_user, chair, theme, other_theme):
    trouble(theme, "Eigen")
    trouble(other_theme, "Vreemd")
    for address in (PAGE, f"{PAGE}?theme=acute-zorg", f"{PAGE}?theme=ouderenzorg"):
        page = as_user(chair).get(address).content.decode()
        assert "Eigen uit koers" in page
        assert "Vreemd" not in page
        assert "Acute zorg" not in page


def test_coordination_group_and_manager_see_all_and_choose_a_theme(as_user, coordinator, manager, theme, other_theme):
    trouble(theme, "Eigen")
    trouble(other_theme, "Ander")
    for person in (coordinator, manager):
        assert found(as_user(person).get(PAGE))["off-course"][0] == 2
        blocks = found(as_user(person).get(f"{PAGE}?theme=acute-zorg"))
        assert {name for _number, titles in blocks.values() for name in titles if "Eigen" in name} == set()
        assert blocks["decisions"][0] == 3
    blocks = {block.key: block for block in as_user(manager).get(f"{PAGE}?theme=acute-zorg").context["blocks"]}
    assert blocks["stale"].more == "/projecten/?state=outdated&theme=acute-zorg"


@pytest.mark.parametrize("person", ["member", "executive", "project_manager", "steering_member", "outsider", "adviser"])
def test_nobody_else_coordinates(person, request, as_user):
    assert as_user(request.getfixturevalue(person)).get(PAGE).status_code == 403


def test_nothing_to_do_is_said(as_user, coordinator):
    page = as_user(coordinator).get(PAGE).content.decode()
    assert page.count("Nu niets.") >= 6


def test_way_there_from_the_start_page(as_user, coordinator, chair, manager, member, steering_member):
    for person, leads in ((coordinator, 1), (chair, 1), (manager, 1), (member, 0), (steering_member, 0)):
        assert as_user(person).get("/mijn/").content.decode().count(f'href="{PAGE}"') == leads


def test_other_rooms_add_blocks(as_user, coordinator, monkeypatch):
    monkeypatch.setattr(coordination, "_providers", list(coordination._providers))
    day = timezone.localdate() - datetime.timedelta(days=3)

    @coordination.provider
    def urgency(scope):
        assert scope.sees_all
        item = coordination.Item("Dit kwartaal", "/urgentie/", "Van 7 naar 6", day)
        yield coordination.Block("urgency", "Urgentie daalt", 1, [item], order=5)

    page = as_user(coordinator).get(PAGE).content.decode()
    assert "Urgentie daalt" in page
    assert "3 dagen geleden" in page


def test_bottleneck_of_no_theme_is_for_the_coordination_group(as_user, coordinator, chair, theme):
    Bottleneck.objects.create(
        title="Voor iedereen", about="Het knelt.", level="board", holder="?", reported_by=factories.UserFactory()
    )
    assert "Voor iedereen" in as_user(coordinator).get(PAGE).content.decode()
    assert "Voor iedereen" not in as_user(coordinator).get(f"{PAGE}?theme=ouderenzorg").content.decode()
    assert "Voor iedereen" not in as_user(chair).get(PAGE).content.decode()


@pytest.mark.parametrize("person", ["coordinator", "chair", "manager"])
def test_number_of_queries_does_not_depend_on_the_volume(
    person, request, as_user, theme, organisation, django_assert_max_num_queries
):
    someone = as_user(request.getfixturevalue(person))

    def queries():
        with django_assert_max_num_queries(29) as captured:
            assert someone.get(PAGE).status_code == 200
        return len(captured)

    trouble(theme, "Een")
    one = queries()
    for number in range(12):
        trouble(theme, f"Nog {number}", partners=[(organisation, "")])
    assert queries() == one
    shown = found(someone.get(PAGE))["off-course"]
    assert shown[0] == 13
    assert len(shown[1]) == coordination.SHOWN
