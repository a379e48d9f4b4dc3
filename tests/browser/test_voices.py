"""What people say: read by anybody, written by the network manager, answered by a project."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_manager_writes_a_list_and_a_project_answers_it(someone, axe, width):
    page = someone(MANAGER)
    worry = f"Te weinig tijd {uuid4().hex[:6]}"
    page.goto("/stem/")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Wensen of zorgen toevoegen").click()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    axe(page)
    fits(page)
    page.get_by_label("Doelgroep").select_option(label="Zorgverleners")
    page.get_by_label("Zorgen", exact=True).check()
    page.get_by_label("Vraag", exact=True).fill("Waarover maakt u zich zorgen?")
    page.get_by_label("Wensen of zorgen").fill(f"{worry}\nTe veel papier")
    page.get_by_label("Wanneer, in woorden").fill("voorjaar (jaar niet vermeld)")
    page.get_by_label("Bron").fill("Een bijeenkomst")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Opgeslagen.")).to_be_visible()
    page.goto("/projecten/?q=Samen+vallen+voorkomen")
    page.get_by_role("main").get_by_role("link", name="Samen vallen voorkomen (voorbeeld)").first.click()
    page.get_by_role("link", name="Wijzigen", exact=True).click()
    page.get_by_label(f"Zorgverleners, zorgen 1: {worry}").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text(f"1. {worry}")).to_be_visible()
    axe(page)
    fits(page)

    reader = someone()
    reader.goto("/stem/")
    place = reader.get_by_role("listitem").filter(has_text=worry)
    expect(place.get_by_role("link", name="Samen vallen voorkomen")).to_be_visible()
    expect(reader.get_by_text("voorjaar (jaar niet vermeld)").first).to_be_visible()
    axe(reader)
    fits(reader)
    reader.goto("/ervaringen/")
    axe(reader)
    fits(reader)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_an_arrangement_is_written_with_its_partners_and_made_the_same(someone, axe, width):
    page = someone(MANAGER)
    subject = f"Reiskosten {uuid4().hex[:6]}"
    page.goto("/regelingen/")
    axe(page)
    fits(page)
    tab_to(page, "Regeling toevoegen")
    page.keyboard.press("Enter")
    page.get_by_label("Onderwerp").fill(subject)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Verschilt per partner")).to_be_visible()
    page.get_by_role("link", name="Partner toevoegen").click()
    page.get_by_label("Organisatie").select_option(label="Voorbeeld GGZ")
    page.get_by_label("Hoe het is geregeld").fill("Niets")
    axe(page)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("row", name="Voorbeeld GGZ")).to_contain_text("Niets")
    page.get_by_role("link", name="Wijzigen", exact=True).first.click()
    page.get_by_label("Wat het voor iedereen is geworden").fill("Alles wordt betaald")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Voor iedereen gelijk")).to_be_visible()
    axe(page)
    fits(page)
