"""Every page that a role reaches by its own links: it answers, is valid, accessible, fits a phone and speaks Dutch."""

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.browser.conftest import fits
from tests.browser.words import Read, english_in

pytestmark = pytest.mark.browser

ACCOUNTS = {
    "visitor": None,
    "manager": "netwerkmanager@zenderen.example",
    "executive": "bestuurder@mst.example",
    "project manager": "projectleider@zenderen.example",
    "project support": "projectondersteuner@zenderen.example",
    "chair": "voorzitter@zenderen.example",
    "coordinator": "coordinatie@zenderen.example",
    "member": "medewerker@mst.example",
    "adviser": "adviseur@zenderen.example",
    "administrator": "beheerder@zenderen.example",
}
EACH = 4  # pages read for each kind of address
# Not pages of ours to look at: files, Django's own administration, and the mail of whoever played before.
SKIPPED = ("/beheer/systeem/", "/uitloggen/", "/static/", "/demo/post/")


def _kind(address: str) -> str | None:
    path = urlsplit(address).path
    if path.startswith(SKIPPED):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return f"unknown {path}"


@pytest.fixture(scope="session")
def looked_at():
    """For each kind of page the parts that a browser has looked at: what is made of no others needs no second look."""
    return {}


def _wrong_with(html, found, nu):
    yield from (f"HTML: {error}" for error in nu.errors(html))
    if "---------" in html:
        yield "a choice of dashes instead of words"
    if (found.lang, found.headings) != ("nl", 1):
        yield f"lang {found.lang}, {found.headings} × h1"
    yield from (f"English: {text}" for text in english_in(found.texts))


@pytest.mark.parametrize("role", ACCOUNTS)
def test_every_page_in_reach(role, someone, axe, nu, looked_at):
    page = someone(ACCOUNTS[role])
    queue, seen, read, titles, problems = ["/", "/mijn/", "/inloggen/"], set(), {}, {}, []
    while queue:
        address = queue.pop(0)
        kind = _kind(address)
        if kind is None or address in seen or read.get(kind, 0) >= EACH:
            continue
        seen.add(address)
        response = page.request.get(address, max_redirects=10)
        if response.status != 200:
            problems.append(f"{address}: {response.status}")
        if response.status != 200 or "text/html" not in response.headers["content-type"]:
            continue
        read[kind] = read.get(kind, 0) + 1
        html = response.text()
        found = Read(html)
        titles.setdefault(found.title, set()).add(urlsplit(response.url).path)
        problems += [f"{address}: {words}" for words in _wrong_with(html, found, nu)]
        if not found.parts <= looked_at.get(kind, set()):
            looked_at.setdefault(kind, set()).update(found.parts)
            page.goto(address)
            try:
                axe(page)
                fits(page)
            except AssertionError as error:
                problems.append(str(error))
        for link in found.links:
            target = urlsplit(link)
            if not target.scheme and not target.netloc and target.path.startswith("/"):
                queue.append(link.split("#")[0])
    problems += [f"one title for several pages: {title} {paths}" for title, paths in titles.items() if len(paths) > 1]
    assert problems == [], "\n".join(problems)
    assert len(read) >= 8
