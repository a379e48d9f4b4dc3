"""A round from its kick-off by mail, over a report on a phone that is returned and mended, to coordination."""

import datetime
import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fits, tab_to
from tests.browser.desk import MANAGER as NETWORK_MANAGER
from tests.browser.test_projects import CHAIR, COORDINATION, MANAGER, make_project, my_task, submit

__all__ = ["make_project"]  # a fixture
pytestmark = pytest.mark.browser


def day(days: int) -> str:
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()  # noqa: DTZ011 - the browser's own day


@pytest.fixture
def close_open_rounds(desk):
    """Only one round is open at a time: end the one of the demo or of another journey."""

    def close() -> None:
        for pk in re.findall(r'href="/rondes/(\d+)/"', desk.manager.get("/rondes/").text()):
            page = desk.manager.get(f"/rondes/{pk}/").text()
            if f"/rondes/{pk}/sluiten/" in page:
                token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
                where = f"{desk.portal.url}/rondes/{pk}/"
                desk.manager.post(f"{where}sluiten/", form={"csrfmiddlewaretoken": token}, headers={"Referer": where})

    return close


def test_a_round_from_kick_off_to_the_coordination_page(make_project, close_open_rounds, someone, portal, axe):
    title, address = make_project()
    close_open_rounds()
    asked = len(portal.mails(MANAGER))
    boss, writer, chair, group = (someone(who) for who in (NETWORK_MANAGER, MANAGER, CHAIR, COORDINATION))

    # The network manager plans a round and opens it.
    name = f"Ronde {uuid4().hex[:6]}"
    boss.goto("/rondes/")
    axe(boss)
    fits(boss)
    boss.get_by_role("link", name="Ronde plannen").click()
    axe(boss)
    fits(boss)
    boss.get_by_label("Naam").fill(name)
    boss.get_by_label("Opent op").fill(day(0))
    boss.get_by_label("Updates uiterlijk op").fill(day(14))
    boss.get_by_label("Herinnering op").fill(day(7))
    boss.get_by_role("button", name="Opslaan").click()
    expect(boss.get_by_role("heading", level=1)).to_have_text(name)
    axe(boss)
    boss.get_by_role("button", name="Ronde openen").click()
    expect(boss.get_by_text("De ronde is open.")).to_be_visible()
    fits(boss)
    axe(boss)

    # The project manager follows the link in the mail and reports within one page, on a phone.
    letter = portal.mail(MANAGER, title, asked)
    assert name in letter
    writer.goto(re.search(rf"http\S+{address}voortgang/", letter)[0])
    expect(writer.get_by_text(name)).to_be_visible()
    writer.get_by_label("Uit koers").check()
    writer.get_by_label("Reden").fill("Er is te weinig personeel.")
    writer.get_by_label("Wat er is gebeurd").fill("De eerste wijk doet mee.")
    writer.get_by_label("Wat er kan gebeuren").first.fill("De tweede wijk haakt af")
    writer.get_by_label("Kans").first.select_option("Hoog")
    writer.get_by_label("Gevolg").first.select_option("Midden")
    writer.get_by_role("button", name="Nog een risico").click()
    expect(writer.get_by_label("Wat er kan gebeuren")).to_have_count(3)
    expect(writer.get_by_label("Wat er kan gebeuren").first).to_have_value("De tweede wijk haakt af")
    expect(writer.get_by_label("Reden")).to_have_value("Er is te weinig personeel.")
    axe(writer)
    fits(writer)
    writer.get_by_label("Een nieuw knelpunt").fill("Het vervoer is niet geregeld")
    submit(writer)
    expect(writer.get_by_text("De voortgangsupdate is ingediend.")).to_be_visible()

    # The decision waits, and the coordination group sees that.
    group.goto("/regie/")
    axe(group)
    fits(group)

    # The chair returns it with a remark at one part.
    my_task(chair, title).click()
    axe(chair)
    fits(chair)
    chair.locator("summary").filter(has_text="wat er is gebeurd").click()
    chair.get_by_label("Wat moet er anders bij “wat er is gebeurd”?").fill("Hoeveel mensen zijn het?")
    axe(chair)
    told = len(portal.mails(MANAGER))
    chair.get_by_role("button", name="Teruggeven").click()
    expect(chair.get_by_text("De projectleider krijgt bericht.")).to_be_visible()
    assert "Hoeveel mensen zijn het?" in portal.mail(MANAGER, title, told)

    # The manager finds it at the field, and mends it.
    my_task(writer, title).click()
    expect(writer.get_by_label("Wat er is gebeurd")).to_have_accessible_description(
        re.compile("Hoeveel mensen zijn het")
    )
    axe(writer)
    fits(writer)
    writer.get_by_label("Wat er is gebeurd").fill("De eerste wijk doet mee, met twaalf mensen.")
    submit(writer)
    my_task(chair, title).click()
    expect(chair.get_by_text("Hoeveel mensen zijn het?")).to_be_visible()
    chair.get_by_role("button", name="Accepteren").click()
    expect(chair.get_by_text("De projectleider krijgt bericht.")).to_be_visible()

    # The round counts it, the coordination page shows it, the history keeps it.
    boss.goto("/rondes/")
    boss.get_by_role("link", name=name).click()
    boss.get_by_role("row").filter(has_text=title).get_by_text("Geaccepteerd").wait_for()
    group.goto("/mijn/")
    group.get_by_role("link", name="Waar onze projecten hulp nodig hebben").click()
    group.get_by_role("link", name=re.compile("Uit koers")).first.click()
    expect(group.locator("#off-course")).to_contain_text(title)
    group.goto(f"{address}voortgang/verloop/")
    expect(group.get_by_role("row").filter(has_text="Uit koers")).to_have_count(1)
    axe(group)
    fits(group)


@pytest.mark.parametrize("width", ["desk"])
def test_pages_of_rounds_and_coordination_at_a_desk(someone, axe, width):
    boss, group = someone(NETWORK_MANAGER), someone(COORDINATION)
    boss.goto("/rondes/")
    axe(boss)
    boss.get_by_role("main").get_by_role("link", name=re.compile("^Ronde ")).last.click()
    axe(boss)
    group.goto("/regie/")
    axe(group)
    group.get_by_role("navigation", name="Thema").get_by_role("link").last.click()
    expect(group).to_have_url(re.compile(r"\?theme="))
    axe(group)


@pytest.mark.parametrize("width", ["desk"])
def test_a_risk_and_a_remark_by_keyboard_only(make_project, someone, axe, width):
    title, address = make_project()
    writer, chair = someone(MANAGER), someone(CHAIR)
    writer.goto(f"{address}voortgang/")
    tab_to(writer, "Op koers")
    writer.keyboard.press("Space")
    tab_to(writer, "Wat er is gebeurd")
    writer.keyboard.type("De eerste wijk is begonnen.")
    tab_to(writer, "Wat er kan gebeuren")
    writer.keyboard.type("Te weinig mensen")
    tab_to(writer, "Kans")
    writer.keyboard.type("Laag")
    tab_to(writer, "Gevolg")
    writer.keyboard.type("Hoog")
    tab_to(writer, "Indienen bij de opdrachtgever")
    writer.keyboard.press("Enter")
    expect(writer.get_by_text("De voortgangsupdate is ingediend.")).to_be_visible()
    my_task(chair, title).click()
    tab_to(chair, "Opmerking bij “Risico’s”")
    chair.keyboard.press("Enter")
    chair.keyboard.press("Tab")
    chair.keyboard.type("Wie werft er?")
    tab_to(chair, "Teruggeven")
    chair.keyboard.press("Enter")
    expect(chair.get_by_text("De projectleider krijgt bericht.")).to_be_visible()
    writer.goto(f"{address}voortgang/")
    expect(writer.get_by_text("Wie werft er?").first).to_be_visible()
    axe(writer)


def test_another_risk_without_javascript(make_project, someone):
    _title, address = make_project()
    page = someone(MANAGER, java_script_enabled=False)
    page.goto(f"{address}voortgang/")
    page.get_by_label("Aandacht nodig").check()
    page.get_by_label("Wat er is gebeurd").fill("De eerste wijk is begonnen.")
    page.get_by_label("Wat er kan gebeuren").first.fill("Te weinig mensen")
    page.get_by_role("button", name="Nog een risico").click()
    expect(page.get_by_label("Aandacht nodig")).to_be_checked()
    expect(page.get_by_label("Wat er kan gebeuren")).to_have_count(3)
    expect(page.get_by_label("Wat er kan gebeuren").first).to_have_value("Te weinig mensen")
