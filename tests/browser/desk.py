"""What a journey needs before it starts, prepared by sending the portal's own forms without looking at them."""

import re
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from playwright.sync_api import APIRequestContext, APIResponse, Playwright

if TYPE_CHECKING:
    from tests.browser.conftest import Portal

PASSWORD = "samen-in-twente"
MANAGER = "netwerkmanager@zenderen.example"


class Executive(NamedTuple):
    """Somebody who may sign for an organisation that this journey has for itself."""

    email: str
    name: str
    organisation: str
    address: str  # of the organisation's page
    pk: str  # of the organisation


class Desk:
    """The network manager's desk: every partner, executive and agreement it makes has a name of its own."""

    def __init__(self, portal: "Portal", manager: APIRequestContext, sessions: dict, playwright: Playwright) -> None:
        self.portal, self.manager, self.sessions, self.playwright = portal, manager, sessions, playwright

    def send(self, requests: APIRequestContext, address: str, **fields: str) -> APIResponse:
        """Open the page of a form and send it; an answer with errors ends the test."""
        page = requests.get(address).text()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, f"{address} has no form"
        where = address if address.startswith("http") else f"{self.portal.url}{address}"
        form = {**fields, "csrfmiddlewaretoken": token[1]}
        response = requests.post(address, form=form, headers={"Referer": where})
        assert response.ok, f"{address}: {response.status}"
        assert "errors-summary" not in response.text(), f"{address}: {response.text()[:20000]}"
        return response

    def partner(self) -> tuple[str, str, str]:
        """A new organisation: its name, the address of its page, its key."""
        name = f"Zorggroep {uuid4().hex[:8]}"
        answer = self.send(self.manager, "/beheer/partners/nieuw/", name=name, kind="hospital", place="Hengelo")
        pk = re.search(r"\?organisatie=(\d+)", answer.text())
        assert pk
        return name, answer.url.removeprefix(self.portal.url), pk[1]

    def executive(self) -> Executive:
        """A new organisation with somebody who may sign for it and who is signed in already."""
        organisation, address, pk = self.partner()
        stamp = organisation.rpartition(" ")[2]
        person = Executive(f"bestuur@{stamp}.example", f"Bestuurder {stamp}", organisation, address, pk)
        fields = {"name": person.name, "email": person.email, "position": "Raad van bestuur", "role": "executive"}
        self.send(self.manager, "/beheer/uitnodigingen/nieuw/", organisation=pk, **fields)
        link = re.search(r"http\S+/uitnodiging/\S+", self.portal.mail(person.email, "uitnodiging"))
        assert link
        own = self.playwright.request.new_context(base_url=self.portal.url)
        before = len(self.portal.mails(person.email))
        self.send(own, link[0], password=PASSWORD)
        self.send(own, "/inloggen/code/", code=self.portal.code(person.email, before))
        self.sessions[person.email] = own.storage_state()
        own.dispose()
        return person

    def agreement(self, *parties: Executive, opened: bool = True) -> tuple[str, str]:
        """An agreement between the organisations of these people: its title and its address."""
        title = f"Overeenkomst {uuid4().hex[:8]}"
        answer = self.send(self.manager, "/overeenkomsten/nieuw/", title=title, kind="cooperation")
        address = answer.url.removeprefix(self.portal.url)
        articles = {"Doel": "Partijen zorgen samen voor ouderen in Twente.", "Duur": "De overeenkomst geldt een jaar."}
        for heading, text in articles.items():
            self.send(self.manager, f"{address}artikelen/nieuw/", title=heading, body=text)
        for party in parties:
            promise = {"role": "Partner", "responsibilities": f"- {party.organisation} levert twee verpleegkundigen"}
            self.send(self.manager, f"{address}partijen/nieuw/", organisation=party.pk, **promise)
        if opened:
            self.send(self.manager, f"{address}openen/")
        return title, address
