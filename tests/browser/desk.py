"""What a journey needs before it starts, prepared by sending the portal's own forms without looking at them."""

import re
import time
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

    def executive(self, beside: Executive | None = None, role: str = "executive") -> Executive:
        """Somebody who may sign for a new organisation, or ``beside`` a colleague; signed in already."""
        organisation, address, pk = beside[2:] if beside else self.partner()
        stamp = uuid4().hex[:8] if beside else organisation.rpartition(" ")[2]
        person = Executive(f"bestuur@{stamp}.example", f"Bestuurder {stamp}", organisation, address, pk)
        fields = {"name": person.name, "email": person.email, "position": "Raad van bestuur", "role": role}
        self.send(self.manager, "/beheer/uitnodigingen/nieuw/", organisation=pk, **fields)
        link = re.search(r"http\S+/uitnodiging/\S+", self.portal.mail(person.email, "uitnodiging"))
        assert link
        own = self.playwright.request.new_context(base_url=self.portal.url)
        before = len(self.portal.mails(person.email))
        self.send(own, link[0], password=PASSWORD)
        if role == "executive":  # others need no second step
            self.send(own, "/inloggen/code/", code=self.portal.code(person.email, before))
        self.sessions[person.email] = own.storage_state()
        own.dispose()
        return person

    def agreement(self, *parties: Executive, opened: bool = True, **rules: dict[str, str]) -> tuple[str, str]:
        """An agreement between the organisations of these people: its title and its address.

        ``rules`` says by an organisation's key (``o12={…}``) who signs for it, where that is not one executive.
        """
        title = f"Overeenkomst {uuid4().hex[:8]}"
        answer = self.send(self.manager, "/overeenkomsten/nieuw/", title=title, kind="cooperation")
        address = answer.url.removeprefix(self.portal.url)
        articles = {"Doel": "Partijen zorgen samen voor ouderen in Twente.", "Duur": "De overeenkomst geldt een jaar."}
        for heading, text in articles.items():
            self.send(self.manager, f"{address}artikelen/nieuw/", title=heading, body=text)
        for party in parties:
            promise = {"role": "Partner", "responsibilities": f"- {party.organisation} levert twee verpleegkundigen"}
            rule = rules.get(f"o{party.pk}", {})
            self.send(self.manager, f"{address}partijen/nieuw/", organisation=party.pk, **promise, **rule)
        if opened:
            self.open(address)
        return title, address

    def open(self, address: str, **fields: str) -> None:
        """Open an agreement for signing and wait until its document was made and the first can sign."""
        self.send(self.manager, f"{address}openen/", **fields)
        deadline = time.monotonic() + 60
        while " getekend" not in re.sub(r"\s+", " ", self._standing(address)):
            assert time.monotonic() < deadline, f"{address} was not opened for signing"
            time.sleep(0.3)

    def _standing(self, address: str) -> str:
        page = self.manager.get(address).text()
        return page[page.index('id="standing"') :][:1500]
