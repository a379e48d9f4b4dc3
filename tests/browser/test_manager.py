"""The network manager's part of the main job, from a new partner to an agreement that is open for signing."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.browser.desk import MANAGER, PASSWORD

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("width", ["phone", "desk"])
DESK = pytest.mark.parametrize("width", ["desk"])


@pytest.fixture
def stamp():
    """What makes the names of this journey its own."""
    return uuid4().hex[:8]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, *rows: str) -> None:
    """The file that a spreadsheet makes of these rows."""
    content = "\r\n".join(rows).encode("utf-8-sig")
    file = {"name": "partners.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("CSV-bestand").set_input_files(file)


@BOTH
def test_a_partner_is_added_and_its_executive_comes_in(someone, portal, axe, stamp, width):
    page, name, email = someone(MANAGER), f"Verpleeghuis {stamp}", f"directie@{stamp}.example"
    page.goto("/beheer/")
    follow(page, "Partners")
    follow(page, "Partner toevoegen")
    press(page, "Opslaan")
    expect(page.get_by_role("alert").filter(has_text="Nog niet verstuurd")).to_be_focused()
    axe(page)
    page.get_by_label("Naam", exact=True).fill(name)
    page.get_by_label("Soort partner").select_option(label="Ouderenzorg en thuiszorg")
    page.get_by_label("Plaats").fill("Borne")
    press(page, "Opslaan")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    axe(page)
    fits(page)

    follow(page, "Iemand uitnodigen")
    expect(page.get_by_label("Organisatie")).to_contain_text(name)
    assert page.get_by_label("Organisatie").locator("option:checked").inner_text() == name
    page.get_by_label("Naam", exact=True).fill(f"Directeur {stamp}")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Functie").fill("Directeur-bestuurder")
    page.get_by_label("Bestuurder").check()
    axe(page)
    press(page, "Uitnodiging versturen")
    expect(page.get_by_role("row", name=re.compile(stamp))).to_contain_text("open")
    axe(page)
    fits(page)

    link = re.search(r"http\S+/uitnodiging/\S+", portal.mail(email, "uitnodiging"))[0]
    guest = someone()
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_contain_text(f"Directeur {stamp}")
    axe(guest)
    fits(guest)
    guest.get_by_label("Kies een wachtwoord").fill("kort")
    press(guest, "Mijn account maken")
    expect(guest.get_by_role("alert").filter(has_text="Nog niet verstuurd")).to_be_focused()
    before = len(portal.mails(email))
    guest.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    press(guest, "Mijn account maken")
    guest.wait_for_url("**/inloggen/code/")
    guest.locator("main input[name=code]").fill(portal.code(email, before))
    guest.locator("main input[name=code]").press("Enter")
    expect(guest).to_have_url(re.compile("/mijn/$"))
    axe(guest)
    assert guest.goto(link).status == 410
    axe(guest)
    page.reload()
    expect(page.get_by_role("row", name=re.compile(stamp))).to_contain_text("aangenomen")


@BOTH
def test_a_list_of_partners_is_checked_shown_and_saved(someone, axe, stamp, width):
    page = someone(MANAGER)
    page.goto("/beheer/")
    follow(page, "Lijst met partners importeren")
    heads = "Naam;Korte naam;Soort;Plaats;Website;Omschrijving"
    choose(
        page, heads, f"Thuiszorg {stamp};;Ziekenhuis;Almelo;;", f"Fysio {stamp};;Bakker;Delden;nee;", ";;Gemeente;;;"
    )
    press(page, "Lijst controleren")
    problems = page.get_by_role("table", name="Fouten per rij en kolom")
    expect(problems.get_by_role("row", name=re.compile("Rij 3.*Soort"))).to_be_visible()
    expect(problems.get_by_role("row", name=re.compile("Rij 3.*Website"))).to_be_visible()
    expect(problems.get_by_role("row", name=re.compile("Rij 4.*Naam"))).to_be_visible()
    axe(page)
    fits(page)
    visitor = someone()
    visitor.goto(f"/partners/?q={stamp}")
    expect(visitor.get_by_text(f"Thuiszorg {stamp}")).to_have_count(0)

    right = [f"Thuiszorg {stamp};;Ziekenhuis;Almelo;;", f"Fysio {stamp};;Revalidatie;Delden;https://fysio.example;"]
    choose(page, heads, *right)
    press(page, "Lijst controleren")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat de lijst zou veranderen")
    expect(page.get_by_role("row", name=re.compile(f"Fysio {stamp}"))).to_contain_text("nieuw")
    axe(page)
    fits(page)
    visitor.reload()
    expect(visitor.get_by_text(f"Thuiszorg {stamp}")).to_have_count(0)
    press(page, "2 partners opslaan")
    expect(page).to_have_url(re.compile("/partners/$"))
    visitor.reload()
    expect(visitor.get_by_role("link", name=f"Thuiszorg {stamp}")).to_be_visible()
    expect(visitor.get_by_role("link", name=f"Fysio {stamp}")).to_be_visible()


@DESK
def test_a_theme_with_its_steering_group_and_a_project_in_it(someone, desk, axe, stamp, width):
    chair, (partner, _address, _pk) = desk.executive(), desk.partner()
    page = someone(MANAGER)
    page.goto("/beheer/")
    follow(page, "Thema’s")
    follow(page, "Nieuw thema")
    page.get_by_label("Naam", exact=True).fill(f"Palliatieve zorg {stamp}")
    page.get_by_label("Ambitie").fill("Wie gaat sterven, doet dat op de plek van zijn keuze.")
    axe(page)
    press(page, "Thema maken")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Palliatieve zorg {stamp}")
    follow(page, "Zetels vervullen")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Themastuurgroep Palliatieve zorg {stamp}")

    follow(page, "Zetel toevoegen")
    page.get_by_label("Persoon").select_option(label=chair.name)
    page.get_by_label("Namens").select_option(label=chair.organisation)
    page.get_by_label("Voorzitter").check()
    press(page, "Opslaan")
    expect(page.get_by_role("listitem").filter(has_text=chair.name)).to_contain_text("Voorzitter")
    follow(page, "Zetel toevoegen")
    page.get_by_label("Namens").select_option(label=partner)
    press(page, "Opslaan")
    expect(page.get_by_role("listitem").filter(has_text=partner)).to_contain_text("Open zetel")
    axe(page)
    fits(page, 390)

    page.goto("/projecten/")
    follow(page, "Nieuw project")
    page.get_by_label("Titel").fill(f"Sterven waar u wilt {stamp}")
    page.get_by_label("Thema").select_option(label=f"Palliatieve zorg {stamp}")
    page.get_by_label("In één zin").fill("Wensen voor het levenseinde staan op tijd in het dossier.")
    page.get_by_label("Waarom dit project?").fill("Huisartsen en wijkverpleging vragen erom.")
    page.get_by_label("Projectleider").select_option(label="Projectleider projectbureau")
    press(page, "Voorstel maken")
    summary = page.get_by_role("alert").filter(has_text="Nog niet verstuurd")
    expect(summary).to_contain_text("Ambities")
    expect(page.get_by_label("Titel")).to_have_value(f"Sterven waar u wilt {stamp}")
    page.get_by_label("Preventie en zelfmanagement laten werken").check()
    page.get_by_label("Openbaar", exact=True).check()
    press(page, "Voorstel maken")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partners in dit project")
    page.get_by_label("Organisatie").select_option(label=partner)
    page.get_by_label("Rol").fill("Levert het zorgteam")
    press(page, "Toevoegen")
    expect(page.get_by_role("listitem").filter(has_text=partner).first).to_contain_text("Levert het zorgteam")
    axe(page)
    follow(page, "Terug naar het project")

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Sterven waar u wilt {stamp}")
    for words in (f"Themastuurgroep Palliatieve zorg {stamp}", "Projectleider projectbureau", partner):
        expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("main")).to_contain_text("Preventie en zelfmanagement laten werken")
    axe(page)
    fits(page, 390)
    visitor = someone()
    visitor.goto(page.url)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(f"Sterven waar u wilt {stamp}")


@BOTH
def test_an_agreement_is_drafted_and_opened(someone, desk, portal, axe, stamp, width):
    parties = [desk.executive(), desk.executive()]
    page, title = someone(MANAGER), f"Samen in de nacht {stamp}"
    page.goto("/overeenkomsten/")
    follow(page, "Nieuwe overeenkomst")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Begin met de standaardtekst").uncheck()
    press(page, "Concept maken")
    expect(page.get_by_text("Een overeenkomst heeft ten minste twee partijen nodig.")).to_be_visible()
    expect(page.get_by_role("link", name="Openen voor ondertekening")).to_have_count(0)
    axe(page)
    address = page.url
    follow(page, "Artikel toevoegen")
    for heading, finish in (("Doel", "Toevoegen, en dan nog een"), ("Duur", "Artikel toevoegen")):
        page.get_by_label("Kop").fill(heading)
        page.get_by_label("Tekst", exact=True).fill("De partijen spreken af:\n\n- samen;\n- in de nacht.")
        press(page, finish)
    follow(page, "Partij toevoegen")
    for party, finish in zip(parties, ("Toevoegen, en dan nog een", "Partij toevoegen"), strict=True):
        page.get_by_label("Organisatie").select_option(label=party.organisation)
        page.get_by_label("Rol in de overeenkomst").fill("Nachtzorg")
        page.get_by_label("Verantwoordelijkheden").fill(f"{party.organisation} levert een verpleegkundige.")
        press(page, finish)
    expect(page.get_by_role("heading", name="Artikel 2 Duur")).to_be_visible()
    axe(page)
    fits(page)
    reader = someone(parties[0].email)
    assert reader.goto(address).status == 404

    follow(page, "Openen voor ondertekening")
    for party in parties:
        expect(page.get_by_role("listitem").filter(has_text=party.name)).to_be_visible()
    axe(page)
    press(page, "Openen voor ondertekening")
    expect(page.get_by_text("0 van 2 getekend")).to_be_visible()
    expect(page.get_by_role("link", name="Artikel toevoegen")).to_have_count(0)
    axe(page)
    fits(page)
    for party in parties:
        portal.mail(party.email, title)
    reader.goto(address)
    expect(reader.get_by_role("link", name="Lezen en ondertekenen")).to_be_visible()


@DESK
def test_the_second_of_two_editors_sees_what_differs(someone, desk, axe, stamp, width):
    name, address, _pk = desk.partner()
    first, second = someone(MANAGER), someone(MANAGER)
    for page in (first, second):
        page.goto(address)
        follow(page, "Wijzigen")
    first.get_by_label("Plaats").fill("Rijssen")
    press(first, "Opslaan")
    expect(first.get_by_text("Rijssen")).to_be_visible()
    second.get_by_label("Plaats").fill("Goor")
    press(second, "Opslaan")
    expect(second.get_by_role("alert").filter(has_text="heeft dit opgeslagen terwijl u typte")).to_be_focused()
    row = second.get_by_role("row", name=re.compile("Plaats"))
    expect(row).to_contain_text("Rijssen")
    expect(row).to_contain_text("Goor")
    expect(second.get_by_label("Plaats")).to_have_value("Goor")
    axe(second)
    fits(second)
    first.reload()
    expect(first.get_by_text("Rijssen")).to_be_visible()
    press(second, "Opslaan")
    expect(second.get_by_role("heading", level=1)).to_have_text(name)
    expect(second.get_by_text("Goor")).to_be_visible()


def test_an_ended_session_loses_nothing_typed(someone, desk, sign_in, portal, axe):
    _title, address = desk.agreement(opened=False)
    page, text = someone(MANAGER), "Een lange tekst over nachtzorg. " * 200
    page.goto(f"{address}artikelen/nieuw/")
    page.get_by_label("Kop").fill("Nachtzorg")
    page.get_by_label("Tekst", exact=True).fill(text)
    page.context.clear_cookies(name="sessionid")
    press(page, "Artikel toevoegen")
    expect(page).to_have_url(re.compile("/inloggen/"))
    before = len(portal.mails(MANAGER))
    page.get_by_label("E-mailadres").fill(MANAGER)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url("**/inloggen/code/**")
    page.locator("main input[name=code]").fill(portal.code(MANAGER, before))
    page.locator("main input[name=code]").press("Enter")
    expect(page.get_by_text("U was uitgelogd. Wat u typte, staat hier nog")).to_be_visible()
    expect(page.get_by_label("Kop")).to_have_value("Nachtzorg")
    expect(page.get_by_label("Tekst", exact=True)).to_have_value(text)
    axe(page)
    press(page, "Artikel toevoegen")
    expect(page.get_by_role("heading", name="Artikel 3 Nachtzorg")).to_be_visible()


def test_a_page_that_is_closed_says_what_to_do_next(someone, desk, axe):
    anna, bert = desk.executive(), desk.executive()
    _title, address = desk.agreement(anna, bert, opened=False)
    page, own = someone(MANAGER), someone(anna.email)
    page.goto(f"{address}artikelen/nieuw/")
    page.get_by_label("Kop").fill("Te laat")
    page.get_by_label("Tekst", exact=True).fill("Deze tekst mag niet verdwijnen.")
    desk.open(address)
    press(page, "Artikel toevoegen")
    expect(page.get_by_role("alert").filter(has_text="De tekst kan niet meer worden gewijzigd")).to_be_focused()
    expect(page.get_by_label("Tekst", exact=True)).to_have_value("Deze tekst mag niet verdwijnen.")
    axe(page)

    for refused, status, heading, way_out in (
        ("/beheer/partners/nieuw/", 403, "Dit hoort niet bij uw rol", "Naar mijn taken"),
        (f"{address}intrekken/", 403, "Dit hoort niet bij uw rol", "Naar mijn taken"),
        ("/overeenkomsten/999999/", 404, "Deze pagina bestaat niet", "Naar de homepage"),
    ):
        assert own.goto(refused).status == status
        expect(own.get_by_role("heading", level=1)).to_have_text(heading)
        expect(own.get_by_role("link", name=way_out)).to_be_visible()
        axe(own)
        fits(own)
