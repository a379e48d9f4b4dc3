"""A report on progress from a project manager's tasks to the project's page."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, tab_to

pytestmark = pytest.mark.browser

MANAGER = "projectleider@zenderen.example"
SUPPORT = "projectondersteuner@zenderen.example"
CHAIR = "voorzitter@zenderen.example"
MEMBER = "medewerker@mst.example"
COORDINATION = "coordinatie@zenderen.example"


@pytest.fixture
def make_project(desk, someone):
    """``make_project()``: title and address of a running project in elderly care that no other journey uses."""

    def make(classification: str = "public") -> tuple[str, str]:
        page = desk.manager.get("/projecten/nieuw/").text()

        def key(words: str) -> str:
            return re.search(rf'value="(\d+)"[^>]*>\s*{words}', page)[1]

        title = f"Beter slapen thuis {uuid4().hex[:8]}"
        fields = {"title": title, "summary": "Ouderen slapen beter.", "classification": classification}
        fields |= {"theme": key("Ouderenzorg"), "manager": key("Projectleider projectbureau")}
        fields |= {"support": key("Projectondersteuner projectbureau")}
        fields |= {"reason": "Ouderen vragen erom."}
        fields |= {"ambitions": re.search(r'name="ambitions" value="(\d+)"', page)[1]}
        answer = desk.send(desk.manager, "/projecten/nieuw/", **fields)
        address = re.search(r"/projecten/[^/]+/", answer.url)[0]
        for milestone in ("Slaapdagboek beproefd", "Eerste wijk doet mee"):
            desk.send(desk.manager, f"{address}mijlpalen/", title=milestone, due_on="2036-04-01")
        chair = someone(CHAIR).request  # only the client lets it start while nobody who does the work was involved
        for phase in ("accepted", "running"):
            words = {
                "reason": "De stuurgroep heeft dit besloten.",
                "despite": "Zij worden in de eerste maand gesproken.",
            }
            desk.send(chair, f"{address}fase/", status=phase, **(words if phase == "running" else {"reason": "Goed."}))
        return title, address

    return make


def my_task(page: Page, title: str):
    """What the start page asks about this project."""
    page.goto("/mijn/")
    return page.get_by_role("main").get_by_role("link", name=re.compile(title))


def submit(page: Page) -> None:
    page.get_by_role("button", name="Indienen bij de opdrachtgever").click()


def test_a_report_goes_from_my_tasks_to_the_page_of_the_project(make_project, someone, portal, axe):
    title, address = make_project()
    writer, chair = someone(MANAGER), someone(CHAIR)
    asked, told = len(portal.mails(CHAIR)), len(portal.mails(MANAGER))

    task = my_task(writer, title)
    expect(task).to_contain_text("Meld de voortgang")
    axe(writer)
    task.click()
    axe(writer)
    fits(writer)
    writer.get_by_label("Uit koers").check()
    writer.get_by_label("Slaapdagboek beproefd").check()
    writer.get_by_label("Wat er is gebeurd").fill("Twee wijken doen later mee.")
    submit(writer)
    expect(writer.get_by_role("alert").first).to_be_focused()
    reason = writer.get_by_label("Reden")
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(writer.get_by_text("Schrijf op waardoor het project niet op koers ligt.").last).to_be_visible()
    expect(writer.get_by_label("Uit koers")).to_be_checked()
    expect(writer.get_by_label("Slaapdagboek beproefd")).to_be_checked()
    expect(writer.get_by_label("Wat er is gebeurd")).to_have_value("Twee wijken doen later mee.")
    axe(writer)
    fits(writer)
    reason.fill("Er is te weinig personeel.")
    writer.get_by_role("button", name="Bewaren als concept").click()
    expect(writer.get_by_text("Het concept is bewaard.")).to_be_visible()
    expect(my_task(writer, title)).to_contain_text(re.compile("concept", re.IGNORECASE))
    writer.get_by_role("main").get_by_role("link", name=re.compile(title)).click()
    expect(writer.get_by_label("Reden")).to_have_value("Er is te weinig personeel.")
    submit(writer)
    expect(writer.get_by_text("De voortgangsupdate is ingediend.")).to_be_visible()
    expect(my_task(writer, title)).to_have_count(0)

    chair.goto(re.search(r"http\S+/voortgang/1/", portal.mail(CHAIR, title, asked))[0])
    expect(my_task(chair, title)).to_contain_text(re.compile("accepte", re.IGNORECASE))
    my_task(chair, title).click()
    axe(chair)
    fits(chair)
    chair.get_by_role("button", name="Teruggeven").click()
    expect(chair.get_by_label("Opmerking")).to_have_attribute("aria-invalid", "true")
    axe(chair)
    chair.get_by_label("Opmerking").fill("Noem de wijken.")
    chair.get_by_role("button", name="Teruggeven").click()
    expect(chair.get_by_text("De projectleider krijgt bericht.")).to_be_visible()

    assert "Noem de wijken." in portal.mail(MANAGER, title, told)
    my_task(writer, title).click()
    expect(writer.get_by_text("Noem de wijken.")).to_be_visible()
    axe(writer)
    writer.get_by_label("Wat er is gebeurd").fill("Borne en Haaksbergen doen later mee.")
    submit(writer)
    my_task(chair, title).click()
    chair.get_by_role("button", name="Accepteren").click()
    expect(chair.get_by_text("De projectleider krijgt bericht.")).to_be_visible()

    visitor = someone()
    visitor.goto(address)
    standing = visitor.locator(".standing")
    expect(standing).to_contain_text("Uit koers")
    expect(standing).to_contain_text(re.compile(r"Gemeld op.*\(vandaag\)"))
    expect(standing).to_contain_text("Er is te weinig personeel.")
    expect(visitor.get_by_role("listitem").filter(has_text="Slaapdagboek beproefd")).to_contain_text("Behaald op")
    axe(visitor)
    fits(visitor)

    writer.goto(f"{address}voortgang/")
    expect(writer.get_by_label("Uit koers")).to_be_checked()
    expect(writer.get_by_label("Reden")).to_be_empty()
    expect(writer.get_by_label("Wat er is gebeurd")).to_have_value("Borne en Haaksbergen doen later mee.")
    axe(writer)


@pytest.mark.parametrize("width", ["desk"])
def test_a_report_is_written_by_keyboard_only(make_project, someone, axe, width):
    _title, address = make_project()
    page = someone(MANAGER)
    page.goto(address)
    tab_to(page, "Voortgang melden")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{address}voortgang/$"))
    tab_to(page, "Op koers")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Aandacht nodig")).to_be_checked()
    tab_to(page, "Reden")
    page.keyboard.type("Het vervoer is nog niet geregeld.")
    tab_to(page, "Eerste wijk doet mee")
    page.keyboard.press("Space")
    tab_to(page, "Wat er is gebeurd")
    page.keyboard.type("De eerste wijk is begonnen.")
    tab_to(page, "Indienen bij de opdrachtgever")
    page.keyboard.press("Enter")
    expect(page.get_by_text("De voortgangsupdate is ingediend.")).to_be_visible()
    axe(page)
    fits(page)
    tab_to(page, "Lezen wat is ingediend")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Het vervoer is nog niet geregeld.")).to_be_visible()
    axe(page)


def test_progress_is_read_and_written_without_javascript(make_project, someone):
    title, address = make_project()
    page, chair = someone(MANAGER, java_script_enabled=False), someone(CHAIR, java_script_enabled=False)
    my_task(page, title).click()
    page.get_by_label("Aandacht nodig").check()
    page.get_by_label("Wat er is gebeurd").fill("De eerste wijk is begonnen.")
    submit(page)
    expect(page.get_by_text("Schrijf op waardoor het project niet op koers ligt.").last).to_be_visible()
    page.get_by_label("Reden").fill("Het vervoer is nog niet geregeld.")
    submit(page)
    my_task(chair, title).click()
    chair.get_by_role("button", name="Accepteren").click()
    page.goto(address)
    expect(page.locator(".standing")).to_contain_text("Het vervoer is nog niet geregeld.")


def test_support_prepares_a_report_that_the_manager_submits(make_project, someone, desk):
    title, address = make_project()
    page, writer = someone(SUPPORT), someone(MANAGER)
    page.goto(address)
    page.get_by_role("link", name="Voortgang melden").click()
    page.get_by_label("Op koers").check()
    page.get_by_label("Wat er is gebeurd").fill("Alles loopt.")
    expect(page.get_by_role("button", name="Indienen bij de opdrachtgever")).to_have_count(0)
    page.get_by_role("button", name="Bewaren als concept").click()
    expect(page.get_by_text("De projectleider dient")).to_be_visible()
    form = {
        field: page.locator(f"main [name={field}]").first.input_value() for field in ("csrfmiddlewaretoken", "edition")
    }
    form |= {"state": "on_course", "trend": "same", "text": "Alles loopt.", "submit": "1"}
    answer = page.request.post(f"{address}voortgang/", form=form, headers={"Referer": page.url})
    assert answer.status == 403
    my_task(writer, title).click()
    expect(writer.get_by_label("Wat er is gebeurd")).to_have_value("Alles loopt.")
    submit(writer)
    expect(writer.get_by_text("De voortgangsupdate is ingediend.")).to_be_visible()


def test_each_sees_the_projects_that_are_meant_for_them(make_project, someone):
    shown = {kind: make_project(kind) for kind in ("public", "internal", "confidential")}
    sees = {
        None: {"public"},
        MEMBER: {"public", "internal"},
        COORDINATION: {"public", "internal", "confidential"},
    }
    for who, kinds in sees.items():
        page = someone(who)
        for kind, (title, address) in shown.items():
            page.goto(f"/projecten/?q={title.rpartition(' ')[2]}")
            expect(page.get_by_role("link", name=title)).to_have_count(1 if kind in kinds else 0)
            assert page.goto(address).status == (200 if kind in kinds else 404)
