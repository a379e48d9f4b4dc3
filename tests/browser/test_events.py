"""A signing event: two executives sign on their phones, and the hall sees their organisations appear."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits
from tests.browser.desk import MANAGER
from tests.browser.test_signing import sign
from tests.browser.test_versions import expect_signing

pytestmark = pytest.mark.browser

BEAMER = {"width": 1920, "height": 1080}
WITNESS = {"witness": "Wethouder Voorbeeld", "witness_position": "wethouder zorg"}


@pytest.fixture
def evening(desk):
    """Two executives, and an agreement that is open for signing, with an event."""
    anna, bert = desk.executive(), desk.executive()
    title, address = desk.agreement(anna, bert)
    when = {"starts_at": "2027-07-01T14:30", "date_text": "", "place": "Kulturhus Zenderen"}
    desk.send(desk.manager, f"{address}bijeenkomst/", **when, **WITNESS)
    return title, address, anna, bert


def test_two_phones_and_a_hall_screen(evening, someone, portal, axe):
    title, address, anna, bert = evening
    hall = someone(MANAGER)
    hall.set_viewport_size(BEAMER)
    hall.goto(address)
    hall.get_by_role("link", name="Zaalscherm").click()
    expect(hall.get_by_role("heading", name=title)).to_be_visible()
    expect(hall.get_by_text("donderdag 1 juli 2027, 14:30")).to_be_visible()
    expect(hall.get_by_text("Wethouder Voorbeeld, wethouder zorg")).to_be_visible()
    expect(hall.locator(".hall-number")).to_have_text("0 van 2")
    expect(hall.get_by_role("img", name="QR-code")).to_be_visible()
    expect(hall.get_by_text(f"{address}ondertekenen/")).to_be_visible()
    expect(hall.get_by_text(bert.organisation)).to_have_count(0)
    axe(hall)
    hall.evaluate("window.neverReloaded = true")

    first, second = someone(anna.email), someone(bert.email)
    expect_signing(first, address)
    sign(first, portal, anna)
    expect(hall.locator(".hall-number")).to_have_text("1 van 2")
    expect(hall.get_by_role("listitem").filter(has_text=anna.organisation)).to_be_visible()
    expect(hall.locator("#hall-said")).to_contain_text("1 van 2 partijen")
    expect(hall.get_by_text(bert.organisation)).to_have_count(0)
    hall.get_by_role("link", name="Toon ook wie nog ontbreekt").click()
    expect(hall.get_by_role("listitem").filter(has_text=bert.organisation)).to_contain_text("nog niet")
    axe(hall)
    hall.get_by_role("link", name="Toon alleen wie heeft getekend").click()
    hall.evaluate("window.neverReloaded = true")

    second.goto(address)
    sign(second, portal, bert)
    expect(hall.locator(".hall-number")).to_have_text("2 van 2")
    expect(hall.get_by_text("alle partijen hebben getekend")).to_be_visible()
    # By its place: "wordt bezegeld en gecontroleerd" before it and what is read out loud say the same words.
    expect(hall.locator(".hall-verdict")).to_contain_text("Bezegeld en gecontroleerd", timeout=60_000)
    expect(hall.locator("#hall-said")).to_contain_text("Het document is bezegeld en gecontroleerd.")
    for name in ("De eerste bladzijde van de bezegelde overeenkomst", "De bladzijde met de handtekeningen"):
        picture = hall.get_by_role("img", name=name)
        expect(picture).to_be_visible()
        assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") == 1000
    assert hall.evaluate("window.neverReloaded")
    axe(hall)
    tall = hall.evaluate("document.documentElement.scrollHeight")
    assert tall <= BEAMER["height"], f"the hall would have to scroll: {tall} px"


def test_the_hall_screen_on_a_phone_and_without_javascript(evening, someone, axe):
    _title, address, _anna, _bert = evening
    phone = someone(MANAGER)
    phone.goto(f"{address}scherm/?ontbreekt")
    axe(phone)
    fits(phone)
    plain = someone(MANAGER, java_script_enabled=False)
    plain.goto(f"{address}scherm/")
    expect(plain.locator(".hall-number")).to_have_text("0 van 2")
    assert re.search(r"refresh", plain.content())


def test_the_code_leads_a_stranger_to_signing_in(evening, someone, axe):
    """Requirement 16: what the code holds is an address, and that address asks who you are."""
    _title, address, anna, _bert = evening
    stranger = someone()
    stranger.goto(f"{address}ondertekenen/")
    expect(stranger).to_have_url(re.compile("/inloggen/"))
    mine = someone(anna.email)
    expect_signing(mine, address)
    mine.goto(f"{address}ondertekenen/")
    expect(mine.get_by_role("heading", name="Ondertekenen", exact=True)).to_be_visible()


def test_the_event_is_planned_by_hand_and_goes_into_a_calendar(desk, someone, portal, axe):
    anna, bert = desk.executive(), desk.executive()
    title, address = desk.agreement(anna, bert)
    page = someone(MANAGER)
    page.goto(address)
    page.get_by_role("link", name="Bijeenkomst plannen").click()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    axe(page)
    fits(page)
    page.get_by_label("Datum en tijd").fill("2027-07-01T14:30")
    page.get_by_label("Plaats").fill("Kulturhus Zenderen")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("donderdag 1 juli 2027, 14:30")).to_be_visible()
    axe(page)
    assert "Kulturhus Zenderen" in portal.mail(anna.email, f"Ondertekeningsbijeenkomst: {title}")
    guest = someone(anna.email)
    guest.goto(address)
    with guest.expect_download() as download:
        guest.get_by_role("link", name="In mijn agenda zetten").click()
    assert b"BEGIN:VEVENT" in download.value.path().read_bytes()
