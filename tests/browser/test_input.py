"""A hall that answers a round and votes: the organiser's page, phones with and without JavaScript, and the screen."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER

pytestmark = pytest.mark.browser
BEAMER = {"width": 1920, "height": 1080}


def code_of(page):
    return re.search(r"/(?:inbreng|p)/([^/]+)/", page.url)[1]


def looked_at(page, axe):
    """The page as it is now, on a phone, on a desk, and at 320 px."""
    axe(page)
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})


def test_a_round_from_its_questions_to_what_became_of_it(someone, axe):
    lead, phone, old_phone = someone(MANAGER), someone(), someone(java_script_enabled=False)
    title, said = f"Ronde {uuid4().hex[:6]}", f"Korte lijnen {uuid4().hex[:6]}"

    # The three questions are there already; the round shows everything at once.
    lead.goto("/inbreng/")
    looked_at(lead, axe)
    lead.get_by_role("link", name="Nieuwe ronde").click()
    looked_at(lead, axe)
    lead.get_by_label("Titel").fill(title)
    lead.get_by_label("Er kijkt eerst iemand naar").uncheck()
    lead.get_by_role("button", name="Opslaan").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text(title)
    lead.get_by_role("button", name="Ronde openen").click()
    expect(lead.get_by_text("De ronde is open.")).to_be_visible()
    looked_at(lead, axe)
    code = code_of(lead)

    # The hall sees how to join, and then what comes in.
    screen = someone(MANAGER, reduced_motion="reduce")  # a card that still fades in has not its colours yet
    screen.set_viewport_size(BEAMER)
    screen.goto(f"/inbreng/{code}/scherm/")
    expect(screen.get_by_text(code, exact=True)).to_be_visible()
    axe(screen)

    # One phone types the code and has JavaScript, the other has none.
    phone.goto("/inbreng/")
    phone.get_by_label("Code").fill(f" {code.upper()} ")
    phone.get_by_role("button", name="Verder").click()
    looked_at(phone, axe)
    phone.get_by_role("button", name="Versturen").click()
    expect(phone.get_by_role("alert")).to_contain_text("Beantwoord ten minste één vraag.")
    axe(phone)
    phone.get_by_label("Wat geeft u hoop en energie?").fill(said)
    phone.get_by_role("button", name="Versturen").click()
    expect(phone.get_by_role("heading", name="Dank u, uw inbreng is ontvangen")).to_be_visible()
    looked_at(phone, axe)
    own = phone.locator("#uw-inbreng a.code").inner_text()
    expect(screen.get_by_text(said)).to_be_visible()
    old_phone.goto(f"/inbreng/{code}/")
    old_phone.get_by_label("Wat is er nodig om dit tot leven te brengen?").fill("Tijd")
    old_phone.get_by_role("button", name="Versturen").click()
    old_phone.get_by_role("link", name="Wijzigen").click()
    old_phone.get_by_label("Bijdrage").fill(f"Tijd {title}")
    old_phone.get_by_role("button", name="Opslaan").click()
    expect(old_phone.locator("#uw-inbreng")).to_contain_text(f"Tijd {title}")
    expect(screen.get_by_text(f"Tijd {title}")).to_be_visible()
    axe(screen)

    # The facilitator merges one card by keyboard alone, the other one by dragging it.
    lead.goto(f"/inbreng/{code}/oogst/")
    looked_at(lead, axe)
    lead.set_viewport_size({"width": 1280, "height": 1500})  # a card and its insight both in sight
    tab_to(lead, said)
    lead.keyboard.press("Space")
    tab_to(lead, "Of een nieuw inzicht")
    lead.keyboard.type("Dicht bij elkaar")
    lead.keyboard.press("Tab")
    lead.keyboard.press("Enter")
    expect(lead.get_by_text("Samengevoegd in “Dicht bij elkaar”.")).to_be_visible()
    insight = lead.locator("[data-insight]")
    lead.wait_for_load_state()  # dragging needs the script
    lead.locator(".note", has_text=f"Tijd {title}").drag_to(insight)
    expect(insight).to_contain_text("2 bijdragen")
    lead.get_by_label(said).check()
    lead.get_by_role("button", name="Uit het inzicht halen").click()
    expect(insight).to_contain_text("1 bijdrage")
    lead.wait_for_load_state()
    lead.get_by_label(said).focus()
    lead.keyboard.press("1")
    expect(insight).to_contain_text("2 bijdragen")

    # An insight gets an action, and the contributor follows it by the code.
    insight.get_by_role("link", name="Actie toevoegen").click()
    looked_at(lead, axe)
    lead.get_by_label("Actie", exact=True).fill("Spreekuur samen houden")
    lead.get_by_label("Eigenaar").select_option(index=1)
    lead.get_by_label("Uiterlijk op").fill("2099-01-01")
    lead.get_by_role("button", name="Toevoegen").click()
    expect(lead.locator("[data-insight]")).to_contain_text("Spreekuur samen houden")
    lead.goto(f"/inbreng/{code}/")
    lead.get_by_role("button", name="Ronde sluiten").click()
    looked_at(lead, axe)
    phone.goto("/inbreng/volgen/")
    phone.get_by_label("Code").fill(own)
    phone.get_by_role("button", name="Tonen").click()
    expect(phone.get_by_text("Dicht bij elkaar")).to_be_visible()
    expect(phone.get_by_text("Spreekuur samen houden")).to_be_visible()
    looked_at(phone, axe)
    phone.goto(f"/inbreng/{code}/")
    expect(phone.get_by_text("Dicht bij elkaar").first).to_be_visible()
    looked_at(phone, axe)


def test_a_poll_in_order_with_and_without_javascript(someone, axe):
    lead, phone, old_phone = someone(MANAGER), someone(), someone(java_script_enabled=False)
    question = f"Wat eerst {uuid4().hex[:6]}?"
    lead.goto("/peilingen/")
    looked_at(lead, axe)
    lead.get_by_role("link", name="Nieuwe peiling").click()
    looked_at(lead, axe)
    lead.get_by_label("Vraag").fill(question)
    lead.get_by_label("Zet op volgorde").check()
    lead.get_by_label("Antwoorden").fill("Praten\nSchrijven\nDoen")
    lead.get_by_role("button", name="Opslaan").click()
    lead.get_by_role("button", name="Peiling openen").click()
    expect(lead.get_by_text("De peiling is open.")).to_be_visible()
    code = code_of(lead)
    screen = someone(MANAGER)
    screen.set_viewport_size(BEAMER)
    screen.goto(f"/p/{code}/scherm/")
    axe(screen)

    phone.goto(f"/p/{code}/")
    looked_at(phone, axe)
    tab_to(phone, "Omhoog: Doen")
    phone.keyboard.press("Enter")
    phone.keyboard.press("Enter")
    expect(phone.locator(".rank-item label").first).to_have_text("Doen")
    expect(phone.locator("[data-rank-said]")).to_have_text("Doen: Plaats 1")
    phone.get_by_role("button", name="Stemmen").click()
    expect(phone.get_by_text("Uw stem is geteld.")).to_be_visible()
    expect(phone.locator(".rank-item label").first).to_have_text("Doen")
    looked_at(phone, axe)

    old_phone.goto(f"/p/{code}/")
    for answer, place in (("Praten", "2"), ("Schrijven", "2"), ("Doen", "1")):
        old_phone.get_by_label(answer).select_option(place)
    old_phone.get_by_role("button", name="Stemmen").click()
    expect(old_phone.get_by_role("alert")).to_contain_text("Geef elk antwoord een eigen plaats.")
    old_phone.get_by_label("Schrijven").select_option("3")
    old_phone.get_by_role("button", name="Stemmen").click()
    expect(old_phone.get_by_text("Uw stem is geteld.")).to_be_visible()

    # Nobody sees the result until the organiser shows it.
    expect(screen.locator(".beamer-count")).to_contain_text("2 stemmen")
    expect(screen.locator(".chart")).to_have_count(0)
    lead.get_by_role("button", name="Uitslag tonen").click()
    expect(screen.locator(".chart")).to_be_visible()
    axe(screen)
    phone.reload()
    expect(phone.locator("table")).to_contain_text("Doen")
    looked_at(phone, axe)
    phone.get_by_role("button", name="Mijn stem terugnemen").click()
    expect(phone.get_by_role("button", name="Stemmen")).to_be_visible()
    expect(screen.locator(".beamer-count")).to_contain_text("1 stem")
    lead.get_by_role("button", name="Peiling sluiten").click()
    phone.reload()
    expect(phone.get_by_role("button", name="Stemmen")).to_have_count(0)
    looked_at(lead, axe)
