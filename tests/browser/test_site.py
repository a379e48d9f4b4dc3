"""The public site as it is written: news from draft to feed, a picture, a text put back; and as it is passed on."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import fits

pytestmark = pytest.mark.browser

MANAGER = "netwerkmanager@zenderen.example"
PUBLIC = {
    "/nieuws/": "Midden IJssel heeft een visie op langdurige zorg",
    "/nieuws/midden-ijssel-heeft-een-visie-op-langdurige-zorg/": "12 van de 14",
    "/toekomstbeelden/": "Graag in Twente werken, en blijven",
    "/uitdagingen/": "Er zijn te weinig mensen om de zorg te geven",
    "/organisatie/": "Netwerk van zorgpraktijken",
    "/cookies/": "apparaat",
    "/privacy/": "Als u zich aanmeldt voor een conferentie",
}


def picture():
    out = BytesIO()
    Image.new("RGB", (800, 450), "teal").save(out, "PNG")
    return {"name": "vlak.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_visitor_reads_the_public_pages_and_passes_one_on(someone, axe, width):
    page = someone()
    for address, fact in PUBLIC.items():
        assert page.goto(address).status == 200
        expect(page.get_by_role("main").get_by_text(fact).first).to_be_visible()
        axe(page)
        fits(page)
    page.goto("/nieuws/dit-portaal-laat-zien-wat-is-afgesproken/")
    expect(page.get_by_role("img", name=re.compile("Vijf gekleurde balken"))).to_be_visible()
    expect(page.get_by_label("Adres van deze pagina")).to_have_value(re.compile("/nieuws/dit-portaal-"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiëren").click()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    expect(page.get_by_role("link", name="Versturen per mail")).to_have_attribute("href", re.compile("^mailto:"))


def test_where_the_network_stands_is_on_the_first_screen_of_a_phone(someone):
    page = someone()
    page.goto("/")
    for words in ("partners", "projecten"):
        box = page.get_by_role("main").get_by_role("link", name=words, exact=True).first.bounding_box()
        assert box["y"] + box["height"] <= page.viewport_size["height"]


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_news_from_draft_with_a_picture_to_published_with_an_update(someone, axe, width):
    title = f"Proefbericht {uuid4().hex[:6]}"
    page = someone(MANAGER)
    page.goto("/beheer/beelden/nieuw/")
    page.get_by_label("Afbeelding").set_input_files(picture())
    page.get_by_label("Wat erop staat").fill("Een effen vlak in blauwgroen, om het portaal mee te proberen")
    axe(page)
    page.get_by_role("button", name="Opslaan", exact=True).click()
    markup = page.get_by_label("Met deze regel komt de afbeelding in een tekst").input_value()
    axe(page)
    fits(page)
    page.goto("/beheer/nieuws/nieuw/")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Inleiding").fill("Een bericht om mee te proberen.")
    page.get_by_label("Tekst", exact=True).fill(f"## Wat wij zagen\n\n{markup}")
    preview = page.locator(".richtext-preview")
    expect(preview.get_by_role("heading", name="Wat wij zagen")).to_be_visible()
    expect(preview.get_by_role("img", name=re.compile("effen vlak"))).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_role("button", name="Publiceren", exact=True)).to_be_visible()
    address = page.url
    visitor = someone()
    assert visitor.goto(address).status == 404
    axe(page)
    page.get_by_role("button", name="Publiceren", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is gepubliceerd.")).to_be_visible()
    assert visitor.goto(address).status == 200
    shown = visitor.get_by_role("img", name=re.compile("effen vlak"))
    shown.scroll_into_view_if_needed()  # it comes when it is in sight
    expect(shown).to_have_js_property("naturalWidth", 800)
    page.get_by_role("link", name="Aanvulling toevoegen").click()
    page.get_by_label("Aanvulling").fill("Er kwam nog iets bij.")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_text("Er kwam nog iets bij.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("Er kwam nog iets bij.")).to_be_visible()
    axe(visitor)
    assert title in visitor.request.get("/nieuws/feed/").text()
    page.get_by_role("button", name="Weer concept maken").click()
    expect(page.get_by_text("is weer een concept.")).to_be_visible()
    assert visitor.goto(address).status == 404


def test_a_text_is_changed_compared_and_put_back(someone, axe):
    page = someone(MANAGER)
    page.goto("/beheer/teksten/nieuws/")
    page.get_by_label("Tekst", exact=True).fill("Hier leest u wat er in de regio gebeurt.")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("link", name="Over het nieuws").click()
    page.get_by_label("Tekst", exact=True).fill("Hier leest u wat er in Twente gebeurt.")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("link", name="Over het nieuws").click()
    page.get_by_role("link", name="Eerdere versies").click()
    axe(page)
    fits(page)
    page.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.locator("ins").first).to_contain_text("Twente")
    expect(page.locator("del").first).to_contain_text("regio")
    axe(page)
    page.go_back()
    page.get_by_role("main").get_by_role("row").nth(2).get_by_role("link").click()
    page.get_by_role("button", name="Deze tekst terugzetten").click()
    expect(page.get_by_text("De eerdere tekst staat er weer.")).to_be_visible()
    page.goto("/nieuws/")
    expect(page.get_by_text("Hier leest u wat er in de regio gebeurt.")).to_be_visible()
