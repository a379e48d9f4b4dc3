"""From a partner's proposal to a decision of the client on what left its bandwidth, each in their own browser."""

import datetime
import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.browser.desk import MANAGER as NETWORK_MANAGER

pytestmark = pytest.mark.browser

MEMBER = "medewerker@mst.example"
CHAIR = "voorzitter@zenderen.example"
MANAGER = "projectleider@zenderen.example"


def day(weeks: int) -> str:
    return (datetime.date.today() + datetime.timedelta(weeks=weeks)).isoformat()  # noqa: DTZ011 - a day to type


def my_task(page: Page, title: str, words: str):
    """What the start page asks about this project."""
    page.goto("/mijn/")
    return page.get_by_role("main").get_by_role("link", name=re.compile(f"{words}.*{title}|{title}.*{words}"))


def save(page: Page, name: str = "Opslaan") -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_life_of_a_project(width, someone, portal, axe):
    member, chair, leader, network = (someone(email) for email in (MEMBER, CHAIR, MANAGER, NETWORK_MANAGER))
    title = f"Samen eten in de buurt {uuid4().hex[:8]}"
    asked = len(portal.mails(CHAIR))

    # A partner proposes.
    member.goto("/projecten/")
    member.get_by_role("link", name="Project voorstellen").click()
    axe(member)
    fits(member)
    member.get_by_label("Titel").fill(title)
    member.get_by_label("Thema", exact=True).select_option(label="Ouderenzorg")
    member.get_by_label("In één zin").fill("Ouderen eten samen, en niemand eet ongemerkt te weinig.")
    member.get_by_role("checkbox").first.check()
    member.get_by_label("Waarom dit project?").fill("Wijkverpleegkundigen zien dat ouderen afvallen.")
    save(member, "Voorstel versturen")
    expect(member.get_by_role("heading", level=1)).to_have_text(title)
    address = re.search(r"/projecten/[^/]+/", member.url)[0]
    axe(member)

    # The chair reads why, and accepts.
    assert address in portal.mail(CHAIR, title, asked)
    my_task(chair, title, "voorstel").click()
    expect(chair.get_by_role("main")).to_contain_text("Wijkverpleegkundigen zien dat ouderen afvallen.")
    axe(chair)
    chair.get_by_label("Het voorstel aannemen").check()
    chair.get_by_label("Reden").fill("Past bij onze ambitie.")
    save(chair, "Besluit vastleggen")
    expect(chair.get_by_role("main")).to_contain_text("Past bij onze ambitie.")

    # The network manager names who leads it, and the bandwidth.
    network.goto(f"{address}bewerken/")
    axe(network)
    fits(network)
    network.get_by_label("Projectleider").select_option(label="Projectleider projectbureau")
    network.get_by_label("Loopt tot").or_(network.locator("#id_ends_on")).first.fill(day(20))
    network.locator("#id_time_tolerance").fill("2")
    save(network)
    expect(network.get_by_role("main")).to_contain_text("wijs een vervanger aan")

    # Its manager says who does the work; the start is refused until they are involved.
    leader.goto(f"{address}betrokkenen/")
    leader.get_by_role("link", name="Voeg iemand toe").click()
    axe(leader)
    leader.get_by_label("Doet het werk").check()
    leader.get_by_label("Wie", exact=True).fill("Wijkverpleegkundigen")
    save(leader)
    expect(leader.get_by_role("main")).to_contain_text("Nog niet betrokken, terwijl zij het werk doen")
    axe(leader)
    fits(leader)
    chair.goto(f"{address}fase/")
    chair.get_by_label("Laten beginnen").check()
    chair.get_by_label("Reden").fill("Iedereen is er klaar voor.")
    save(chair, "Besluit vastleggen")
    expect(chair.get_by_role("alert")).to_contain_text("nog niet betrokken")
    axe(chair)
    leader.get_by_role("link", name=re.compile("Wijkverpleegkundigen$")).click()
    leader.locator("#id_involved_on").fill(day(-1))
    save(leader)
    expect(leader.get_by_role("main")).to_contain_text("Betrokken sinds")
    chair.goto(f"{address}fase/")
    chair.get_by_label("Laten beginnen").check()
    chair.get_by_label("Reden").fill("Iedereen is er klaar voor.")
    save(chair, "Besluit vastleggen")
    expect(chair.get_by_role("main")).to_contain_text("In uitvoering")

    # A report expects a later end than was agreed.
    asked = len(portal.mails(CHAIR))
    leader.goto(f"{address}voortgang/")
    leader.get_by_label("Op koers").check()
    leader.locator("#id_text").fill("De eerste groepen eten samen; de laatste wijk begint later.")
    leader.locator("#id_expected_end").fill(day(30))
    leader.get_by_role("button", name="Indienen bij de opdrachtgever").click()
    expect(leader.get_by_role("main")).to_contain_text("Buiten de bandbreedte in tijd")
    axe(leader)

    # The chair hears of it, and decides; the decision stays.
    assert "bandbreedte" in portal.mail(CHAIR, "bandbreedte", asked)
    my_task(chair, title, "bandbreedte").click()
    axe(chair)
    fits(chair)
    chair.get_by_label("Toestaan: de bandbreedte blijft, deze keer mag het").check()
    chair.get_by_label("Als u het toestaat: tot en met welke dag?").fill(day(30))
    chair.get_by_label("Reden").fill("De laatste wijk hoort erbij.")
    save(chair, "Beslissen")
    expect(chair.get_by_role("main")).to_contain_text("Deze keer toegestaan")
    axe(chair)
    fits(chair)
    leader.goto(address)
    expect(leader.get_by_role("main")).not_to_contain_text("Buiten de bandbreedte")
    fits(leader)
