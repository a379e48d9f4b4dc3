"""A work conference from its first part to the door: written, registered for, waited for, checked in, told about."""

import io
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER

pytestmark = pytest.mark.browser
EACH_WIDTH = pytest.mark.parametrize("width", ["phone", "desk"])


@pytest.fixture
def conference(desk):
    """One of today with one place: its name and its address."""
    name = f"Werkdag {uuid4().hex[:8]}"
    today = datetime.now()  # noqa: DTZ005 - the server of these tests is in the same place
    fields = {
        "starts_on": f"{today:%Y-%m-%d}",
        "when": "vandaag",
        "summary": "Een dag om te proberen.",
        "capacity": "1",
        "registers_until": f"{today:%Y-%m-%d}T23:59",
        "evaluates_until": f"{today + timedelta(days=7):%Y-%m-%d}",
    }
    answer = desk.send(desk.manager, "/beheer/conferenties/nieuw/", name=name, **fields)
    return name, answer.url.removeprefix(desk.portal.url)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def looked_at(page: Page, axe) -> None:
    """Without violations and without sideways scrolling."""
    page.wait_for_load_state()
    axe(page)
    fits(page)


def register(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.get_by_role("main").get_by_role("link", name=re.compile("^(Aanmelden|Zet mij)")).click()
    page.get_by_label("Naam").fill(f"Gast {email}")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("E-mailadres").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw e-mail")


def ticket(portal, email: str, words: str) -> str:
    found = re.search(r"http\S+/aanmelding/[\w-]+/(?=\s)", portal.mail(email, words))
    assert found
    return found[0]


@EACH_WIDTH
def test_visitors_register_wait_come_in_and_tell_how_it_was(width, conference, someone, portal, axe):
    _name, address = conference
    first, second = (f"{uuid4().hex[:8]}@gast.example" for _ in range(2))
    visitor, manager = someone(), someone(MANAGER)

    visitor.goto(f"{address}aanmelden/")
    press(visitor, "Aanmelden")
    expect(visitor.locator(".errors-summary")).to_be_focused()
    looked_at(visitor, axe)
    register(visitor, address, first)
    looked_at(visitor, axe)
    own = ticket(portal, first, "U hebt een plaats")
    visitor.goto(own)
    expect(visitor.get_by_alt_text("De code die bij de deur wordt gescand")).to_be_visible()
    looked_at(visitor, axe)

    register(visitor, address, second)
    waiting = ticket(portal, second, "wachtlijst")
    visitor.goto(waiting)
    expect(visitor.get_by_role("main")).to_contain_text("U bent nummer 1 op de lijst")
    looked_at(visitor, axe)

    visitor.goto(own)
    follow(visitor, "Ik kan niet komen")
    looked_at(visitor, axe)
    press(visitor, "Mij afmelden")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("U bent niet meer aangemeld")
    assert ticket(portal, second, "Er is een plaats voor u") == waiting

    # At the door: what the code on the ticket opens, by keyboard.
    manager.goto(waiting.replace("/aanmelding/", "/inchecken/"))
    looked_at(manager, axe)
    tab_to(manager, "Inchecken")
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("main").get_by_role("status")).to_contain_text("Binnen")
    looked_at(manager, axe)
    follow(manager, "Aanwezigenlijst")
    manager.get_by_role("textbox", name="Zoeken").fill(second)
    manager.get_by_role("textbox", name="Zoeken").press("Enter")
    expect(manager.locator("#results")).to_contain_text("1 aanmelding")
    looked_at(manager, axe)

    visitor.goto(waiting)
    follow(visitor, "Vertel hoe het was")
    looked_at(visitor, axe)
    visitor.get_by_role("radio", name="8", exact=True).check()
    visitor.get_by_label("Wat was nuttig voor u?").fill("Het gesprek aan tafel")
    press(visitor, "Versturen")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Dank u wel voor uw antwoord")
    looked_at(visitor, axe)
    manager.goto(f"{address}evaluatie/")
    expect(manager.get_by_role("main")).to_contain_text("Het gesprek aan tafel")
    expect(manager.get_by_role("main")).not_to_contain_text(second)
    looked_at(manager, axe)


@EACH_WIDTH
def test_manager_writes_a_programme_that_tells_where_we_are(width, conference, someone, axe):
    name, address = conference
    manager = someone(MANAGER)
    manager.goto(address)
    follow(manager, "Onderdeel toevoegen")
    looked_at(manager, axe)
    # All day long, so that it is on whenever this is played.
    long = [("Ouderenzorg", "00:00", "23:58", "Zaal 1"), ("Spoedzorg", "00:00", "23:58", "Zaal 2")]
    for title, begins, ends, room in [*long, ("Afronding", "23:58", "23:59", "")]:
        manager.get_by_label("Titel").fill(title)
        manager.get_by_label("Sessie").check()
        manager.get_by_label("Begint om").fill(begins)
        manager.get_by_label("Eindigt om").fill(ends)
        manager.get_by_label("Zaal").fill(room)
        manager.get_by_label("Sprekers").fill("Voorzitter; themastuurgroep")
        press(manager, "Toevoegen en nog een schrijven")
        expect(manager.get_by_role("main").get_by_label("Titel")).to_have_value("")

    visitor = someone()
    visitor.goto(address)
    looked_at(visitor, axe)
    now = visitor.locator("#programme [aria-current=step]")
    expect(now).to_contain_text("Nu bezig")
    columns = [now.locator("article", has_text=room).bounding_box() for room in ("Zaal 1", "Zaal 2")]
    beside = columns[0]["y"] == columns[1]["y"]
    assert beside == (width == "desk")
    expect(visitor.locator("#programme")).to_contain_text("Straks, om 23:58: Afronding")

    sheet = visitor.request.get(f"{address}programma.pdf")
    document = pypdfium2.PdfDocument(io.BytesIO(sheet.body()))
    words = document[0].get_textpage().get_text_bounded()
    assert (len(document), name in words, "Spoedzorg" in words) == (1, True, True)
    document.close()
    assert "TZID=Europe/Amsterdam" in visitor.request.get(f"{address}agenda.ics").text()

    visitor.goto("/conferenties/")
    looked_at(visitor, axe)
    manager.goto("/conferenties/")
    follow(manager, name)
    follow(manager, "Wijzigen")
    looked_at(manager, axe)
    manager.get_by_label("Wat het opleverde").fill("Een afspraak over triage")
    press(manager, "Opslaan")
    expect(manager.get_by_role("main")).to_contain_text("Een afspraak over triage")
