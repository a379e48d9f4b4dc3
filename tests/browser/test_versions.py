"""After signing: an amendment, an accession, a notice, words of an executive, and the yearly review."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits
from tests.browser.desk import MANAGER
from tests.browser.test_signing import ask_code, sign

pytestmark = pytest.mark.browser


def expect_signing(page, address):
    """Wait until the document was made and the executives can sign."""
    for _attempt in range(60):
        page.goto(address)
        if page.get_by_role("link", name="Lezen en ondertekenen").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("The agreement was never opened for signing")


@pytest.fixture
def signed(desk, someone, portal):
    """An agreement in force between two executives of its own."""
    anna, bert = desk.executive(), desk.executive()
    title, address = desk.agreement(anna, bert)
    for person in (anna, bert):
        page = someone(person.email)
        expect_signing(page, address)
        sign(page, portal, person)
    expect(page.get_by_role("heading", name="De ondertekende overeenkomst is klaar")).to_be_visible(timeout=60_000)
    return title, address, anna, bert


def test_an_amendment_is_signed_anew_and_replaces_what_was_in_force(desk, signed, someone, portal, axe):
    """Requirement 4, as it is played: nothing is carried over, and version 1 counts until all signed version 2."""
    _title, address, anna, bert = signed
    manager = someone(MANAGER)
    manager.goto(address)
    manager.get_by_role("link", name="Een nieuwe versie maken").click()
    axe(manager)
    fits(manager)
    manager.get_by_label("Waarom komt er een nieuwe versie?").fill("Ook het weekend hoort erbij.")
    manager.locator("main").get_by_role("button", name=re.compile("ieuwe versie maken")).click()
    expect(manager.get_by_role("heading", name="Versie 1 is van kracht")).to_be_visible()
    axe(manager)
    first = someone(anna.email)
    first.goto(address)
    expect(first.get_by_text("Er wordt een nieuwe versie voorbereid.")).to_be_visible()
    axe(first)
    manager.get_by_role("link", name="Wijzigen 2. Duur").click()
    manager.get_by_label("Tekst", exact=True).fill("De overeenkomst geldt twee jaar, ook in het weekend.")
    manager.get_by_role("button", name="Opslaan").click()
    desk.send(desk.manager, f"{address}openen/")
    expect_signing(first, address)
    expect(first.get_by_text("0 van 2 getekend")).to_be_visible()
    first.get_by_role("link", name="Wat verschilt met versie 1").click()
    expect(first.locator("ins").first).to_be_visible()
    axe(first)
    expect_signing(first, address)
    sign(first, portal, anna)
    expect(first.get_by_role("heading", name="Versie 1 is van kracht")).to_be_visible()
    second = someone(bert.email)
    second.goto(address)
    sign(second, portal, bert)
    expect(second.get_by_role("heading", name="De ondertekende overeenkomst is klaar")).to_be_visible(timeout=60_000)
    second.goto(address)
    old = second.get_by_role("heading", name="Versie 1", exact=True)
    expect(second.locator("#versies li").filter(has=old)).to_contain_text("Vervangen")
    expect(second.get_by_role("heading", name="Versie 1 is van kracht")).to_have_count(0)
    axe(second)
    fits(second)


def test_a_partner_gives_notice_with_a_fresh_code(signed, someone, portal, axe):
    title, address, anna, bert = signed
    page = someone(anna.email)
    page.goto(address)
    page.get_by_role("link", name=f"Opzeggen namens {anna.organisation}").click()
    expect(page.get_by_role("heading", name="Laatste dag als partij:")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Opzeggen", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_focused()
    axe(page)
    page.get_by_label("Reden").fill("Wij gaan verder met de regio Salland.")
    page.get_by_label("Ik zeg op namens").check()
    page.get_by_label("Code die u per e-mail krijgt").fill(ask_code(page, portal, anna.email))
    page.get_by_role("button", name="Opzeggen", exact=True).click()
    expect(page.get_by_text(f"Er is opgezegd namens {anna.organisation}")).to_be_visible()
    expect(page.locator("#deelnemers")).to_contain_text("opgezegd per")
    axe(page)
    assert "Salland" in portal.mail(bert.email, f"Opgezegd: {title}")


def test_an_executive_speaks_and_takes_it_back(signed, someone, axe):
    title, address, anna, _bert = signed
    page = someone(anna.email)
    page.goto(address)
    page.get_by_role("link", name="Zeg wat deze samenwerking voor u betekent").click()
    axe(page)
    fits(page)
    page.get_by_label("Wat u wilt zeggen").fill("Samen komen we verder dan alleen.")
    page.get_by_role("button", name="Publiceren").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    page.get_by_label("Ik vind het goed").check()
    page.get_by_role("button", name="Publiceren").click()
    expect(page.get_by_text("Samen komen we verder dan alleen.")).to_be_visible()
    axe(page)
    visitor = someone()
    visitor.goto(anna.address)
    expect(visitor.get_by_text("Samen komen we verder dan alleen.")).to_be_visible()
    expect(visitor.get_by_text(title)).to_have_count(0)
    axe(visitor)
    page.get_by_role("link", name="Mijn woorden intrekken").click()
    axe(page)
    page.get_by_role("button", name="Intrekken").click()
    visitor.reload()
    expect(visitor.get_by_text("Samen komen we verder dan alleen.")).to_have_count(0)


def test_a_partner_accedes(desk, signed, someone, portal, axe):
    _title, address, anna, _bert = signed
    clara = desk.executive()
    manager = someone(MANAGER)
    manager.goto(address)
    manager.get_by_role("link", name="Toetreding van een partner").click()
    axe(manager)
    fits(manager)
    manager.get_by_label("Partner").select_option(clara.pk)
    manager.get_by_role("button", name="Concept maken").click()
    expect(manager.get_by_text(f"{clara.organisation} treedt toe")).to_be_visible()
    accession = manager.url
    axe(manager)
    party = manager.locator("#partijen").get_by_role("link", name=re.compile("^Wijzigen")).get_attribute("href")
    fields = {"organisation": clara.pk, "role": "Toetredende partij", "signing_rule": "sole", "signatures_needed": "1"}
    desk.send(desk.manager, party, **fields, responsibilities="Levert een verpleegkundige.", edition="1")
    desk.send(desk.manager, f"{accession.removeprefix(portal.url)}openen/")
    page = someone(clara.email)
    expect_signing(page, accession)
    sign(page, portal, clara)
    expect(page.get_by_role("heading", name="De ondertekende overeenkomst is klaar")).to_be_visible(timeout=60_000)
    page.goto(address)
    expect(page.locator("#deelnemers")).to_contain_text("Toegetreden op")
    other = someone(anna.email)
    other.goto(address)
    expect(other.locator("#deelnemers").get_by_role("listitem").filter(has_text=clara.organisation)).to_be_visible()
    axe(other)
    fits(other)


def test_the_yearly_review(desk, someone, portal, axe):
    anna = desk.executive()
    manager = someone(MANAGER)
    manager.goto("/overeenkomsten/terugblik/")
    axe(manager)
    fits(manager)
    open_one = manager.locator("main .lines").get_by_text("open tot en met")
    if not open_one.count():
        manager.get_by_role("link", name="Terugblik openen").click()
        manager.get_by_label("Open tot en met").fill("2099-12-31")
        axe(manager)
        manager.get_by_role("button", name="Opslaan").click()
        expect(manager.get_by_text("De terugblik is geopend.")).to_be_visible()
    page = someone(anna.email)
    page.goto("/mijn/")
    page.get_by_role("link", name=re.compile("Vul de terugblik")).click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    axe(page)
    for group in page.get_by_role("group").all():
        group.get_by_label("4 – grotendeels").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text(f"De antwoorden van {anna.organisation} zijn opgeslagen.")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Een gezamenlijk doel: gemiddeld"))).to_be_visible()
    axe(page)
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Downloaden als CSV").click()
    assert anna.organisation in download.value.path().read_text("utf-8-sig")
