"""The whole demo, as `make demo` starts it, and a real Chromium that plays in it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from email import message_from_bytes, policy
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, expect

from tests.browser.desk import MANAGER, PASSWORD, Desk
from zenderen.local.bootstrap import find_browser
from zenderen.local.nu import NuChecker
from zenderen.local.pytest_plugin import TEMPLATE
from zenderen.local.template import database_url

ROOT = Path(__file__).parent.parent.parent
UP_WITHIN = 180  # seconds; a first start renders posters on a busy machine
expect.set_options(timeout=15_000)


class Portal:
    """A running demo: its address and its post."""

    def __init__(self, state: Path, port: int) -> None:
        self.state = state
        self.port = port
        self.url = f"http://localhost:{port}"

    def mails(self, to: str) -> list:
        """The mails to this address, oldest first."""
        found = []
        for path in sorted((self.state / "mail").glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            if to in str(mail["To"]):
                found.append(mail)
        return found

    def mail(self, to: str, containing: str, after: int = 0) -> str:
        """The text of the newest mail to this address with these words, waiting for it; ``after`` skips older ones."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for mail in reversed(self.mails(to)[after:]):
                text = f"{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}"
                if containing.lower() in text.lower():
                    return text
            time.sleep(0.2)
        raise AssertionError(f"No mail to {to} with “{containing}”")

    def code(self, to: str, after: int) -> str:
        """The one-time code in the newest mail."""
        found = re.search(r"^\s*([A-Z0-9]{3}-?[A-Z0-9]{3,4}|\d{6})\s*$", self.mail(to, "code", after), re.MULTILINE)
        assert found
        return found[1]


class OwnPortal(Portal):
    """A demo that these tests start, and how to end it.

    In a database of its own on the test run’s server, where that has a migrated one to copy: migrating takes long.
    """

    def __init__(self, state: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            super().__init__(state, probe.getsockname()[1])
        own = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "DJANGO_SETTINGS_MODULE")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        environment |= {"PORT": str(self.port), "ZENDEREN_STATE": str(state)}
        if template := os.environ.get(TEMPLATE):
            server, name = os.environ["DATABASE_URL"], f"portal_{self.port}"
            with psycopg.connect(server, autocommit=True) as database:
                database.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            environment["DATABASE_URL"] = database_url(server, name)
        self.output = (state.parent / "demo.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zenderen.local", "demo"],
            cwd=ROOT,
            env=environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def wait(self) -> None:
        """Until it answers; a start that fails shows what it said."""
        deadline = time.monotonic() + UP_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz/", timeout=5):  # noqa: S310 - our own address
                    return
            except OSError:
                time.sleep(0.3)
        pytest.fail(f"The demo did not start:\n{(self.state.parent / 'demo.log').read_text()[-3000:]}")

    def stop(self) -> None:
        """As Ctrl-C does; then what root's servers keep outside the state folder goes as well."""
        self.process.terminate()
        self.process.wait(60)
        environment = {**os.environ, "ZENDEREN_STATE": str(self.state)}
        subprocess.run([sys.executable, "-m", "zenderen.local", "demo-reset"], cwd=ROOT, env=environment, check=True)
        self.output.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """One demo for all journeys of this session; each journey makes what it changes.

    ZENDEREN_PORTAL=<state folder>,<port> plays in a demo that runs already.
    """
    if attached := os.environ.get("ZENDEREN_PORTAL"):
        state, port = attached.rsplit(",", 1)
        yield Portal(Path(state), int(port))
        return
    running = OwnPortal(tmp_path_factory.mktemp("portal") / "state")
    try:
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, or whichever the set-up found; nothing beyond this machine is asked."""
    quiet = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": find_browser(), "args": [*quiet, "--disable-sync"]}


@pytest.fixture(scope="session")
def base_url(portal):
    """Addresses in the tests are those of domain words: /themas/ and so on."""
    return portal.url


WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def browser_context_args(browser_context_args, portal, request):
    """A phone of 390 px unless the test says otherwise (``@pytest.mark.parametrize("width", …, indirect)``).

    The address stands here once more: Playwright's own copy is of the folder whose tests came first.
    """
    width = getattr(request.node, "callspec", None)
    chosen = (width.params.get("width") if width else None) or "phone"
    return {**browser_context_args, "base_url": portal.url, "viewport": WIDTHS[chosen], "locale": "nl-NL"}


@pytest.fixture
def sign_in(portal):
    """``sign_in(page, "bestuurder@mst.example")``: password, and the code by e-mail where it is asked."""

    def enter(page: Page, email: str, password: str = PASSWORD) -> None:
        before = len(portal.mails(email))
        page.goto("/inloggen/")
        page.get_by_label("E-mailadres").fill(email)
        page.get_by_label("Wachtwoord", exact=True).fill(password)
        page.locator("main").get_by_role("button", name="Inloggen", exact=True).click()
        page.wait_for_load_state()
        if "/code/" in page.url:
            page.locator("main input[name=code]").fill(portal.code(email, before))
            page.locator("main input[name=code]").press("Enter")
            page.wait_for_load_state()
        expect(page).to_have_url(re.compile(r"/(mijn|overeenkomsten|projecten)/"))

    return enter


@pytest.fixture(scope="session")
def _sessions():
    """Who signed in already, and with which cookies: asking for each code again costs seconds."""
    return {}


@pytest.fixture
def someone(new_context, sign_in, _sessions):
    """``someone("voorzitter@zenderen.example")`` is their page, signed in; ``someone()`` is a visitor's."""

    def enter(email: str | None = None, **options: object) -> Page:
        if email and email not in _sessions:
            page = new_context().new_page()
            sign_in(page, email)
            _sessions[email] = page.context.storage_state()
            page.context.close()
        return new_context(storage_state=_sessions.get(email), **options).new_page()

    return enter


@pytest.fixture
def desk(portal, someone, _sessions, playwright):
    """What the network manager prepares for a journey: partners, executives and agreements of its own."""
    return Desk(portal, someone(MANAGER).request, _sessions, playwright)


@pytest.fixture(scope="session")
def axe():
    """``axe(page)``: no violation of WCAG 2.2 A or AA on the page as it is now."""
    checker = Axe()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

    def check(page: Page) -> None:
        try:
            found = checker.run(page, options=options).response["violations"]
        except Error:  # the page went away beneath it: a click leads on while we look, so look at where it led
            page.wait_for_load_state()
            found = checker.run(page, options=options).response["violations"]
        readable = [(item["id"], [node["html"][:160] for node in item["nodes"]][:3]) for item in found]
        assert found == [], f"{page.url}: {json.dumps(readable, indent=1, ensure_ascii=False)}"

    return check


@pytest.fixture(scope="session")
def nu(tmp_path_factory):
    """``nu.errors(html)``: what the Nu checker finds wrong with the HTML of a page."""
    checker = NuChecker(tmp_path_factory.mktemp("nu"))
    try:
        checker.start()
        yield checker
    finally:
        checker.program.stop()


def fits(page: Page, width: int = 320) -> None:
    """No sideways scrolling at this width."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate(
        "() => document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('body *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120))"
        " : []"
    )
    page.set_viewport_size(before)
    assert wide == [], f"{page.url} scrolls sideways at {width} px: {wide}"


def focus_label(page: Page) -> str:
    """The name of what has the focus, as read from its label or its own text."""
    name = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent")
    return " ".join(name.split())


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if focus_label(page).startswith(name):
            return
    raise AssertionError(f"Tab never reaches “{name}” on {page.url}")
