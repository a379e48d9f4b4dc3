"""A bottleneck from the work floor to an authority and back; a measurement that was not made; a lesson for visitors."""

import datetime
import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, tab_to

pytestmark = pytest.mark.browser

MANAGER = "projectleider@zenderen.example"
CHAIR = "voorzitter@zenderen.example"
MEMBER = "medewerker@mst.example"
COORDINATION = "coordinatie@zenderen.example"


@pytest.fixture
def project(desk):
    """Title and address of a running public project in elderly care that this journey has for itself."""
    page = desk.manager.get("/projecten/nieuw/").text()

    def key(words: str) -> str:
        return re.search(rf'value="(\d+)"[^>]*>\s*{words}', page)[1]

    title = f"Triage in de nacht {uuid4().hex[:8]}"
    fields = {"title": title, "summary": "Een team vangt vragen op.", "classification": "public", "reason": "Nodig."}
    fields |= {"theme": key("Ouderenzorg"), "manager": key("Projectleider projectbureau")}
    fields |= {"ambitions": re.search(r'name="ambitions" value="(\d+)"', page)[1]}
    address = re.search(r"/projecten/[^/]+/", desk.send(desk.manager, "/projecten/nieuw/", **fields).url)[0]
    involved = {"kind": "works", "name": "Verzorgenden", "involved_on": "2026-01-10"}
    desk.send(desk.manager, f"{address}betrokkenen/nieuw/", **involved)
    for phase in ("accepted", "running"):
        desk.send(desk.manager, f"{address}fase/", status=phase, reason="De stuurgroep heeft dit besloten.")
    return title, address


@pytest.fixture
def look(axe):
    """``look(page)``: axe finds nothing at two widths, and nothing scrolls sideways on a narrow phone."""

    def check(page: Page) -> None:
        before = page.viewport_size
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
        fits(page)
        page.set_viewport_size(before)

    return check


def follow(page: Page, words: str) -> None:
    """Go where this link leads, and be there."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=words).first.click()


def send(page: Page, words: str) -> None:
    """Press this button, and be on the page that answers."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=words).click()


def task(page: Page, words: str):
    page.goto("/mijn/")
    return page.get_by_role("main").get_by_role("link", name=re.compile(words))


def act(page: Page, choice: str, reason: str, holder: str = "") -> None:
    page.get_by_label(choice).check()
    if holder:
        page.get_by_label("Wie heeft het nu").fill(holder)
    page.get_by_label("Reden").fill(reason)
    send(page, "Noteren")
    expect(page.get_by_text("Genoteerd, met uw naam en de reden.")).to_be_visible()


def test_a_bottleneck_goes_from_the_floor_to_an_authority(project, someone, portal, look):
    title, address = project
    words = f"Geen arts in de nacht {uuid4().hex[:8]}"
    member, runner, coordinator, chair = (someone(who) for who in (MEMBER, MANAGER, COORDINATION, CHAIR))
    mails = len(portal.mails(MANAGER))

    member.goto(address)
    follow(member, "Knelpunten")
    look(member)
    follow(member, "Knelpunt melden")
    look(member)
    send(member, "Melden")
    expect(member.get_by_role("alert").first).to_be_focused()
    look(member)
    member.get_by_label("Knelpunt", exact=True).fill(words)
    member.get_by_label("wat er gebeurt, en wie er last van heeft").fill("Verzorgenden wachten op een arts.")
    expect(member.locator("#id_project option:checked")).to_have_text(title)
    send(member, "Melden")
    expect(member.get_by_text("krijgt bericht")).to_be_visible()
    look(member)
    bottleneck = member.url

    assert words in portal.mail(MANAGER, words, mails)
    task(runner, words).click()
    follow(runner, "Omhoog, overdragen of sluiten")
    look(runner)
    act(runner, "Een niveau omhoog brengen", "De roosters van vijf organisaties passen niet op elkaar.")
    expect(task(runner, words)).to_have_count(0)

    task(chair, words).click()
    expect(chair.get_by_text("De roosters van vijf organisaties")).to_be_visible()

    coordinator.goto("/regie/")
    expect(coordinator.get_by_role("main")).to_contain_text(words)
    coordinator.goto(bottleneck)
    follow(coordinator, "Omhoog, overdragen of sluiten")
    act(coordinator, "Een niveau omhoog brengen", "De regel is landelijk.", "Inspectie")
    follow(coordinator, "Vraag een instantie om ruimte")
    look(coordinator)
    coordinator.get_by_label("Instantie", exact=True).fill("Inspectie")
    rule = f"Aanrijtijden {uuid4().hex[:8]}"
    coordinator.get_by_label("regel die knelt").fill(rule)
    coordinator.get_by_label("wat is gevraagd").fill("Mag een verpleegkundige eerst gaan?")
    send(coordinator, "Opslaan")
    expect(coordinator.get_by_text("Nog geen antwoord").first).to_be_visible()
    look(coordinator)
    follow(coordinator, "Antwoord noteren")
    coordinator.get_by_label("Ruimte gegeven").check()
    send(coordinator, "Opslaan")
    expect(coordinator.get_by_label("wat er terugkwam")).to_have_attribute("aria-invalid", "true")
    coordinator.get_by_label("wat er terugkwam").fill("Ja, een jaar op proef.")
    today = datetime.date.today()  # noqa: DTZ011 - the browser types its own day
    coordinator.get_by_label("beantwoord op").fill(today.isoformat())
    coordinator.get_by_label("ruimte tot en met").fill((today + datetime.timedelta(days=30)).isoformat())
    send(coordinator, "Opslaan")
    expect(coordinator.get_by_text("Ruimte eindigt binnenkort")).to_be_visible()
    coordinator.goto(f"/regelruimte/?q={rule.rpartition(' ')[2]}")
    expect(coordinator.get_by_role("row", name=re.compile(rule))).to_contain_text("Ruimte gegeven")
    look(coordinator)

    member.goto(bottleneck)
    expect(member.get_by_role("listitem").filter(has_text="Werkvloer").first).to_be_visible()
    expect(member.get_by_text("De regel is landelijk.")).to_be_visible()
    expect(member.get_by_role("link", name=re.compile(rule))).to_be_visible()
    look(member)
    assert someone().goto(bottleneck).status == 404


def test_what_was_not_measured_is_said_and_drawn_as_a_gap(project, someone, look):
    _title, address = project
    page, visitor = someone(MANAGER), someone()
    page.goto(address)
    follow(page, "Meetpunten")
    look(page)
    follow(page, "Meetpunt toevoegen")
    look(page)
    page.get_by_label("Meetpunt", exact=True).fill("Vragen die een verpleegkundige oplost")
    page.get_by_label("definitie").fill("Vragen waarbij geen arts hoefde te komen.")
    page.get_by_label("bron").fill("Registratie van het team")
    page.get_by_label("periode").fill("elk kwartaal")
    page.get_by_label("eenheid").fill("%")
    page.locator("#id_target").fill("60")
    send(page, "Opslaan")
    indicator = page.url
    for day, value in (("2026-03-31", "41"), ("2026-06-30", ""), ("2026-09-30", "52,5")):
        follow(page, "Meting noteren")
        look(page)
        page.get_by_label("laatste dag van de periode").fill(day)
        page.locator("#id_value").fill(value)
        send(page, "Opslaan")
        expect(page.get_by_text("niet gemeten" if not value else f"Genoteerd: {value}").first).to_be_visible()
    visitor.goto(indicator)
    expect(visitor.get_by_role("img", name=re.compile("Vragen die een verpleegkundige oplost"))).to_be_visible()
    expect(visitor.locator(".chart-gap")).to_have_count(1)
    expect(visitor.locator(".chart-target")).to_have_count(1)
    expect(visitor.get_by_role("row", name=re.compile("30 jun 2026"))).to_contain_text("niet gemeten")
    look(visitor)
    visitor.goto(f"{address}meetpunten/")
    expect(visitor.get_by_text("52,5 %").first).to_be_visible()
    look(visitor)


def test_an_evaluation_leaves_a_lesson_that_a_visitor_finds(project, someone, look):
    title, address = project
    page, chair, visitor = someone(MANAGER), someone(CHAIR), someone()
    chair.goto(f"{address}fase/")
    expect(chair.get_by_text("Voordat het project als geëvalueerd telt")).to_be_visible()
    page.goto(f"{address}evaluaties/")
    look(page)
    follow(page, "Evaluatie schrijven")
    look(page)
    page.get_by_label("periode waarnaar is gekeken").fill("Zes maanden")
    page.get_by_label("wat we wilden weten").fill("Kan de verpleegkundige meer zelf?")
    page.get_by_label("wat is gevonden").fill("Ja. De tijdwinst is niet gemeten.")
    page.get_by_label("Doorgaan, bijgesteld").check()
    send(page, "Opslaan")
    expect(page.get_by_label("wat is bijgesteld")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("wat is bijgesteld").fill("Voortaan in twee groepen.")
    send(page, "Opslaan")
    expect(page.get_by_text("Zit er een les in voor anderen?")).to_be_visible()
    look(page)
    follow(page, "Les schrijven")
    look(page)
    lesson = f"Begin in twee groepen {uuid4().hex[:8]}"
    page.get_by_label("Les", exact=True).fill(lesson)
    page.get_by_label("wat is geleerd").fill("Met één groep was het gebied te groot.")
    expect(page.get_by_label("Openbaar")).to_be_checked()
    send(page, "Opslaan")
    expect(page.get_by_text("De les staat in de kennisbank.")).to_be_visible()

    visitor.goto("/kennisbank/")
    look(visitor)
    search = visitor.get_by_role("textbox", name="Zoeken")
    search.fill(lesson.rpartition(" ")[2])
    search.press("Enter")
    expect(visitor.get_by_text("1 les")).to_be_visible()
    visitor.get_by_role("link", name=lesson).click()
    expect(visitor.get_by_text("Met één groep was het gebied te groot.")).to_be_visible()
    look(visitor)
    visitor.get_by_role("link", name=re.compile(title)).click()
    expect(visitor.get_by_text("Voortaan in twee groepen.")).to_be_visible()

    chair.reload()
    expect(chair.get_by_text("De evaluatie van deze ronde:")).to_be_visible()
    chair.get_by_label("Het is geëvalueerd").check()
    chair.get_by_label("Reden").fill("De evaluatie is besproken.")
    send(chair, "Besluit vastleggen")
    expect(chair.get_by_text("Geëvalueerd").first).to_be_visible()


@pytest.mark.parametrize("width", ["desk"])
def test_a_bottleneck_is_reported_by_keyboard_and_without_javascript(someone, width):
    page = someone(MEMBER, java_script_enabled=False)
    page.goto("/knelpunten/")
    tab_to(page, "Knelpunt melden")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/knelpunten/melden/"))
    words = f"Toetsenbord {uuid4().hex[:8]}"
    tab_to(page, "Knelpunten")  # back to the register
    tab_to(page, "Knelpunt")
    page.keyboard.type(words)
    tab_to(page, "Wat er gebeurt")
    page.keyboard.type("Twee dossiers.")
    tab_to(page, "Melden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words)).to_be_visible()
