"""The network manager writes the vision; what hangs on a part keeps it there."""

import pytest

from tests.projects.make import make_project
from themes.models import BuildingBlock, Challenge, Objective, Pillar, Result, RoadmapStep

PAGE = "/beheer/visie/"


@pytest.fixture
def pillar(db):
    return Pillar.objects.create(number=1, name="Samen sterker", slug="samen-sterker")


def test_everything_of_the_vision_is_written_in_the_browser(as_user, manager, theme):
    someone = as_user(manager)

    def add(kind, **data):
        response = someone.post(f"{PAGE}{kind}/nieuw/", data)
        assert response.status_code == 302, response.context["form"].errors
        return response

    add("pijlers", number=1, name="Samen sterker", about="Waarom", strengthens="Zo")
    pillar = Pillar.objects.get()
    assert pillar.slug == "samen-sterker"
    add("uitdagingen", number=1, name="Te weinig mensen", pillars=[pillar.pk])
    assert list(Challenge.objects.get().pillars.all()) == [pillar]
    add("bouwstenen", number=1, name="Leren", themes=[theme.pk])
    block = BuildingBlock.objects.get()
    add("doelstellingen", building_block=block.pk, text="Breed opleiden", order=0)
    objective = Objective.objects.get()
    add("resultaten", objective=objective.pk, text="Leerroute begonnen", order=0)
    add("stappen", pillar=pillar.pk, horizon="10", title="Eén dossier", order=0, reached_on="2026-01-02")
    page = someone.get(PAGE).content.decode()
    for words in ("Samen sterker", "Te weinig mensen", "Leren", "Breed opleiden", "Leerroute begonnen", "Eén dossier"):
        assert words in page
        assert words in someone.get("/visie/").content.decode() + someone.get("/routekaart/").content.decode()


def test_a_new_part_knows_what_it_comes_under_and_which_number_is_free(as_user, manager, pillar):
    form = as_user(manager).get(f"{PAGE}stappen/nieuw/?onder={pillar.pk}").context["form"]
    assert str(form["pillar"].value()) == str(pillar.pk)
    assert as_user(manager).get(f"{PAGE}pijlers/nieuw/").context["form"]["number"].value() == 2


def test_second_editor_sees_what_the_first_one_changed(as_user, manager, pillar):
    someone, address = as_user(manager), f"{PAGE}pijlers/{pillar.pk}/"
    data = {"number": 1, "name": "Samen beter", "edition": 1}
    assert someone.post(address, data).status_code == 302
    response = someone.post(address, {**data, "name": "Heel anders"})
    assert response.status_code == 200
    assert "Samen beter" in response.content.decode()
    pillar.refresh_from_db()
    assert (pillar.name, pillar.slug) == ("Samen beter", "samen-sterker")


@pytest.mark.parametrize("what", ["step", "challenge", "project"])
def test_a_pillar_with_something_on_it_stays(what, as_user, manager, pillar, theme):
    if what == "step":
        pillar.steps.create(horizon="1", title="Eerst dit")
    elif what == "challenge":
        Challenge.objects.create(number=1, name="Geld").pillars.add(pillar)
    else:
        make_project(theme, title="Werk").pillars.add(pillar)
    someone, address = as_user(manager), f"{PAGE}pijlers/{pillar.pk}/weg/"
    assert "kan nog niet weg" in someone.get(address).content.decode()
    page = someone.post(address, follow=True).content.decode()
    words = {"step": "1 stap", "challenge": "1 uitdaging", "project": "1 project"}[what]
    assert words in page
    assert Pillar.objects.exists()


def test_what_is_bare_can_go(as_user, manager, pillar, theme):
    someone = as_user(manager)
    step = pillar.steps.create(horizon="1", title="Eerst dit")
    block = BuildingBlock.objects.create(number=1, name="Leren", slug="leren")
    block.themes.add(theme)  # what a block names itself does not hold it
    objective = block.objectives.create(text="Doel")
    result = objective.results.create(text="Resultaat")
    challenge = Challenge.objects.create(number=1, name="Geld")
    challenge.pillars.add(pillar)
    assert someone.post(f"{PAGE}bouwstenen/{block.pk}/weg/").url.endswith(f"/bouwstenen/{block.pk}/")
    order = [("resultaten", result), ("doelstellingen", objective), ("bouwstenen", block), ("stappen", step)]
    order += [("uitdagingen", challenge), ("pijlers", pillar)]
    for kind, row in order:
        assert someone.get(f"{PAGE}{kind}/{row.pk}/weg/").status_code == 200
        assert someone.post(f"{PAGE}{kind}/{row.pk}/weg/").url == PAGE
    for model in (Pillar, Challenge, BuildingBlock, Objective, Result, RoadmapStep):
        assert not model.objects.exists()


def test_no_other_kinds(as_user, manager, pillar):
    assert as_user(manager).get(f"{PAGE}onzin/nieuw/").status_code == 404
    assert as_user(manager).get(f"{PAGE}pijlers/9999/").status_code == 404


def test_number_of_queries_does_not_grow(as_user, manager, django_assert_max_num_queries):
    someone = as_user(manager)

    def add(number):
        block = BuildingBlock.objects.create(number=number, name=f"B{number}", slug=f"b{number}")
        block.objectives.create(text="Doel").results.create(text="Resultaat")
        pillar = Pillar.objects.create(number=number, name=f"P{number}", slug=f"p{number}")
        pillar.steps.create(horizon="1", title="Stap")
        Challenge.objects.create(number=number, name=f"U{number}")

    def queries():
        with django_assert_max_num_queries(12) as captured:
            someone.get(PAGE)
        return len(captured)

    add(1)
    one = queries()
    add(2)
    add(3)
    assert queries() == one
