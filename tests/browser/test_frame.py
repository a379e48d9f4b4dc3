"""The frame that every page stands in, and the ways to sign in, by keyboard, on a phone and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import fits

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_skip_links_are_the_first_two(page, width):
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Naar hoofdinhoud"
    expect(page.get_by_role("link", name="Naar hoofdinhoud")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert focused(page) == "Naar footer"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_menu_of_a_phone_opens_without_javascript(browser: Browser, base_url):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("link", name="Projecten", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Projecten").click()
    expect(page).to_have_url(re.compile("/projecten/$"))
    context.close()


def test_menu_of_a_phone_by_keyboard(page, axe):
    page.goto("/themas/")
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    menu = page.get_by_role("navigation", name="Hoofdmenu")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("link", name="Thema’s")).to_have_attribute("aria-current", "page")
    axe(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert focused(page) == "Menu"


@pytest.mark.parametrize("width", ["desk"])
def test_menu_of_a_wide_screen_needs_no_button(page, width):
    page.goto("/")
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_hidden()
    expect(page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Projecten")).to_be_visible()


def test_text_twice_as_large_still_fits(page):
    for address in ("/", "/projecten/", "/inloggen/"):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        fits(page, width=640)


def test_wrong_password_is_said_in_a_summary_with_the_focus(page, axe):
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill("bestuurder@mst.example")
    page.get_by_label("Wachtwoord", exact=True).fill("niet dit")
    page.get_by_label("Wachtwoord", exact=True).press("Enter")
    summary = page.get_by_role("alert").filter(has_text="horen niet bij elkaar")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Fout:"))
    assert page.get_by_label("E-mailadres").input_value() == "bestuurder@mst.example"
    axe(page)


def test_an_unknown_address_says_what_to_do(page, axe):
    assert page.goto("/bestaat-niet/").status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina bestaat niet")
    axe(page)
    page.get_by_role("link", name="Naar de homepage").click()
    expect(page).to_have_url(re.compile(r"localhost:\d+/$"))


def test_language_is_chosen_with_one_button(page):
    page.goto("/themas/")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Themes")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_colour_schemes_have_enough_contrast(page, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    for address in ("/", "/themas/", "/themas/spoedzorg/", "/projecten/", "/inloggen/"):
        page.goto(address)
        axe(page)


@pytest.fixture
def authenticator(page):
    """A device with a passkey behind a fingerprint that always fits."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("width", ["desk"])
@pytest.mark.usefixtures("authenticator")
def test_passkey_is_added_used_and_removed(page, sign_in, axe, width):
    def confirm_password():
        page.get_by_label("Wachtwoord", exact=True).fill("samen-in-twente")
        page.get_by_role("button", name="Verder").click()

    sign_in(page, "projectondersteuner@zenderen.example")
    page.goto("/beveiliging/")
    axe(page)
    page.get_by_role("link", name="Passkey toevoegen").click()
    confirm_password()
    axe(page)
    page.get_by_label("Naam van dit apparaat").fill("Werktelefoon")
    page.get_by_label("Ik wil met alleen deze passkey inloggen").check()
    page.get_by_role("button", name="Passkey toevoegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    axe(page)
    page.get_by_role("button", name="Uitloggen").click()

    page.goto("/inloggen/")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(page).to_have_url(re.compile("/mijn/$"))

    page.goto("/beveiliging/passkeys/")
    axe(page)
    page.get_by_role("link", name="Verwijderen").click()
    if "/opnieuw/" in page.url:
        page.goto(page.url.replace("/opnieuw/tweede-stap/", "/opnieuw/").replace("/opnieuw/passkey/", "/opnieuw/"))
        confirm_password()
    page.get_by_role("button", name="Passkey verwijderen").click()
    expect(page.get_by_text("De passkey is verwijderd.")).to_be_visible()
