"""An agreement from its standard text to a second version, as the people concerned play it on a phone and at a desk."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, focus_label, tab_to
from tests.browser.desk import MANAGER

pytestmark = pytest.mark.browser
ADVISER = "adviseur@zenderen.example"


def write(page: Page, address: str) -> None:
    """Open the page of a new article with the caret in its text."""
    page.goto(f"{address}artikelen/nieuw/")
    page.get_by_role("textbox", name="Tekst").click()


def text(page: Page) -> str:
    return page.get_by_role("textbox", name="Tekst").input_value()


@pytest.fixture
def draft(desk):
    """The address of a draft of two partners that no other journey uses."""
    _title, address = desk.agreement(desk.executive(), desk.executive(), opened=False)
    return address


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_standard_text_becomes_a_draft(someone, axe, width):
    page = someone(MANAGER)
    title = f"Visie {uuid4().hex[:8]}"
    page.goto("/overeenkomsten/nieuw/")
    page.get_by_label("Soort overeenkomst").select_option(label="Regionale visie")
    page.get_by_label("Titel").fill(title)
    page.get_by_text("Welke standaardteksten zijn er?").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Concept maken").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("heading", name="De bouwstenen")).to_be_visible()
    expect(page.get_by_text("moet nog worden ingevuld").first).to_be_visible()
    axe(page)
    fits(page)


def test_buttons_write_what_nobody_has_to_know(someone, draft, axe):
    page = someone(MANAGER)
    write(page, draft)
    tools = page.get_by_role("toolbar", name="Opmaak van de tekst")
    page.keyboard.type("Een zin met ")
    tools.get_by_role("button", name="Vet").click()
    page.keyboard.type("nadruk")
    expect(tools.get_by_role("button", name="Vet")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    tools.get_by_role("button", name="Lijst", exact=True).click()
    page.keyboard.type("een")
    page.keyboard.press("Enter")
    page.keyboard.type("twee")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Daarna")
    assert text(page) == "Een zin met **nadruk**\n\n- een\n- twee\n\nDaarna"
    preview = page.get_by_role("region", name="Zo komt het in de overeenkomst")
    expect(preview.locator("strong")).to_have_text("nadruk")
    expect(preview.get_by_role("listitem")).to_have_count(2)
    expect(preview.get_by_text("Daarna")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_label("Kop", exact=True).fill("Nadruk")
    page.get_by_role("button", name="Artikel toevoegen", exact=True).click()
    expect(page.locator("#artikel-3 strong")).to_have_text("nadruk")


def test_the_toolbar_is_one_tab_stop_and_obeys_the_keyboard(someone, draft):
    page = someone(MANAGER)
    page.goto(f"{draft}artikelen/nieuw/")
    page.get_by_label("Kop", exact=True).focus()
    page.keyboard.press("Tab")
    assert focus_label(page) == "Kop"
    for key, name in (
        ("ArrowRight", "Vet"),
        ("End", "Tabel"),
        ("ArrowRight", "Kop"),
        ("ArrowLeft", "Tabel"),
        ("Home", "Kop"),
    ):
        page.keyboard.press(key)
        assert focus_label(page) == name
    page.keyboard.press("Tab")
    assert focus_label(page).startswith("Tekst")
    page.keyboard.type("woord")
    page.keyboard.press("Control+b")
    assert text(page) == "**woord**"
    page.keyboard.press("Control+i")
    page.keyboard.press("Control+z")
    assert text(page) == "**woord**"
    page.keyboard.press("Control+b")
    assert text(page) == "woord"
    tab_to(page, "Artikel toevoegen")


def test_without_javascript_the_preview_is_a_button(someone, draft):
    page = someone(MANAGER, java_script_enabled=False)
    page.goto(f"{draft}artikelen/nieuw/")
    assert page.get_by_role("toolbar").count() == 0
    page.get_by_label("Kop", exact=True).fill("Half")
    page.get_by_role("textbox", name="Tekst").fill("Dit is **vet**.")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.locator(".richtext-preview strong")).to_have_text("vet")
    assert page.get_by_label("Kop", exact=True).input_value() == "Half"
    assert text(page) == "Dit is **vet**."
    page.get_by_label("Kop", exact=True).press("Enter")  # saves, and does not ask for the preview once more
    expect(page.get_by_role("heading", name="Half")).to_be_visible()


def test_a_concept_is_made_in_sight(someone, draft, axe):
    page = someone(MANAGER)
    page.goto(draft)
    page.get_by_role("link", name="Concept als PDF").click()
    page.get_by_role("button", name="PDF maken").click()
    link = page.get_by_role("link", name="Concept, versie 1")
    expect(link).to_be_visible(timeout=60_000)
    axe(page)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith("-v1-concept.pdf")


def test_a_consultation_from_question_to_new_version(desk, someone, axe, portal):
    anna, bert = desk.executive(), desk.executive()
    title, address = desk.agreement(anna, bert, opened=False)
    manager, partner, adviser = someone(MANAGER), someone(anna.email), someone(ADVISER)

    manager.goto(address)
    manager.get_by_role("link", name="Consultatie beginnen").click()
    manager.get_by_label("Cliëntenraad").check()
    axe(manager)
    manager.get_by_role("button", name="Consultatie beginnen").click()
    expect(manager.get_by_text("De consultatie is begonnen")).to_be_visible()

    link = re.search(r"http\S+", portal.mail(anna.email, title))
    partner.goto(link[0])
    partner.get_by_text("Reageer op artikel 2").click()
    partner.locator("#artikel-2").get_by_role("button", name="Opmerking plaatsen").click()
    expect(partner.get_by_role("alert")).to_be_focused()
    axe(partner)
    partner.locator("#artikel-2").get_by_label("Uw opmerking").fill("Een jaar is te kort.")
    partner.locator("#artikel-2").get_by_role("button", name="Opmerking plaatsen").click()
    expect(partner.locator("#artikel-2").get_by_text("Een jaar is te kort.")).to_be_visible()
    axe(partner)
    fits(partner)

    adviser.goto("/mijn/")
    adviser.get_by_role("link", name=re.compile(f"Geef het advies van Cliëntenraad.*{title}")).click()
    adviser.get_by_role("link", name=re.compile("Advies geven")).click()
    adviser.get_by_label("Advies").fill("Positief.")
    adviser.get_by_role("button", name="Advies geven").click()
    expect(adviser.get_by_text("Positief.")).to_be_visible()
    axe(adviser)

    manager.reload()
    manager.locator("#artikel-2").get_by_role("link", name=re.compile("Beantwoorden")).click()
    manager.get_by_label(re.compile("Overnemen")).check()
    manager.get_by_label("Uw antwoord").fill("Het wordt twee jaar.")
    axe(manager)
    manager.get_by_role("button", name="Antwoord versturen").click()
    assert "Het wordt twee jaar." in portal.mail(anna.email, "Uw opmerking is beantwoord")
    manager.get_by_role("button", name="Consultatie sluiten").click()
    manager.get_by_role("link", name=re.compile("Nieuwe versie maken")).click()
    manager.get_by_label(re.compile("Waarom komt er")).fill("De opmerkingen zijn verwerkt.")
    manager.get_by_role("button", name="Nieuwe versie maken").click()
    manager.locator("#artikel-2").get_by_role("link", name=re.compile("Wijzigen")).click()
    manager.get_by_role("textbox", name="Tekst").fill("De overeenkomst geldt twee jaar.")
    manager.get_by_role("button", name="Opslaan").click()
    manager.get_by_role("link", name="Versies", exact=True).click()
    axe(manager)
    fits(manager)
    manager.get_by_role("button", name="Laat zien wat er is veranderd").click()
    expect(manager.locator("del")).to_contain_text(["vervallen", "een"])
    expect(manager.locator("#artikel-2 ins")).to_contain_text("twee")
    expect(manager.locator("details", has_text="Doel")).to_contain_text("onveranderd")
    axe(manager)
    fits(manager)
