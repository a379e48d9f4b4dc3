"""A document on its way: added on a phone, read with a mark on it, advised on, found again, and its next stage."""

import re
from io import BytesIO
from uuid import uuid4

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits, tab_to
from tests.network.make_library import text_pdf

pytestmark = pytest.mark.browser

OWNER = "medewerker@mst.example"
ADVISER = "adviseur@zenderen.example"
COUNCIL = "Cliëntenraad"


def as_file(*pages):
    return {"name": "contouren.pdf", "mimeType": "application/pdf", "buffer": text_pdf(*pages)}


def test_a_document_from_its_file_to_what_was_done_with_the_advice(someone, portal, axe):
    word = f"Wijkplan{uuid4().hex[:6]}"
    owner, adviser, visitor = someone(OWNER), someone(ADVISER), someone()
    asked = len(portal.mails(ADVISER))

    # Added on a phone; what was typed survives a file that is refused.
    owner.goto("/documenten/")
    axe(owner)
    fits(owner)
    owner.get_by_role("link", name="Document toevoegen").first.click()
    axe(owner)
    fits(owner)
    owner.get_by_label("Titel").fill(word)
    owner.get_by_label("Bestand", exact=True).set_input_files(
        {"name": "foto.pdf", "mimeType": "application/pdf", "buffer": b"geen PDF"}
    )
    owner.get_by_label("Stadium").select_option("Contouren")
    owner.get_by_label("Vertrouwelijk").check()
    owner.get_by_label("Medisch Spectrum Twente").check()
    owner.get_by_role("button", name="Toevoegen").click()
    expect(owner.get_by_label("Titel")).to_have_value(word)
    axe(owner)
    owner.get_by_label("Bestand", exact=True).set_input_files(as_file("Eerste bladzijde", f"Over {word}zorg"))
    owner.get_by_role("button", name="Toevoegen").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text(word)
    axe(owner)
    fits(owner)
    address = owner.url

    # The council is asked, by keyboard alone.
    owner.get_by_role("link", name="Een raad om advies vragen").click()
    axe(owner)
    fits(owner)
    tab_to(owner, "Raad")
    owner.keyboard.type(COUNCIL)
    tab_to(owner, "Wat vraagt u?")
    owner.keyboard.type("Wat betekent dit voor patiënten?")
    tab_to(owner, "Advies vragen")
    owner.keyboard.press("Enter")
    expect(owner.get_by_text(f"{COUNCIL} is om advies gevraagd")).to_be_visible()

    # An adviser follows the mail, reads a copy with their name on each page, and advises.
    letter = portal.mail(ADVISER, word, asked)
    adviser.goto(re.search(r"http\S+/documenten/\S+", letter)[0])
    link = adviser.locator("main .file a").get_attribute("href")
    answer = adviser.request.get(f"{portal.url}{link}")
    assert answer.headers["cache-control"] == "private, no-store"
    for page in pypdfium2.PdfDocument(BytesIO(answer.body())):
        text = page.get_textpage().get_text_range()
        assert "VERTROUWELIJK – CONCEPT" in text
        assert re.search(r"Opgehaald door .+ op \d+ \w+ \d{4} om \d\d:\d\d", text)
    adviser.get_by_role("link", name="Advies geven").first.click()
    axe(adviser)
    fits(adviser)
    adviser.get_by_label("Advies").fill("Denk aan het vervoer.")
    adviser.get_by_role("button", name="Advies geven").click()
    expect(adviser.get_by_text("Denk aan het vervoer.")).to_be_visible()
    axe(adviser)
    fits(adviser)

    # The owner sees who took it and when it was read, and says what was done with the advice.
    owner.goto(address)
    expect(owner.get_by_role("heading", name="Wie het ophaalde")).to_be_visible()
    expect(owner.get_by_text("1 download")).to_be_visible()
    owner.get_by_role("link", name="Laat weten wat ermee is gedaan").click()
    owner.get_by_label("Wat er met het advies is gedaan").fill("Er komt een busverbinding.")
    owner.get_by_role("button", name="Opslaan").click()
    expect(owner.get_by_text("Er komt een busverbinding.")).to_be_visible()
    owner.goto("/adviezen/")
    axe(owner)
    fits(owner)

    # Found by what stands inside it, by who may read it and by nobody else.
    search = f"/zoeken/?q={word}zorg"
    for _try in range(30):
        owner.goto(search)
        if owner.get_by_role("link", name=word).count():
            break
        owner.wait_for_timeout(500)
    expect(owner.locator("mark").first).to_be_visible()
    axe(owner)
    fits(owner)
    visitor.goto(search)
    expect(visitor.get_by_text("Niets gevonden")).to_be_visible()
    assert visitor.goto(address).status == 404
    assert visitor.request.get(f"{portal.url}{link}").status == 404

    # The next stage begins with what this one says.
    owner.goto(address)
    owner.get_by_role("link", name="Volgende document in de keten").click()
    expect(owner.get_by_label("Titel")).to_have_value(word)
    owner.get_by_label("Bestand", exact=True).set_input_files(as_file("Concept"))
    owner.get_by_role("button", name="Toevoegen").click()
    chain = owner.locator("ol.steps")
    expect(chain.get_by_role("link", name=word)).to_be_visible()
    expect(chain.get_by_text("Dit leest u nu.")).to_be_visible()


@pytest.mark.parametrize("width", ["desk"])
def test_the_network_manager_destroys_what_was_kept_long_enough(someone, axe, width):
    boss = someone("netwerkmanager@zenderen.example")
    boss.goto("/documenten/?over=on")
    axe(boss)
    fits(boss)
    found = boss.locator("#results h2 a").first
    title = found.inner_text()
    found.click()
    axe(boss)
    boss.get_by_role("link", name="Bestanden vernietigen").click()
    axe(boss)
    boss.get_by_role("button", name="Bestanden vernietigen").click()
    expect(boss.get_by_role("heading", level=1)).to_have_text(title)
    expect(boss.get_by_text("SHA-256")).to_be_visible()
    expect(boss.get_by_text("Wat het waren, blijft vastgelegd").last).to_be_visible()
    axe(boss)
    fits(boss)
