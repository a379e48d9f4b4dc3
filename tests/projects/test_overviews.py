"""Pages that look at all projects: the matrix, the roadmap, the vision and the timeline."""

import datetime
import re

import pytest
from django.urls import reverse

from projects import timeline
from projects.models import Project
from tests import factories
from tests.projects.make import make_milestone, make_project, make_update
from tests.themes.make import make_theme
from themes.models import BuildingBlock, Challenge, Pillar, RoadmapStep

PAGES = ["/ambities/", "/routekaart/", "/visie/", "/tijdlijn/", "/tijdlijn/?over=on"]


@pytest.fixture
def parts(theme):
    """A building block, a pillar with a step, and a challenge that the pillar answers."""
    block = BuildingBlock.objects.create(number=1, name="Leren in de regio", slug="leren")
    block.themes.add(theme)
    block.objectives.create(text="Breed opleiden").results.create(text="Leerroute begonnen")
    pillar = Pillar.objects.create(number=1, name="Samen sterker", slug="samen-sterker", strengthens="Maakt tijd vrij.")
    step = pillar.steps.create(horizon="3-5", title="Eén werkwijze")
    Challenge.objects.create(number=1, name="Te weinig mensen").pillars.add(pillar)
    return block, pillar, step


def hang(project, parts):
    """Put the project under all three."""
    block, pillar, step = parts
    project.building_blocks.add(block)
    project.pillars.add(pillar)
    project.roadmap_steps.add(step)


def text_of(response):
    """What stands on the page, without tags and double spaces."""
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


# --- What may not be known is in no cell -----------------------------------------------------------------------------


@pytest.mark.parametrize("person", [None, "outsider", "adviser", "executive2", "administrator"])
@pytest.mark.parametrize("address", PAGES)
def test_confidential_project_is_in_no_overview_of_strangers(person, address, request, as_user, project, parts):
    hang(project, parts)
    Project.objects.filter(pk=project.pk).update(scale="small", starts_on="2026-01-01", ends_on="2026-06-01")
    make_update(project, "accepted")
    response = as_user(request.getfixturevalue(person) if person else None).get(address)
    words = text_of(response)
    assert project.title not in words
    assert project.slug not in response.content.decode()
    assert "1 project" not in words
    assert re.search(r"Klein \d", words) is None or "Klein 0" in words


@pytest.mark.parametrize("person", ["member", "chair", "coordinator", "manager"])
@pytest.mark.parametrize("address", PAGES)
def test_confidential_project_is_in_the_overviews_of_those_involved(person, address, request, as_user, project, parts):
    hang(project, parts)
    Project.objects.filter(pk=project.pk).update(starts_on="2026-01-01", ends_on="2030-06-01")
    words = text_of(as_user(request.getfixturevalue(person)).get(address))
    assert project.title in words


# --- Ambition by theme ----------------------------------------------------------------------------------------------


def cells(page):
    """The matrix as text: a list of rows of cells."""
    table = re.search(r"<table class=\"table matrix\">.*?</table>", page.content.decode(), re.S)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    return [
        [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in rows
    ]


def test_matrix_counts_each_project_at_each_of_its_ambitions_and_says_where_nothing_is(client, theme):
    one, two = (factories.AmbitionFactory(name=name, slug=name.lower()) for name in ("Preventie", "Zelfredzaamheid"))
    other = make_theme(factories.BodyFactory(), name="Spoedzorg", slug="spoedzorg", number=90)
    both = make_project(theme, classification="public", ambitions=[one, two])
    make_update(both, "accepted")
    make_project(theme, classification="public", ambitions=[one], status="embedded")
    heads, first, second = cells(client.get("/ambities/"))
    themes = heads.index("Ouderenzorg"), heads.index("Spoedzorg")
    assert first[themes[0]] == "2 projecten 1 Op koers"
    assert first[themes[1]] == second[themes[1]] == "nog geen"
    assert second[themes[0]] == "1 project 1 Op koers"
    assert other.slug not in re.findall(r'href="([^"]*ambition=[^"]*)"', client.get("/ambities/").content.decode())


def test_a_cell_of_the_matrix_links_to_just_its_projects(client, theme):
    ambition = factories.AmbitionFactory()
    make_project(theme, classification="public", title="Hierin", ambitions=[ambition])
    make_project(theme, classification="public", title="Elders")
    page = client.get("/ambities/").content.decode()
    address = next(
        href.replace("&amp;", "&")
        for href in re.findall(r'href="(/projecten/\?theme=[^"]*)"', page)
        if href.endswith(f"ambition={ambition.slug}")
    )
    assert [row.title for row in client.get(address).context["page"].object_list] == ["Hierin"]


def test_ambitions_without_themes_or_projects_say_so(client, db):
    assert "Nog geen ambities" in text_of(client.get("/ambities/"))
    factories.AmbitionFactory(name="Preventie")
    assert "Nog geen project draagt bij aan deze ambitie." in text_of(client.get("/ambities/"))


# --- Roadmap --------------------------------------------------------------------------------------------------------


def test_roadmap_has_a_place_for_each_pillar_and_horizon_and_the_same_as_a_table(client, theme, parts):
    _block, pillar, step = parts
    pillar.steps.create(horizon="1", title="Wachtlijst weg", reached_on="2026-02-03")
    project = make_project(theme, classification="public", title="Zelfde formulier")
    make_update(project, "accepted", state="attention", reason="Traag.")
    hang(project, parts)
    page = client.get("/routekaart/")
    words = text_of(page)
    for horizon in ("1 jaar", "3–5 jaar", "10 jaar", "20–30 jaar"):
        assert horizon in words
    assert "Bereikt 3 februari 2026" in words
    assert "niets genoemd" in words
    assert f"/projecten/?step={step.pk}" in page.content.decode()
    table = page.content.decode().split("<tbody>")[1]
    assert table.index("Wachtlijst weg") < table.index("Eén werkwijze")
    assert "Zelfde formulier" in table
    assert "Aandacht nodig" in table


def test_roadmap_names_a_few_projects_and_links_to_the_rest(client, theme, parts):
    for number in range(7):
        hang(make_project(theme, classification="public", title=f"Plan {number}"), parts)
    page = client.get("/routekaart/")
    words = text_of(page)
    assert "7 projecten" in words
    assert "Plan 3" in words
    assert "Plan 4" not in words
    assert "en nog 3 projecten" in words
    found = client.get(f"/projecten/?step={parts[2].pk}").context["page"].paginator.count
    assert found == 7


def test_roadmap_without_steps_says_so(client, db):
    assert "Nog geen routekaart" in text_of(client.get("/routekaart/"))


# --- Vision ---------------------------------------------------------------------------------------------------------


def test_vision_is_a_tree_from_building_block_to_project(client, theme, parts):
    hang(make_project(theme, classification="public", title="Samen leren"), parts)
    page = client.get("/visie/").content.decode()
    tree = page.split('<ol class="tree">')[1].split("</ol>")[0]
    order = ["Leren in de regio", "Breed opleiden", "Leerroute begonnen", theme.name, "Samen leren"]
    places = [tree.index(words) for words in order]
    assert places == sorted(places)
    assert tree.count("<details>") == tree.count("</details>") == 1
    words = text_of(client.get("/visie/"))
    assert "Maakt tijd vrij." in words
    assert re.search(r"Te weinig mensen Wordt aangepakt door: Samen sterker", words)


def test_vision_says_what_is_missing(client, theme):
    BuildingBlock.objects.create(number=1, name="Leeg", slug="leeg")
    Challenge.objects.create(number=1, name="Geld")
    words = text_of(client.get("/visie/"))
    for missing in (
        "Nog geen doelstelling genoemd.",
        "Nog geen thema werkt eraan.",
        "nog geen pijler genoemd",
        "De pijlers zijn nog niet opgeschreven.",
    ):
        assert missing in words


def test_a_theme_with_a_project_in_a_block_stands_under_it(client, theme, parts):
    other = make_theme(factories.BodyFactory(), name="Spoedzorg", slug="spoedzorg")
    hang(make_project(other, classification="public", title="Van elders"), parts)
    tree = client.get("/visie/").content.decode().split('<ol class="tree">')[1].split("</ol>")[0]
    assert tree.index("Ouderenzorg") < tree.index("Nog geen project.") < tree.index("Spoedzorg")
    assert "Van elders" in tree


def test_balance_of_small_and_large_counts_what_goes_on(client, theme, project_manager, manager):
    both = {"manager": project_manager, "deputy": manager}
    make_project(theme, classification="public", scale="small", **both)
    make_project(theme, classification="public", scale="small", manager=project_manager)
    make_project(theme, classification="public", scale="large")
    make_project(theme, classification="public")
    make_project(theme, classification="public", scale="small", status="stopped")
    assert client.get("/visie/").context["balance"] == {"small": 2, "vulnerable": 1, "large": 1, "unchosen": 1}
    assert client.get("/projecten/?scale=small&vulnerable=on").context["page"].paginator.count == 1


# --- Timeline -------------------------------------------------------------------------------------------------------


def test_timeline_is_a_drawing_with_the_same_as_a_table(client, theme):
    project = make_project(
        theme, classification="public", title="Lang & breed", starts_on="2026-01-01", ends_on="2026-12-31"
    )
    make_milestone(project, done_on="2026-02-01")
    make_milestone(project, due_on="2026-05-01")
    make_milestone(project)
    make_project(theme, classification="public", title="Open einde", starts_on="2026-03-01")
    make_project(theme, classification="public", title="Zonder data")
    make_project(theme, classification="public", title="Klaar", status="stopped", ends_on="2025-01-01")
    page = client.get("/tijdlijn/")
    html = page.content.decode()
    drawing, table = html.split("<svg class")[1].split("</svg>")[0], html.split("<tbody>")[1]
    assert "Lang &amp; breed" in drawing
    assert drawing.count("timeline-bar") == 2
    assert drawing.count("timeline-open") == 1
    assert drawing.count("timeline-mark") == 2
    assert "1 januari 2026" in drawing
    assert "1 van 3 behaald" in table
    assert "niet bekend" in table
    words = text_of(page)
    assert "Zonder data" not in words
    assert "1 project heeft nog geen data" in words
    assert "Klaar" not in words
    assert "Klaar" in text_of(client.get("/tijdlijn/?over=on"))


def test_timeline_of_one_theme(client, theme):
    other = make_theme(factories.BodyFactory(), name="Spoedzorg", slug="spoedzorg")
    make_project(theme, classification="public", title="Hier", starts_on="2026-01-01")
    make_project(other, classification="public", title="Daar", starts_on="2026-01-01")
    words = text_of(client.get("/tijdlijn/?theme=spoedzorg"))
    assert "Daar" in words
    assert "Hier" not in words


def test_timeline_is_read_in_pages(client, theme):
    for number in range(41):
        make_project(theme, classification="public", title=f"Plan {number:02}", starts_on="2026-01-01")
    assert client.get("/tijdlijn/").content.decode().count("timeline-bar") == 40
    assert client.get("/tijdlijn/?page=2").content.decode().count("timeline-bar") == 1


@pytest.mark.parametrize(
    ("start", "end", "marks"),
    [
        ("2026-01-01", "2026-01-01", 2),
        ("2026-01-15", "2026-06-15", 5),
        ("2026-01-01", "2027-01-01", 7),
        ("2013-09-01", "2026-12-31", 7),
        ("1990-01-01", "2080-01-01", 10),
    ],
)
def test_axis_is_cropped_to_the_bars_and_never_crowded(start, end, marks, theme):
    project = make_project(theme, starts_on=start, ends_on=end)
    project.refresh_from_db()
    drawing = timeline.chart([timeline.Bar.of(project)], today=datetime.date(2026, 3, 1))
    assert drawing.count("timeline-tick") == marks
    assert ("timeline-today" in drawing) == (start <= "2026-03-01" <= end)
    for number in re.findall(r'x="([\d.]+)"', drawing):
        assert 0 <= float(number) <= timeline.WIDTH


# --- As many queries with many as with one --------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("person", [None, "manager"])
def test_number_of_queries_does_not_grow(address, person, db, request, as_user, django_assert_max_num_queries):
    someone = as_user(request.getfixturevalue(person) if person else None)

    def add(number):
        theme = make_theme(factories.BodyFactory())
        block = BuildingBlock.objects.create(number=number, name=f"Bouwsteen {number}", slug=f"bouwsteen-{number}")
        block.themes.add(theme)
        block.objectives.create(text="Doel").results.create(text="Resultaat")
        pillar = Pillar.objects.create(number=number, name=f"Pijler {number}", slug=f"pijler-{number}")
        step = pillar.steps.create(horizon=RoadmapStep.Horizon.YEAR, title="Stap")
        Challenge.objects.create(number=number, name=f"Uitdaging {number}").pillars.add(pillar)
        project = make_project(theme, classification="public", starts_on="2026-01-01", ends_on="2026-05-01")
        make_milestone(project)
        make_update(project, "accepted")
        hang(project, (block, pillar, step))

    def queries():
        with django_assert_max_num_queries(18) as captured:
            assert someone.get(address).status_code == 200
        return len(captured)

    add(1)
    one = queries()
    add(2)
    add(3)
    assert queries() == one


def test_overviews_lead_to_each_other(client, db):
    for name in ("project_list", "ambition_list", "vision", "roadmap", "timeline"):
        page = client.get(reverse(f"projects:{name}")).content.decode()
        nav = page.split('<nav class="aspects')[1].split("</nav>")[0]
        assert nav.count("<a ") == 5
        assert f'href="{reverse(f"projects:{name}")}" aria-current="page"' in nav
