"""Two executives read and sign an agreement on a phone, or do not: the main job, as it is played by hand."""

import datetime
import hashlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.agreements import make
from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER

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


# --- Together, by power of attorney, in turn, on paper ----------------------------------------------------------------


def standing(page: Page, words: str) -> None:
    """The block that says where the agreement stands."""
    expect(page.locator("#standing")).to_contain_text(words)


def test_two_executives_of_one_organisation_sign_together(desk, pair, someone, portal, axe):
    """Requirement 1, as it is played: after the first of two the organisation has not signed."""
    anna, bert = pair
    carla = desk.executive(beside=anna)
    rule = {"signing_rule": "joint", "signatures_needed": "2"}
    _title, address = desk.agreement(anna, bert, **{f"o{anna.pk}": rule})
    for person, words in ((anna, "1 van 2 handtekeningen"), (carla, "2 van 2 handtekeningen")):
        page = someone(person.email)
        page.goto(address)
        sign(page, portal, person)
        expect(page.locator("#handtekeningen")).to_contain_text(words)
        axe(page)
        fits(page)
    standing(page, "1 van 2 getekend")
    first = someone(anna.email)
    first.goto(address)
    expect(first.get_by_role("link", name="Lezen en ondertekenen")).to_have_count(0)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_somebody_else_signs_by_power_of_attorney(desk, pair, someone, portal, axe, width):
    """Requirement 2, as it is played: given on a page, used on a phone, revoked; the signature stays."""
    anna, bert = pair
    dirk = desk.executive(beside=anna, role="member")
    _title, address = desk.agreement(anna, bert)
    page = someone(anna.email)
    page.goto(address)
    page.get_by_role("link", name="Lezen en ondertekenen").click()
    page.get_by_role("link", name="Iemand anders laten tekenen").click()
    axe(page)
    fits(page)
    page.get_by_label("gegeven aan").select_option(label=dirk.name)
    page.get_by_label("tot en met").fill("2030-12-31")
    page.get_by_label("waarop zij berust").fill("Besluit van het bestuur van 3 maart")
    page.get_by_role("button", name="Volmacht geven").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    axe(page)
    page.get_by_label("Code die u per e-mail krijgt").fill(ask_code(page, portal, anna.email))
    page.get_by_role("button", name="Volmacht geven").click()
    expect(page.get_by_role("heading", name=f"{dirk.name} namens {anna.organisation}")).to_be_visible()
    axe(page)
    fits(page)
    assert dirk.name in portal.mail(dirk.email, "krachtens volmacht")

    second = someone(dirk.email)
    second.goto(address)
    second.get_by_role("link", name="Lezen en ondertekenen").click()
    expect(second.get_by_text(f"Krachtens volmacht van {anna.name} d.d.")).to_be_visible()
    expect(second.get_by_text(f"Ik doe dit krachtens de volmacht die {anna.name} mij op")).to_be_visible()
    axe(second)
    second.go_back()
    sign(second, portal, dirk)
    expect(second.locator("#handtekeningen")).to_contain_text(f"krachtens volmacht van {anna.name} d.d.")
    assert anna.name in portal.mail(dirk.email, "krachtens volmacht van")

    page.get_by_role("link", name=re.compile("^Intrekken")).click()
    axe(page)
    page.get_by_label("Reden").fill("Niet meer nodig")
    page.get_by_role("button", name="Intrekken").click()
    expect(page.get_by_text("Niet meer nodig")).to_be_visible()
    page.goto(address)
    standing(page, "1 van 2 getekend")


def test_a_signature_is_taken_back_and_all_are_told(desk, pair, someone, portal, axe):
    """Requirements 5 and 20, as they are played."""
    anna, bert = pair
    title, address = desk.agreement(anna, bert)
    page = someone(anna.email)
    page.goto(address)
    sign(page, portal, anna)
    page.get_by_role("link", name=re.compile("^Handtekening intrekken")).click()
    axe(page)
    fits(page)
    page.get_by_label("Reden").fill("De begroting klopt niet.")
    page.get_by_role("button", name="Handtekening intrekken").click()
    expect(page.get_by_role("heading", name="Ingetrokken: niemand kan nog tekenen")).to_be_visible()
    axe(page)
    for person in pair:
        assert title in portal.mail(person.email, "De begroting klopt niet.")


def test_in_turn_with_a_deadline_and_a_reminder(desk, pair, someone, portal, axe):
    """Requirement 19, as the network manager plays it."""
    anna, bert = pair
    title, address = desk.agreement(anna, bert, opened=False)
    page = someone(MANAGER)
    page.goto(f"{address}openen/")
    axe(page)
    fits(page)
    page.get_by_label("Na elkaar").check()
    page.get_by_label("Teken uiterlijk op").fill("2020-01-01")
    page.get_by_role("button", name="Openen voor ondertekening").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page.locator(".field-wrong")).to_contain_text("Deze dag is voorbij")
    axe(page)
    page.get_by_label("Teken uiterlijk op").fill("2030-12-31")
    page.get_by_role("button", name="Openen voor ondertekening").click()
    page.evaluate("window.neverReloaded = true")
    standing(page, "0 van 2 getekend")
    assert page.evaluate("window.neverReloaded")
    page.reload()
    axe(page)
    fits(page)
    second = page.get_by_role("listitem").filter(has_text=bert.organisation)
    expect(second.first).to_contain_text("zodra de partijen ervoor hebben getekend")
    page.get_by_role("button", name=f"Herinner nu – {anna.organisation}").click()
    expect(page.get_by_text("krijgt een herinnering per e-mail")).to_be_visible()
    assert title in portal.mail(anna.email, "Herinnering")
    page.get_by_role("link", name="Termijnen instellen of verzetten").click()
    axe(page)
    fits(page)
    page.get_by_label(f"Teken uiterlijk op – {anna.organisation}").fill("2031-01-31")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("1 termijn is verzet")).to_be_visible()
    first, waiting = someone(anna.email), someone(bert.email)
    waiting.goto(f"{address}ondertekenen/")
    expect(waiting.get_by_text("nog niet aan de beurt")).to_be_visible()
    axe(waiting)
    first.goto(address)
    sign(first, portal, anna)
    assert title in portal.mail(bert.email, "Uw handtekening wordt gevraagd")
    waiting.goto(address)
    sign(waiting, portal, bert)


def test_signed_on_paper_by_two_people(desk, pair, someone, portal, axe):
    """Requirement 21, as it is played: one registers, another looks at scan and text side by side."""
    anna, bert = pair
    _title, address = desk.agreement(anna, bert)
    page = someone(MANAGER)
    page.goto(address)
    page.get_by_role("link", name=f"Op papier getekend – {anna.organisation}").click()
    axe(page)
    fits(page)
    page.get_by_label("Scan van het ondertekende document").set_input_files(
        {"name": "handtekening.png", "mimeType": "image/png", "buffer": make.picture()}
    )
    page.get_by_label("Datum bij de handtekeningen").fill(str(datetime.date.today()))  # noqa: DTZ011 - as the browser
    page.get_by_label("Naam van wie tekende").fill(anna.name)
    page.get_by_label("Functie").fill("Raad van bestuur")
    page.get_by_role("button", name="Scan vastleggen").click()
    expect(page.get_by_text("Nu kijkt een tweede persoon ernaar.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Bekijk de scan"))).to_have_count(0)
    axe(page)

    second = someone("coordinatie@zenderen.example")
    second.goto(address)
    second.get_by_role("link", name=re.compile("^Bekijk de scan")).click()
    expect(second.get_by_role("img", name="Pagina 1 van de scan")).to_be_visible()
    expect(second.get_by_text("Partijen zorgen samen voor ouderen in Twente.")).to_be_visible()
    axe(second)
    fits(second)
    second.get_by_label("Er klopt iets niet").check()
    second.get_by_role("button", name="Vastleggen wat ik zag").click()
    expect(second.get_by_role("alert").first).to_be_focused()
    axe(second)
    second.get_by_label("De scan toont deze tekst").check()
    second.get_by_role("button", name="Vastleggen wat ik zag").click()
    expect(second.locator("#handtekeningen")).to_contain_text("op papier getekend")
    standing(second, "1 van 2 getekend")
    axe(second)
    assert anna.organisation in portal.mail(anna.email, "op papier")


def test_drawing_is_possible_and_a_change_can_be_asked_for(desk, pair, someone, portal, axe):
    anna, bert = pair
    title, address = desk.agreement(anna, bert)
    page = someone(anna.email)
    page.goto(address)
    page.get_by_role("link", name="Lezen en ondertekenen").click()
    expect(page.get_by_role("progressbar", name="Hoe ver u hebt gelezen")).to_be_visible()
    page.get_by_role("link", name="Wijziging vragen").click()
    axe(page)
    fits(page)
    page.get_by_label("Wat moet er anders, en waarom?").fill("Artikel 2: twee jaar in plaats van een.")
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", name="Gevraagde wijzigingen")).to_be_visible()
    axe(page)
    assert title in portal.mail(MANAGER, "twee jaar in plaats van een")
    page.get_by_role("link", name="Lezen en ondertekenen").click()
    fill_in(page, anna.name)
    code = ask_code(page, portal, anna.email)
    page.get_by_text("Ook uw handtekening tekenen").click()
    sheet = page.get_by_role("img", name="Uw getekende handtekening")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + 15 * step, box["y"] + 20 + (step % 3) * 20)
    page.mouse.up()
    assert re.match(r"M\d+ \d+L", sheet.locator("path").get_attribute("d"))
    axe(page)
    page.get_by_label("Code die u per e-mail krijgt").fill(code)
    page.get_by_role("button", name="Ondertekenen", exact=True).click()
    expect(page.get_by_role("img", name="Getekende handtekening")).to_be_visible()
    axe(page)
