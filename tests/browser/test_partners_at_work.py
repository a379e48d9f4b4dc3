"""Partners at work: one number on a phone, an expectation in words, a scan that leads on, and a place handed over."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER

pytestmark = pytest.mark.browser

MEMBER = "medewerker@mst.example"
EXECUTIVE = "bestuurder@ouderenzorg.example"
CHAIR = "voorzitter@zenderen.example"
COORDINATION = "coordinatie@zenderen.example"
QUIET = "Op dit moment niet actief in een project"


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_member_answers_the_question_of_the_quarter(someone, desk, axe, width):
    page = someone(desk.executive(role="member").email)
    page.goto("/urgentie/")
    axe(page)
    fits(page)
    page.get_by_role("main").get_by_role("link", name="Antwoord geven").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Antwoord versturen").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    page.get_by_label("7", exact=True).check()
    page.get_by_label("Toelichting").fill("Er is krapte op de afdeling.")
    page.get_by_role("button", name="Antwoord versturen").click()
    expect(page.get_by_text("Dank u wel.")).to_be_visible()
    expect(page.get_by_text("Er is krapte op de afdeling.")).to_be_visible()
    axe(page)
    page.goto("/mijn/")
    expect(page.get_by_text("Beantwoord één vraag over urgentie")).to_have_count(0)


@pytest.mark.parametrize("width", ["desk"])
def test_the_question_is_answered_by_keyboard_only(someone, width):
    page = someone(MEMBER)
    page.goto("/urgentie/")
    tab_to(page, "Antwoord geven")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/antwoord/$"))
    page.locator("h1").click()
    page.get_by_label("6", exact=True).focus()
    page.keyboard.press("Space")
    tab_to(page, "Antwoord versturen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dank u wel.")).to_be_visible()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_partner_writes_what_it_expects_and_the_project_manager_sees_the_gap(someone, axe, width):
    partner = someone(EXECUTIVE)
    partner.goto("/projecten/?q=ziekenhuis+goed+naar+huis")
    partner.get_by_role("main").get_by_role("link", name=re.compile("Na het ziekenhuis goed naar huis")).first.click()
    partner.get_by_role("navigation", name=re.compile("Onderdelen")).get_by_role("link", name="Verwachtingen").click()
    axe(partner)
    fits(partner)
    address = partner.url
    partner.get_by_role("link", name="Een verwachting opschrijven").first.click()
    axe(partner)
    fits(partner)
    wish = f"Sneller overleg {uuid4().hex[:6]}"
    partner.get_by_label("Wat wij verwachten").fill(wish)
    partner.get_by_role("group", name="Hoe belangrijk het is").get_by_label("5", exact=True).check()
    partner.get_by_role("group", name="Hoe ver eraan is voldaan").get_by_label("0", exact=True).check()
    partner.get_by_role("button", name="Opslaan").click()
    expect(partner.get_by_role("row").filter(has_text=wish)).to_be_visible()
    manager = someone("projectleider@zenderen.example")
    manager.goto(address)
    expect(manager.get_by_role("row").filter(has_text=wish)).to_contain_text("Voorbeeld Ouderenzorg")
    axe(manager)
    manager.goto(f"{address}opnieuw/")
    expect(manager.get_by_role("heading", level=1)).to_contain_text("niet")  # who reads all still writes for no one


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_chair_makes_a_scan_that_leads_on(someone, axe, width):
    chair = someone(CHAIR)
    chair.goto("/scans/?theme=ouderenzorg")
    axe(chair)
    fits(chair)
    chair.get_by_role("link", name="Scan maken").click()
    chair.get_by_role("main").get_by_role("link", name="Ouderenzorg", exact=True).click()
    expect(chair.get_by_role("group", name="Regelruimte")).to_be_visible()
    axe(chair)
    fits(chair)
    for number, mechanism in enumerate(("Urgentie en commitment", "Strategie", "De relevante actoren", "Regelruimte")):
        chair.get_by_role("group", name=mechanism).get_by_role("radio").nth(number).check()
    chair.get_by_role("group", name="Regionale infrastructuur").get_by_role("radio").nth(4).check()
    chair.get_by_role("button", name="Scan bewaren").click()
    expect(chair.get_by_text("De scan is bewaard.")).to_be_visible()
    expect(chair.get_by_role("img", name=re.compile("De vijf mechanismen"))).to_be_visible()
    axe(chair)
    fits(chair)
    chair.get_by_role("link", name="Bekijk hoe dringend de partners het vinden").click()
    expect(chair).to_have_url(re.compile("/urgentie/$"))


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_coordination_group_sees_the_urgency_fall(someone, axe, width):
    page = someone(COORDINATION)
    page.goto("/regie/")
    page.locator("#urgency").get_by_role("link", name="Voorbeeld GGZ").click()
    expect(page.get_by_role("row").filter(has_text="Voorbeeld GGZ")).to_contain_text("3 lager")
    axe(page)
    fits(page)
    page.goto("/urgentie/")
    expect(page.get_by_role("heading", name="De urgentie neemt af")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Hoe dringend"))).to_be_visible()
    axe(page)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_network_manager_sees_who_is_active_nowhere(someone, desk, axe, width):
    quiet = desk.executive()
    page = someone(MANAGER)
    page.goto("/deelname/")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Bekijk wie u kunt vragen").click()
    page.get_by_label("Zoek een partner").fill(quiet.organisation)
    page.get_by_role("button", name="Toon resultaten").click()
    expect(page.get_by_role("row").filter(has_text=quiet.organisation)).to_be_visible()
    axe(page)
    fits(page)
    own = someone(quiet.email)
    own.goto("/mijn/")
    own.get_by_role("link", name=re.compile("Bekijk in welk project")).click()
    expect(own.get_by_role("heading", name=QUIET)).to_be_visible()
    axe(own)
    fits(own)
    own.goto(quiet.address)
    expect(own.get_by_text(QUIET)).to_be_visible()


@pytest.mark.parametrize("width", ["phone"])
def test_who_leaves_hands_over(someone, desk, axe, width):
    leaver = desk.executive()
    page = desk.manager.get("/beheer/personen/?q=" + leaver.name.replace(" ", "+")).text()
    person = re.search(r"/beheer/personen/(\d+)/", page)[1]
    membership = re.search(
        r"/beheer/lidmaatschappen/\d+/beeindigen/", desk.manager.get(f"/beheer/personen/{person}/").text()
    )[0]
    desk.send(desk.manager, membership, on="2036-01-01")
    giver = someone(leaver.email)
    giver.goto("/mijn/")
    giver.get_by_role("link", name=re.compile("Draag over")).click()
    axe(giver)
    fits(giver)
    giver.get_by_label("Wat is afgesproken").fill("Elke maand bellen met de huisartsen.")
    giver.get_by_role("button", name="Overdracht geven").click()
    expect(giver.get_by_text("De overdracht is gegeven.")).to_be_visible()
    axe(giver)
    manager = someone(MANAGER)
    manager.goto("/overdrachten/?status=given")
    expect(manager.get_by_role("row").filter(has_text=leaver.organisation)).to_be_visible()
    axe(manager)
    fits(manager)
