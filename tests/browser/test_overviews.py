"""All projects at a glance: a visitor looks round, a member of the coordination group keeps a list."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits, tab_to

pytestmark = pytest.mark.browser

COORDINATION = "coordinatie@zenderen.example"
MANAGER = "netwerkmanager@zenderen.example"
SECRET = "Personeel uitwisselen waar het knelt"  # confidential, between the two hospitals
OVERVIEWS = {"Ambities": "/ambities/", "Visie": "/visie/", "Routekaart": "/routekaart/", "Tijdlijn": "/tijdlijn/"}


def overviews(page):
    return page.get_by_role("navigation", name="Overzichten van alle projecten")


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_visitor_goes_round_the_overviews(someone, axe, width):
    page = someone()
    page.goto("/projecten/")
    for name, address in OVERVIEWS.items():
        overviews(page).get_by_role("link", name=name).click()
        expect(page).to_have_url(re.compile(f"{address}$"))
        expect(overviews(page).get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        expect(page.get_by_text(SECRET)).to_have_count(0)
        axe(page)
        fits(page)


def test_a_visitor_follows_the_vision_down_to_a_project(someone, axe):
    page = someone()
    page.goto("/visie/")
    expect(page.get_by_text("Regionale ontwikkelvisie", exact=False).first).to_be_visible()
    block = page.locator("details").filter(has_text="Zorg en wonen (voorbeeld)")
    block.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(block.get_by_role("link", name="Na het ziekenhuis goed naar huis")).to_be_visible()
    axe(page)
    fits(page)
    tab_to(page, "Ouderenzorg")
    tab_to(page, "Na het ziekenhuis goed naar huis")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Na het ziekenhuis goed naar huis")


def test_a_cell_of_the_matrix_opens_its_list_and_an_empty_one_says_so(someone):
    page = someone()
    page.goto("/ambities/")
    matrix = page.get_by_role("table", name="Projecten per ambitie en thema")
    expect(matrix.get_by_text("nog geen").first).to_be_visible()
    cell = matrix.get_by_role("link", name=re.compile(r"^\d+ project")).first
    number = re.match(r"\d+", cell.inner_text())[0]
    cell.click()
    expect(page.locator(".count")).to_contain_text(number)
    expect(page.locator(".chip")).to_have_count(2)


@pytest.mark.parametrize("width", ["desk"])
def test_the_roadmap_says_the_same_twice(someone, width):
    page = someone()
    page.goto("/routekaart/")
    steps = page.locator(".roadmap-step > p:first-child b").all_inner_texts()
    table = page.get_by_role("table", name="Stappen van de routekaart met hun projecten")
    rows = [words.split("\n")[0] for words in table.locator("tbody th").all_inner_texts()]
    assert len(steps) == 12
    assert [words.strip() for words in steps] == [words.strip() for words in rows]
    expect(page.get_by_text("contourendocument").first).to_be_visible()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_coordination_keeps_a_list_and_shares_it(someone, axe, width):
    page, name = someone(COORDINATION), f"Alleen grote {uuid4().hex[:6]}"
    page.goto("/projecten/?classification=confidential")
    expect(page.get_by_role("link", name=re.compile(SECRET))).to_be_visible()
    page.goto("/projecten/?scale=small&vulnerable=on")
    expect(page.locator(".chip").filter(has_text="Kwetsbaar")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Deze lijst bewaren").click()
    axe(page)
    fits(page)
    page.get_by_label("Naam").fill(name)
    page.get_by_label("delen met het netwerk", exact=False).check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page).to_have_url(re.compile(r"/projecten/\?scale=small&vulnerable=on$"))

    other = someone(MANAGER)
    other.goto("/projecten/")
    other.get_by_role("navigation", name="Bewaarde lijsten").get_by_role("link", name=re.compile(name)).click()
    expect(other.locator(".chip").filter(has_text="Kwetsbaar")).to_be_visible()

    page.get_by_role("link", name="Deze lijsten wijzigen").click()
    axe(page)
    fits(page)
    page.get_by_role("link", name=re.compile(rf"delen\s*: {name}")).click()
    page.get_by_label("Naam").fill(f"{name} nu")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("button", name=re.compile(rf"Verwijderen\s*: {name} nu")).click()
    expect(page.get_by_text("is verwijderd.")).to_be_visible()
    other.goto("/projecten/")
    expect(other.get_by_text(name)).to_have_count(0)


def test_the_network_manager_adds_a_step_and_takes_it_out_by_keyboard(someone, axe):
    page, title = someone(MANAGER), f"Stap {uuid4().hex[:6]}"
    page.goto("/beheer/visie/")
    axe(page)
    fits(page)
    tab_to(page, "Stap toevoegen")
    page.keyboard.press("Enter")
    page.get_by_label("10 jaar", exact=True).check()
    page.get_by_label("wat er dan is", exact=False).fill(title)
    axe(page)
    fits(page)
    page.get_by_role("button", name="Opslaan").press("Enter")
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Dit deel verwijderen").click()
    axe(page)
    page.get_by_role("button", name="Verwijderen").click()
    expect(page.get_by_text(re.compile(f"{title}. is verwijderd"))).to_be_visible()
    page.get_by_role("link", name="Samenbrengen", exact=False).first.click()
    page.get_by_role("link", name="Dit deel verwijderen").click()
    expect(page.get_by_text("Dit deel kan nog niet weg.")).to_be_visible()
    axe(page)


def test_filters_and_overviews_work_without_javascript(someone):
    page = someone(java_script_enabled=False)
    page.goto("/tijdlijn/")
    page.locator("summary").first.click()
    page.get_by_label("Thema").select_option("ouderenzorg")
    page.get_by_role("button", name="Toon resultaten").click()
    expect(page).to_have_url(re.compile("theme=ouderenzorg"))
    expect(page.get_by_role("row").filter(has_text="Eén ingang voor spoed")).to_have_count(0)
    page.goto("/visie/")
    page.locator("summary").first.click()
    expect(page.locator("details[open]")).to_have_count(1)
