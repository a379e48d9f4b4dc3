"""A meeting from its first line on the agenda to adopted minutes and one file; and who sees none of it."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, tab_to

pytestmark = pytest.mark.browser

CHAIR = "voorzitter@zenderen.example"
MEMBER = "stuurgroeplid@zenderen.example"
OTHER_CHAIR = "voorzitter.spoedzorg@zenderen.example"


def paper_file() -> bytes:
    """A PDF of one empty page."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def looked_at(page: Page, axe) -> None:
    """Without violations and without sideways scrolling."""
    page.wait_for_load_state()
    axe(page)
    fits(page)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_chair_takes_a_meeting_from_agenda_to_bundle(width, someone, portal, axe):
    mark = uuid4().hex[:8]
    chair = someone(CHAIR)
    told = len(portal.mails(MEMBER))

    # Planning, by keyboard; an hour ago, so that it can be held today.
    chair.goto("/vergaderingen/")
    looked_at(chair, axe)
    follow(chair, "Vergadering plannen")
    looked_at(chair, axe)
    begun = datetime.now() - timedelta(minutes=5)  # noqa: DTZ005 - what the browser's field takes has no zone
    chair.get_by_label("Datum en tijd").fill(begun.strftime("%Y-%m-%dT%H:%M"))
    chair.get_by_label("Plaats").fill(f"Zaal {mark}")
    chair.get_by_label("Plaats").press("Enter")
    expect(chair.get_by_text("De vergadering is gepland.")).to_be_visible()
    address = re.search(r"/vergaderingen/\d+/", chair.url)[0]
    looked_at(chair, axe)

    # Agenda: two points, the second moved up by keyboard, and a paper.
    follow(chair, "Agendapunt toevoegen")
    chair.get_by_label("Onderwerp").fill("Rondvraag")
    press(chair, "Toevoegen en nog een schrijven")
    chair.get_by_label("Onderwerp").fill("Begroting")
    chair.get_by_label("Te beslissen").check()
    looked_at(chair, axe)
    chair.get_by_label("Onderwerp").press("Enter")
    expect(chair.get_by_role("heading", name="2. Begroting")).to_be_visible()
    tab_to(chair, "Naar boven 2. Begroting")
    chair.keyboard.press("Enter")
    expect(chair.get_by_role("heading", name="1. Begroting")).to_be_visible()
    follow(chair, re.compile(r"^Stuk toevoegen.*1\. Begroting"))
    looked_at(chair, axe)
    stuk = {"name": f"Begroting {mark}.pdf", "mimeType": "application/pdf", "buffer": paper_file()}
    chair.get_by_label("Bestand").set_input_files(stuk)
    press(chair, "Stuk toevoegen")
    expect(chair.get_by_role("link", name=f"Stuk 1: Begroting {mark}")).to_be_visible()
    press(chair, "Uitnodiging versturen")
    expect(chair.get_by_text("De uitnodiging gaat naar")).to_be_visible()
    assert "Begroting" in portal.mail(MEMBER, f"Zaal {mark}", told)

    # The meeting itself.
    press(chair, "De vergadering gaat door")
    follow(chair, "Noteren wie er is")
    looked_at(chair, axe)
    who = chair.get_by_role("group", name=re.compile("Lid themastuurgroep Ouderenzorg"))
    who.get_by_label("Aanwezig").check()
    press(chair, "Opslaan")
    expect(chair.locator("#aanwezig")).to_contain_text("Lid themastuurgroep Ouderenzorg")
    follow(chair, "Verslag schrijven")
    minutes = chair.get_by_role("textbox", name=re.compile("^Verslag"))
    expect(minutes).to_have_value(re.compile("## 1. Begroting"))
    minutes.fill("## 1. Begroting\n\nIedereen is het eens.")
    looked_at(chair, axe)
    press(chair, "Opslaan")
    expect(chair.locator("#verslag")).to_contain_text("Iedereen is het eens.")
    follow(chair, "Besluit noteren")
    looked_at(chair, axe)
    press(chair, "Opslaan")
    expect(chair.get_by_role("alert").first).to_be_focused()
    axe(chair)
    chair.get_by_label("Besluit in één regel").fill(f"Akkoord met {mark}")
    chair.get_by_role("textbox", name="Wat er is besloten").fill("De begroting is akkoord.")
    chair.get_by_label("Vertrouwelijk").check()
    press(chair, "Opslaan")
    expect(chair.locator("#besluiten")).to_contain_text(f"Akkoord met {mark}")
    follow(chair, "Actie noteren")
    looked_at(chair, axe)
    chair.get_by_role("textbox", name="Actie").fill(f"Doorgeven {mark}")
    chair.get_by_label("Eigenaar").select_option(label="Lid themastuurgroep Ouderenzorg")
    chair.get_by_label("Uiterlijk op").fill("2036-04-01")
    press(chair, "Opslaan")
    expect(chair.locator("#acties")).to_contain_text(f"Doorgeven {mark}")
    looked_at(chair, axe)

    # The owner closes the action from their own tasks.
    member = someone(MEMBER)
    member.goto("/mijn/")
    follow(member, f"Doorgeven {mark}")
    looked_at(member, axe)
    follow(member, "Afsluiten met een uitkomst")
    member.get_by_label("Uitkomst").fill("De projecten weten het.")
    looked_at(member, axe)
    press(member, "Actie afsluiten")
    expect(member.get_by_text("De projecten weten het.")).to_be_visible()
    member.goto(address)
    expect(member.get_by_role("link", name="Verslag bewerken")).to_have_count(0)
    axe(member)

    # Adopted: frozen, and one file.
    chair.goto("/mijn/")
    task = chair.get_by_role("main").locator(f'a[href="{address}verslag/vaststellen/"]')
    expect(task).to_be_visible()
    task.click()
    expect(chair.get_by_role("heading", name="Het verslag vaststellen?")).to_be_visible()
    looked_at(chair, axe)
    press(chair, "Verslag vaststellen")
    expect(chair.get_by_text("Het verslag is vastgesteld.")).to_be_visible()
    expect(chair.get_by_role("link", name="Verslag bewerken")).to_have_count(0)
    press(chair, "Bundel maken")
    expect(chair.locator("#bundel").get_by_role("link")).to_be_visible(timeout=60_000)
    looked_at(chair, axe)
    href = chair.locator("#bundel").get_by_role("link").first.get_attribute("href")
    document = pypdfium2.PdfDocument(chair.request.get(href).body())
    last = document[len(document) - 1].get_textpage().get_text_range()
    document.close()
    assert f"Stuk 1, bladzijde 1 van 1 · Begroting {mark}" in last

    # Somebody of another steering group finds nothing, not even by its address.
    other = someone(OTHER_CHAIR)
    assert other.goto(address).status == 404
    other.goto(f"/besluiten/?q={mark}")
    expect(other.get_by_role("link", name=f"Akkoord met {mark}")).to_have_count(0)
    chair.goto(f"/besluiten/?q={mark}")
    looked_at(chair, axe)
    follow(chair, f"Akkoord met {mark}")
    looked_at(chair, axe)


def test_visitor_reads_public_decisions_only(someone, axe):
    visitor = someone()
    visitor.goto("/besluiten/")
    expect(visitor.get_by_role("link", name=re.compile("Eén weekendrooster"))).to_be_visible()
    looked_at(visitor, axe)
    follow(visitor, "Eén weekendrooster")
    expect(visitor.get_by_role("link", name=re.compile("Themastuurgroep Ouderenzorg, "))).to_have_count(0)
    looked_at(visitor, axe)
    visitor.goto("/vergaderingen/")
    expect(visitor).to_have_url(re.compile("/inloggen/"))
