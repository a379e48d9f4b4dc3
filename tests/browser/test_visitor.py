"""What somebody without an account reads: on a phone and on a desk, in two languages, followed by nobody."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.browser.words import Read, dutch_in

pytestmark = pytest.mark.browser

# Each page with a fact that its reader comes for.
PAGES = {
    "/": "Samen werken aan gezonde inwoners van Twente",
    "/themas/": "Spoedzorg",
    "/projecten/": "Meekijken met de specialist",
    "/partners/": "Medisch Spectrum Twente",
    "/conferenties/zenderen-i/": "2013",
    "/conferenties/zenderen-ii/": "2014",
    "/conferenties/zenderen-iii/": "14 oktober 2015",
    "/geschiedenis/": "samenwerkingsovereenkomst",
    "/organisatie/": "Coördinatiegroep",
}


# What people and groups are called, and what was written about them, is content, and Dutch in both languages.
NAMES = {
    *("Beheerder", "Coördinatiegroep", "vandaag"),
    "Elke stuurgroep is opdrachtgever van de projecten in haar thema",
}


def click_through(page: Page, *names: str) -> None:
    """Follow these links one after another; on a phone the main menu opens first."""
    for name in names:
        link = page.get_by_role("link", name=name, exact=True).first
        if not link.is_visible():
            page.get_by_role("button", name="Menu", exact=True).click()
        with page.expect_navigation():  # or the next link is looked for, and the menu opened, on the page that goes
            link.click()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_public_site_reads_well_and_asks_nothing_of_others(page, portal, axe, width):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for address, fact in PAGES.items():
        assert page.goto(address).status == 200
        expect(page.get_by_role("main").get_by_text(fact).first).to_be_visible()
        axe(page)
        fits(page, page.viewport_size["width"])
    assert len(asked) > len(PAGES)
    assert [url for url in asked if not url.startswith((f"{portal.url}/", "data:"))] == []


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_visitor_finds_the_way_from_home_to_a_project_and_its_partner(page, width):
    page.goto("/")
    click_through(page, "Thema’s", "Spoedzorg", "Eén ingang voor spoed (voorbeeld)")
    expect(page.get_by_role("heading", level=1)).to_have_text("Eén ingang voor spoed (voorbeeld)")
    heading = page.get_by_role("heading", name="Partners", exact=True)
    page.locator("main section").filter(has=heading).last.locator("ul a").first.click()
    expect(page).to_have_url(re.compile(r"/partners/[^/]+/$"))
    expect(page.get_by_role("link", name="Eén ingang voor spoed (voorbeeld)")).to_be_visible()
    click_through(page, "Conferenties", "Zenderen III")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zenderen III")


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_filters_stand_in_the_address_and_the_way_back_works(page, someone, axe, width):
    page.goto("/projecten/")
    everything = page.get_by_role("main").get_by_role("row").count()
    page.evaluate("window.neverReloaded = true")
    if width == "phone":
        page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Thema", exact=True).select_option(label="Ouderenzorg")
    expect(page).to_have_url(re.compile(r"/projecten/\?theme=ouderenzorg$"))
    rows = page.get_by_role("main").get_by_role("row")
    expect(rows.filter(has_text="Samen vallen voorkomen")).to_be_visible()
    expect(rows.filter(has_text="Eén ingang voor spoed")).to_have_count(0)
    page.get_by_label("Zoeken", exact=True).fill("vallen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=vallen&theme=ouderenzorg$"))
    expect(rows).to_have_count(2)
    assert page.evaluate("window.neverReloaded")
    axe(page)
    fits(page)

    shared = someone()
    shared.goto(page.url)
    expect(shared.get_by_role("main").get_by_role("row")).to_have_count(2)
    expect(shared.get_by_label("Thema", exact=True)).to_have_value("ouderenzorg")

    page.go_back()
    expect(page).to_have_url(re.compile(r"/projecten/\?theme=ouderenzorg$"))
    expect(rows.filter(has_text="Eén zorgplan")).to_be_visible()
    expect(page.get_by_label("Thema", exact=True)).to_have_value("ouderenzorg")
    page.go_back()
    expect(page).to_have_url(re.compile("/projecten/$"))
    expect(rows).to_have_count(everything)


def test_filters_work_without_javascript(someone):
    page = someone(java_script_enabled=False)
    page.goto("/projecten/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Stand", exact=True).select_option(label="Aandacht nodig")
    page.get_by_role("button", name="Toon resultaten").click()
    expect(page).to_have_url(re.compile("state=attention"))
    rows = page.get_by_role("main").get_by_role("row")
    expect(rows.filter(has_text="Knelpunten in acute zorg")).to_be_visible()
    expect(rows.filter(has_text="Meekijken met de specialist")).to_have_count(0)


def test_cookies_are_those_that_the_page_about_them_names(page):
    for address in PAGES:
        page.goto(address)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(cookies) == {"csrftoken"}
    assert 363 < (cookies["csrftoken"]["expires"] - time.time()) / 86_400 < 367
    page.goto("/cookies/")
    expect(page.get_by_role("row").filter(has_text="csrftoken")).to_contain_text("Eén jaar")
    choose_english(page)
    chosen = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(chosen) == {"csrftoken", "sessionid"}
    assert chosen["sessionid"]["httpOnly"]
    assert {page.locator("tbody code").nth(place).inner_text() for place in range(2)} == set(chosen)
    assert page.evaluate("localStorage.length") == 0


def choose_english(page: Page) -> None:
    menu = page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible():
        menu.click()
    page.get_by_role("button", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_everything_that_is_ours_speaks_english_when_asked(page, axe):
    page.goto("/")
    choose_english(page)
    left = {}
    for address in (*PAGES, "/inloggen/", "/cookies/", "/privacy/", "/toegankelijkheid/", "/bestaat-niet/"):
        page.goto(address)
        read = Read(page.content())
        assert read.lang == "en"
        if found := set(dutch_in(read.texts)) - NAMES:
            left[address] = found
    assert left == {}
    page.goto("/projecten/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects")
    axe(page)
    fits(page)
