"""Two executives read and sign an agreement on a phone, or do not: the main job, as it is played by hand."""

import hashlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture
def pair(desk):
    """Two executives of two organisations that no other journey uses."""
    return desk.executive(), desk.executive()


def fill_in(page: Page, name: str) -> None:
    """The explicit act, but for the code."""
    page.get_by_label("Ik verklaar wat hierboven staat").check()
    page.get_by_label("Uw naam").fill(name)


def ask_code(page: Page, portal, email: str) -> str:
    """Have a code mailed, and read it."""
    before = len(portal.mails(email))
    page.get_by_role("button", name="Stuur mij een code").click()
    expect(page.get_by_text(f"De code is onderweg naar {email}")).to_be_visible()
    return portal.code(email, before)


def sign(page: Page, portal, person) -> None:
    """From the agreement's page to the signature."""
    page.get_by_role("link", name="Lezen en ondertekenen").click()
    fill_in(page, person.name)
    page.get_by_label("Code die u per e-mail krijgt").fill(ask_code(page, portal, person.email))
    page.get_by_role("button", name="Ondertekenen", exact=True).click()
    expect(page.get_by_text(f"U hebt getekend namens {person.organisation}")).to_be_visible()


def test_two_executives_sign_on_their_phones(desk, pair, someone, portal, axe):
    anna, bert = pair
    title, _address = desk.agreement(anna, bert)
    first, second = someone(anna.email), someone(bert.email)

    first.goto("/overeenkomsten/")
    expect(first.get_by_role("row", name=re.compile(title))).to_contain_text("Uw handtekening wordt gevraagd")
    axe(first)
    first.get_by_role("link", name=title).click()
    expect(first.get_by_text("0 van 2 getekend")).to_be_visible()
    axe(first)
    fits(first)
    sign(first, portal, anna)
    expect(first.get_by_text("1 van 2 getekend")).to_be_visible()
    expect(first.get_by_role("link", name="Lezen en ondertekenen")).to_have_count(0)
    first.get_by_text(f"Uw handtekening namens {anna.organisation}").click()
    expect(first.get_by_text("Ik heb de hele overeenkomst gelezen.")).to_be_visible()
    axe(first)
    first.evaluate("window.neverReloaded = true")

    link = re.search(r"http\S+", portal.mail(bert.email, title))
    second.goto(link[0])
    expect(second.get_by_text("1 van 2 getekend")).to_be_visible()
    second.get_by_role("link", name="Lezen en ondertekenen").click()
    expect(second.get_by_role("heading", name="Doel")).to_be_visible()
    expect(second.get_by_text("Partijen zorgen samen voor ouderen in Twente.")).to_be_visible()
    axe(second)
    fits(second)
    second.go_back()
    sign(second, portal, bert)
    second.evaluate("window.neverReloaded = true")
    expect(second.get_by_role("heading", name="De ondertekende overeenkomst is klaar")).to_be_visible(timeout=60_000)
    expect(first.get_by_role("heading", name="De ondertekende overeenkomst is klaar")).to_be_visible()
    assert first.evaluate("window.neverReloaded") and second.evaluate("window.neverReloaded")
    expect(first.get_by_text("Ik heb de hele overeenkomst gelezen.")).to_be_visible()
    expect(second.get_by_text("Getekend door alle partijen (2)")).to_be_visible()
    axe(second)
    fits(second)

    with second.expect_download() as download:
        second.get_by_role("link", name="Ondertekende overeenkomst").click()
    content = download.value.path().read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert content.startswith(b"%PDF")
    expect(second.locator("#standing")).to_contain_text(f"SHA-256 van dit bestand: {digest}")
    for person in pair:
        assert title in portal.mail(person.email, digest)


def test_declining_closes_it_for_who_is_about_to_sign(desk, pair, someone, portal, axe):
    anna, bert = pair
    title, address = desk.agreement(anna, bert)
    first, second = someone(anna.email), someone(bert.email)
    second.goto(address)
    second.get_by_role("link", name="Lezen en ondertekenen").click()
    fill_in(second, bert.name)
    code = ask_code(second, portal, bert.email)
    second.get_by_label("Code die u per e-mail krijgt").fill(code)

    first.goto(address)
    first.get_by_role("link", name="Afwijzen").click()
    axe(first)
    first.get_by_role("button", name="Afwijzen").click()
    expect(first.get_by_role("alert").first).to_be_focused()
    axe(first)
    first.get_by_label("Reden").fill("De raad van toezicht stemt niet in met artikel 2.")
    first.get_by_role("button", name="Afwijzen").click()
    expect(first.get_by_text(f"U hebt afgewezen namens {anna.organisation}")).to_be_visible()
    expect(first.get_by_role("heading", name="Afgewezen: niemand kan nog tekenen")).to_be_visible()
    axe(first)

    with second.expect_navigation() as navigation:
        second.get_by_role("button", name="Ondertekenen", exact=True).click()
    assert navigation.value.status == 409
    expect(second.get_by_role("heading", level=1)).to_have_text("Dit kan niet meer")
    expect(second.get_by_role("blockquote").first).to_have_text("De raad van toezicht stemt niet in met artikel 2.")
    expect(second.get_by_text("U hoeft niets te doen.")).to_be_visible()
    axe(second)
    fits(second)
    second.get_by_role("link", name="Naar de overeenkomst").click()
    expect(second.get_by_text("0 van 2 getekend")).to_be_visible()
    for person in pair:
        assert title in portal.mail(person.email, "De raad van toezicht stemt niet in met artikel 2.")


def test_each_mistake_is_said_at_its_field_and_nothing_typed_is_lost(desk, pair, someone, portal, axe):
    anna, bert = pair
    _title, address = desk.agreement(anna, bert)
    page = someone(anna.email)
    page.goto(address)
    page.get_by_role("link", name="Lezen en ondertekenen").click()
    tick, name = page.get_by_label("Ik verklaar wat hierboven staat"), page.get_by_label("Uw naam")
    code, submit = page.get_by_label("Code die u per e-mail krijgt"), page.get_by_role("button", name="Ondertekenen")

    def refused(*messages: str) -> None:
        submit.click()
        summary = page.get_by_role("alert").filter(has_text="Nog niet verstuurd")
        expect(summary).to_be_focused()
        expect(page).to_have_title(re.compile("^Fout:"))
        for message in messages:
            expect(summary).to_contain_text(message)
            expect(page.locator("form .field-wrong").filter(has_text=message)).to_have_count(1)
        axe(page)

    name.fill("Iemand Anders")
    refused("Zet hier een vinkje", f"Typ: {anna.name}")
    expect(name).to_have_value("Iemand Anders")
    page.get_by_role("alert").get_by_role("link", name=re.compile("Uw naam")).click()
    expect(name).to_be_focused()

    tick.check()
    refused(f"Typ: {anna.name}")
    expect(tick).to_be_checked()

    name.fill(anna.name)
    refused("vul de code in")
    right = ask_code(page, portal, anna.email)
    expect(tick).to_be_checked()
    expect(name).to_have_value(anna.name)
    code.fill("000000" if right != "000000" else "111111")
    refused("Deze code klopt niet")
    expect(tick).to_be_checked()
    expect(name).to_have_value(anna.name)
    expect(code).to_have_value("")
    fits(page)

    code.fill(right)
    submit.click()
    expect(page.get_by_text("1 van 2 getekend")).to_be_visible()


def test_the_link_of_one_gives_another_nothing(desk, pair, someone, portal):
    anna, bert = pair
    stranger = desk.executive()
    title, address = desk.agreement(anna, bert)
    link = re.search(r"http\S+", portal.mail(anna.email, title))[0]
    visitor = someone()
    visitor.goto(link)
    expect(visitor).to_have_url(re.compile("/inloggen/"))

    other = someone(stranger.email)
    assert other.goto(link).status == 404
    expect(other.get_by_role("link", name="Naar de homepage")).to_be_visible()
    assert other.goto(f"{address}ondertekenen/").status == 404

    page = someone(anna.email)
    page.goto(address)
    own = page.get_by_role("link", name="Lezen en ondertekenen").get_attribute("href")
    party = someone(bert.email)
    assert party.goto(own).status == 403
    expect(party.get_by_role("heading", level=1)).to_have_text("Dit hoort niet bij uw rol")
    party.get_by_role("link", name="Naar mijn taken").click()
    expect(party.get_by_role("link", name=re.compile(title))).to_be_visible()


def test_without_javascript(desk, pair, someone, portal):
    anna, bert = pair
    _title, address = desk.agreement(anna, bert)
    for person, standing in ((anna, "1 van 2 getekend"), (bert, "Getekend door alle partijen (2)")):
        page = someone(person.email, java_script_enabled=False)
        page.goto(address)
        expect(page.get_by_text("Partijen zorgen samen voor ouderen in Twente.")).to_be_visible()
        sign(page, portal, person)
        expect(page.get_by_text(standing)).to_be_visible()


def test_with_the_keyboard_alone(desk, pair, someone, portal):
    anna, bert = pair
    _title, address = desk.agreement(anna, bert)
    page = someone(anna.email)
    page.goto(address)
    tab_to(page, "Lezen en ondertekenen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ondertekenen/**")
    tab_to(page, "Naar het ondertekenen")
    page.keyboard.press("Enter")
    tab_to(page, "Ik verklaar")
    page.keyboard.press("Space")
    tab_to(page, "Uw naam")
    page.keyboard.type(anna.name)
    tab_to(page, "Stuur mij een code")
    before = len(portal.mails(anna.email))
    page.keyboard.press("Enter")
    expect(page.get_by_text("De code is onderweg")).to_be_visible()
    expect(page.get_by_label("Code die u per e-mail krijgt")).to_be_focused()
    page.keyboard.type(portal.code(anna.email, before))
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 van 2 getekend")).to_be_visible()
