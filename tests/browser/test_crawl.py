"""Every page that a role can reach by its own links: it answers, is accessible, fits a phone and speaks Dutch."""

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.browser.conftest import fits

pytestmark = pytest.mark.browser

ACCOUNTS = {
    "visitor": None,
    "manager": "netwerkmanager@zenderen.example",
    "executive": "bestuurder@mst.example",
    "project manager": "projectleider@zenderen.example",
    "chair": "voorzitter@zenderen.example",
    "coordinator": "coordinatie@zenderen.example",
    "member": "medewerker@mst.example",
    "adviser": "adviseur@zenderen.example",
    "administrator": "beheerder@zenderen.example",
}
EACH = 2  # pages looked at for each kind of address
# Not pages of ours to look at: files, and Django's own administration.
SKIPPED = ("/beheer/systeem/", "/uitloggen/", "/static/")


def _kind(address: str) -> str | None:
    path = urlsplit(address).path
    if path.startswith(SKIPPED):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return f"unknown {path}"


@pytest.mark.parametrize("role", ACCOUNTS)
def test_every_page_in_reach(role, page, portal, sign_in, axe):
    if ACCOUNTS[role]:
        sign_in(page, ACCOUNTS[role])
    queue, seen, looked, titles = ["/", "/mijn/", "/inloggen/"], set(), {}, {}
    problems = []
    while queue:
        address = queue.pop(0)
        kind = _kind(address)
        if kind is None or address in seen or len(looked.get(kind, ())) >= EACH:
            continue
        seen.add(address)
        response = page.request.get(address, max_redirects=10)
        if response.status != 200:
            problems.append(f"{address}: {response.status}")
            continue
        if "text/html" not in response.headers["content-type"]:
            continue
        page.goto(address)
        looked.setdefault(kind, []).append(address)
        titles.setdefault(page.title(), set()).add(urlsplit(page.url).path)
        try:
            axe(page)
            fits(page)
            assert page.locator("html").get_attribute("lang") == "nl"
            assert page.locator("h1").count() == 1
        except AssertionError as error:
            problems.append(str(error))
        for link in page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
            target = urlsplit(link)
            if not target.scheme and not target.netloc and target.path.startswith("/"):
                queue.append(link.split("#")[0])
    problems += [f"one title for several pages: {title} {paths}" for title, paths in titles.items() if len(paths) > 1]
    assert problems == []
    assert len(looked) >= 8
