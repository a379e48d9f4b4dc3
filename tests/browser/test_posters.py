"""Posters from the studio to the wall: a manager's set for a conference, a project manager's A4, a visitor."""

import datetime
import io
import re
import zipfile
from uuid import uuid4

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER

pytestmark = pytest.mark.browser

PROJECT_MANAGER = "projectleider@zenderen.example"
CHAIR = "voorzitter@zenderen.example"
SLOW = 90_000  # milliseconds: a worker on a busy machine
EACH_WIDTH = pytest.mark.parametrize("width", ["phone", "desk"])


@pytest.fixture
def conference(desk):
    """The name of a conference that is still to come."""
    name = f"Zenderen proef {uuid4().hex[:6]}"
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=60)
    fields = {"number": str(uuid4().int % 30000 + 100), "starts_on": day.isoformat(), "when": "binnenkort"}
    desk.send(desk.manager, "/beheer/conferenties/nieuw/", name=name, summary="Een proefconferentie.", **fields)
    return name


def watched(page: Page) -> None:
    """From now on a reload would show."""
    page.evaluate("window.neverReloaded = true")


@EACH_WIDTH
def test_a_manager_makes_the_posters_of_a_conference_while_watching(width, conference, someone, axe):
    page, visitor = someone(MANAGER), someone()
    page.goto("/themas/")
    themes = page.locator("main h2").count()  # five, and those that other journeys have added
    page.goto("/posters/")
    page.get_by_role("link", name="Een poster maken").click()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Alle thema’s tegelijk").click()
    axe(page)
    fits(page)
    page.get_by_label("Conferentie").select_option(label=conference)
    page.get_by_label("A4").check()
    page.get_by_role("button", name="Proeven bekijken").click()
    watched(page)
    expect(page.locator("#posters img")).to_have_count(themes, timeout=SLOW)
    assert page.evaluate("window.neverReloaded")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Deze posters maken").click()
    watched(page)
    archive = page.get_by_role("link", name="Alle bestanden in een ZIP")
    expect(archive).to_be_visible(timeout=SLOW)
    assert page.evaluate("window.neverReloaded")
    expect(page.locator("#posters-said")).to_have_text("De posters zijn er.")
    axe(page)
    fits(page)
    content = page.request.get(archive.get_attribute("href")).body()
    assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == themes
    joined = page.get_by_role("link", name="Alle bladen in één PDF").get_attribute("href")
    document = pypdfium2.PdfDocument(io.BytesIO(page.request.get(joined).body()))
    assert [[round(points) for points in sheet.get_size()] for sheet in document] == [[595, 842]] * themes

    visitor.goto("/posters/")
    visitor.get_by_role("link", name=f"De wand van {conference}").click()
    expect(visitor.locator(".wall img")).to_have_count(themes)
    axe(visitor)
    fits(visitor)
    visitor.get_by_role("link", name=conference).first.click()
    expect(visitor.locator(".wall img")).to_have_count(themes)
    axe(visitor)
    visitor.get_by_role("link", name="Alle formaten en bestanden").click()
    expect(visitor).to_have_url(re.compile(r"/posters/zenderen-proef"))


@EACH_WIDTH
def test_a_project_manager_makes_the_sheet_of_a_project_by_keyboard(width, someone, axe):
    page, visitor = someone(PROJECT_MANAGER), someone()
    page.goto("/posters/maken/")
    project = page.locator("#projects + ul a").first
    title = project.inner_text()
    project.click()
    axe(page)
    fits(page)
    page.get_by_label("A4").check()
    tab_to(page, "Proef bekijken")
    page.keyboard.press("Enter")
    make = page.get_by_role("button", name="Deze poster maken")
    expect(make).to_be_visible(timeout=SLOW)
    axe(page)
    fits(page)
    assert visitor.goto(page.url).status == 404
    tab_to(page, "Deze poster maken")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Poster downloaden")
    expect(link).to_be_visible(timeout=SLOW)
    axe(page)
    fits(page)
    document = pypdfium2.PdfDocument(io.BytesIO(page.request.get(link.get_attribute("href")).body()))
    assert len(document) == 1
    assert title.split()[0] in document[0].get_textpage().get_text_bounded()
    assert visitor.goto(page.url).status == 200
    axe(visitor)


@pytest.mark.parametrize(("size", "millimetres"), [("A1", [594, 841]), ("A3", [297, 420])])
def test_a_chair_makes_the_poster_of_the_theme_and_it_hangs_on_its_page(size, millimetres, someone):
    page, visitor = someone(CHAIR), someone()
    page.goto("/posters/maken/")
    page.locator("#themes + ul a").first.click()
    theme = page.get_by_role("heading", level=1).inner_text().partition(": ")[2]
    page.get_by_label(size).check()
    page.get_by_role("button", name="Proef bekijken").click()
    page.get_by_role("button", name="Deze poster maken").click(timeout=SLOW)
    link = page.get_by_role("link", name="Poster downloaden")
    expect(link).to_be_visible(timeout=SLOW)
    sheet = pypdfium2.PdfDocument(io.BytesIO(page.request.get(link.get_attribute("href")).body()))[0]
    assert [round(points / 72 * 25.4) for points in sheet.get_size()] == millimetres
    assert theme in sheet.get_textpage().get_text_bounded()
    visitor.goto("/themas/")
    visitor.get_by_role("main").get_by_role("link", name=theme).first.click()
    visitor.get_by_role("link", name=f"Poster {size}").first.click()
    expect(visitor).to_have_url(page.url)


@EACH_WIDTH
def test_a_visitor_walks_along_the_wall(width, someone, axe):
    page = someone()
    page.goto("/posters/")
    assert page.locator(".wall li").count() >= 8
    axe(page)
    fits(page)
    page.goto("/posters/?kind=network")
    page.locator(".wall a").first.click()
    expect(page.get_by_role("heading", name="Wat erop staat")).to_be_visible()
    axe(page)
    fits(page)
    page.goto("/conferenties/zenderen-iii/")
    expect(page.get_by_text("Van deze conferentie zijn hier geen posters bewaard.")).to_be_visible()
    axe(page)


def test_a_poster_is_made_without_javascript(someone):
    page = someone(MANAGER, java_script_enabled=False)
    page.goto("/posters/maken/netwerk/")
    page.get_by_label("Dia").check()
    page.get_by_role("button", name="Proef bekijken").click()
    make = page.get_by_role("button", name="Deze poster maken")
    for _ in range(60):
        if make.is_visible():
            break
        page.wait_for_timeout(1000)
        page.reload()
    make.click()
    link = page.get_by_role("link", name="Poster downloaden")
    for _ in range(60):
        if link.is_visible():
            break
        page.wait_for_timeout(1000)
        page.reload()
    assert page.request.get(link.get_attribute("href")).body().startswith(b"\x89PNG")
