"""Requirement 15: an outsider sees whether a document is real, and the file stays on their own device."""

import re
import time
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER
from tests.browser.test_signing import sign

pytestmark = pytest.mark.browser

URL = "/verifieren/"
KEPT: dict[str, bytes] = {}  # what the first test had made: two executives sign twice for it


def fetched(requests, address: str) -> bytes:
    """A document, once the worker has made it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        response = requests.get(address)
        if "pdf" in response.headers["content-type"]:
            return response.body()
        time.sleep(0.5)
    raise AssertionError(f"{address} never became a document")


@pytest.fixture
def documents(desk, someone, portal):
    """A document for each answer: sealed, changed, replaced, withdrawn, never ours; and one that is being signed."""
    if not KEPT:
        people = desk.executive(), desk.executive()
        _title, address = desk.agreement(*people)
        KEPT["pending"] = fetched(desk.manager, f"{address}versies/1/pdf/")
        pages = [someone(person.email) for person in people]
        for version in (1, 2):
            if version == 2:
                desk.send(desk.manager, f"{address}nieuwe-versie/", reason="Er komt een partij bij.")
                desk.send(desk.manager, f"{address}openen/")
                fetched(desk.manager, f"{address}versies/2/pdf/")
            for page, person in zip(pages, people, strict=True):
                page.goto(address)
                sign(page, portal, person)
            if version == 1:
                KEPT["superseded"] = fetched(desk.manager, f"{address}pdf/")
        expect(pages[-1].get_by_text("De ondertekende overeenkomst is klaar")).to_be_visible(timeout=60_000)
        sealed = KEPT["authentic"] = fetched(desk.manager, f"{address}pdf/")
        _title, other = desk.agreement(*people)
        KEPT["pending"] = fetched(desk.manager, f"{other}versies/1/pdf/")
        _title, third = desk.agreement(*people)
        KEPT["withdrawn"] = fetched(desk.manager, f"{third}versies/1/pdf/")
        desk.send(desk.manager, f"{third}intrekken/", reason="Dit moet eerst anders.")
        KEPT["changed"] = sealed[:9000] + bytes([sealed[9000] ^ 1]) + sealed[9001:]
        KEPT["unknown"] = b"%PDF-1.7\nvan iemand anders"
    return KEPT


WORDS = {
    "authentic": "Echt",
    "pending": "Echt, maar nog niet door iedereen ondertekend",
    "changed": "Gewijzigd",
    "superseded": "Vervangen door v2",
    "withdrawn": "Ingetrokken",
    "unknown": "Onbekend",
}


def choose(page: Page, content: bytes, name: str = "overeenkomst.pdf") -> None:
    page.get_by_label("PDF van de overeenkomst").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )


def verdict(page: Page, state: str):
    """The answer, in sight, read aloud, and the right one."""
    shown = page.get_by_role("status").locator(f"[data-verdict={state}]")
    expect(shown).to_be_visible()
    expect(shown.get_by_role("heading", level=2)).to_have_text(WORDS.get(state, re.compile(".")))
    return shown


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_15_an_outsider_gets_each_answer_and_the_file_stays_here(documents, page, axe, width):
    """Requirement 15: all answers by file, computed in the browser: only the hash and the code are sent."""
    sent = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto(URL)
    axe(page)
    fits(page)
    for state, content in documents.items():
        choose(page, content, f"{state}.pdf")
        shown = verdict(page, state)
        expect(shown).to_contain_text(f"{state}.pdf")
        expect(shown).to_contain_text("Wat u kunt doen:")
        axe(page)
        fits(page)
    asked = [body for body in sent if body]
    assert len(asked) == len(documents)
    assert all(len(body) < 300 and b"%PDF" not in body for body in asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_15_each_answer_can_be_read_in_both_colour_schemes(documents, page, axe, scheme):
    """Requirement 15: enough contrast, and never by colour alone."""
    page.emulate_media(color_scheme=scheme)
    page.goto(URL)
    for state, content in documents.items():
        choose(page, content)
        verdict(page, state)
        axe(page)


def test_15_the_code_leads_to_the_answer_and_from_there_the_file_is_compared(documents, page, axe):
    """Requirement 15: as from the QR code on paper, with the keyboard alone."""
    code = re.search(rb"zenderen-verify:(\w+)", documents["authentic"])[1].decode()
    page.goto(URL)
    tab_to(page, "Verificatiecode")
    page.keyboard.type(f"{code[:4].lower()}-{code[4:8]} {code[8:]}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{URL}{code}/$"))
    shown = verdict(page, "uncompared")
    expect(shown).to_contain_text("Uw bestand of papier is er niet mee vergeleken")
    axe(page)
    fits(page)
    tab_to(page, "PDF van de overeenkomst")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files({"name": "echt.pdf", "mimeType": "application/pdf", "buffer": documents["authentic"]})
    verdict(page, "authentic")
    # A print of it carries no code in its bytes: then the code of this page tells that it is not the same file.
    choose(page, b"%PDF-1.4 afgedrukt en gescand")
    verdict(page, "changed")


def test_15_a_file_may_be_dropped_on_the_page(documents, page):
    """Requirement 15: dragging it there is as good as choosing it."""
    page.goto(URL)
    drop = """(content) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(content)], "gesleept.pdf", { type: "application/pdf" }));
      const form = document.querySelector("form[data-verify]");
      form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, list(documents["changed"]))
    expect(verdict(page, "changed")).to_contain_text("gesleept.pdf")


def test_15_it_works_without_javascript(documents, someone, axe):
    """Requirement 15: by sending the file, which the page says."""
    page = someone(java_script_enabled=False)
    for state in ("authentic", "changed"):
        page.goto(URL)
        expect(page.get_by_text("Het bestand wordt naar het portaal gestuurd")).to_be_visible()
        choose(page, documents[state])
        page.get_by_role("button", name="Bestand controleren").click()
        expect(verdict(page, state)).to_contain_text("overeenkomst.pdf")
    page.get_by_role("button", name="Bestand controleren").click()
    expect(page.get_by_role("alert").filter(has_text="Kies een PDF.")).to_be_visible()


def test_15_where_the_browser_cannot_compute_the_file_is_offered_for_sending(documents, page, axe):
    """Requirement 15: a phone on plain http has no WebCrypto; it is told so, and the upload works."""
    page.add_init_script("Object.defineProperty(window.crypto, 'subtle', { value: undefined })")
    page.goto(URL)
    expect(page.get_by_text("omdat de verbinding niet beveiligd is")).to_be_visible()
    axe(page)
    choose(page, documents["authentic"])
    page.get_by_role("button", name="Bestand controleren").click()
    verdict(page, "authentic")


def test_15_what_goes_wrong_is_said(documents, page, axe):
    """Requirement 15: no PDF, no connection, too many questions: each in its own words."""
    page.goto(URL)
    choose(page, b"<html>", "overeenkomst.pdf")
    expect(page.get_by_role("status").get_by_text("Dit is geen PDF.")).to_be_visible()
    page.context.set_offline(True)
    choose(page, documents["authentic"], "anders.pdf")
    expect(page.get_by_role("status").get_by_text("Controleer uw verbinding")).to_be_visible()
    page.context.set_offline(False)
    page.route(f"**{URL}", lambda route: route.fulfill(status=429, body=""))
    choose(page, documents["authentic"], "nogmaals.pdf")
    expect(page.get_by_role("status").get_by_text("Wacht een minuut")).to_be_visible()
    axe(page)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_24_the_evidence_package_is_made_in_sight_and_taken(someone, axe, width):
    """Requirement 24: asked for on the page of the agreement, followed while it is made, and saved."""
    page = someone(MANAGER)
    page.goto("/overeenkomsten/?q=herstelplekken")
    page.get_by_role("link", name="Herstelplekken voor ouderen delen (voorbeeld)").click()
    page.get_by_role("link", name="Bewijspakket").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bewijspakket")
    axe(page)
    fits(page)
    page.get_by_role("button", name=re.compile("pakket maken", re.IGNORECASE)).click()
    with page.expect_download(timeout=90_000) as download:
        page.locator(".job-ready").get_by_role("link", name="Bewijspakket").click(timeout=90_000)
    axe(page)
    fits(page)
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert {"LEESMIJ.txt", "controleer.py", "audit.json", "bezegeld/v1-uitgave1.pdf"} <= set(names)
