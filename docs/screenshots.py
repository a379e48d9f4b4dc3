"""The pictures of the README, made in a running demo that nobody has played in yet.

``make demo`` in one terminal; ``.venv/bin/python -m docs.screenshots http://localhost:8000`` in another.
"""

import io
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from zenderen.local.bootstrap import find_browser

FOLDER = Path(__file__).parent / "screenshots"
PASSWORD = "samen-in-twente"  # noqa: S105 - the demo's, known to all
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MOST_BYTES = 250_000
PROJECT = "/projecten/na-het-ziekenhuis-goed-naar-huis-voorbeeld/"


def main(site: str) -> None:
    """Make every picture anew."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        take(browser, site, "home", DESK, lambda page: page.goto("/"))
        take(browser, site, "posters", DESK, lambda page: page.goto("/posters/"))
        take(browser, site, "projects", DESK, lambda page: page.goto("/projecten/"))
        take(browser, site, "roadmap", DESK, lambda page: page.goto("/routekaart/"))
        take(browser, site, "verification", DESK, verify)
        take(browser, site, "project-phone", PHONE, lambda page: page.goto(PROJECT))
        take(browser, site, "coordination", DESK, open_coordination)
        take(browser, site, "sealed", DESK, open_sealed)
        take(browser, site, "tasks-phone", PHONE, lambda page: sign_in(page, "bestuurder@mst.example"))
        take(browser, site, "sign-phone", PHONE, open_agreement)
        browser.close()


def take(browser: Browser, site: str, name: str, size: dict[str, int], go: Callable[[Page], object]) -> None:
    """One picture of what is in sight after ``go``."""
    context = browser.new_context(base_url=site, viewport=size, locale="nl-NL")  # type: ignore[arg-type]
    page = context.new_page()
    go(page)
    page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(128)
    image.save(FOLDER / f"{name}.png", optimize=True)
    bytes_ = (FOLDER / f"{name}.png").stat().st_size
    if bytes_ > MOST_BYTES:
        raise SystemExit(f"{name}.png has {bytes_} bytes")
    context.close()
    print(f"{name}.png {bytes_ // 1000} kB")  # noqa: T201 - for who runs it


def sign_in(page: Page, email: str) -> None:
    """Password, then the code out of the demo's mailbox."""
    earlier = newest_letter(page)
    page.goto("/inloggen/")
    page.locator("main input[name=login]:not([type=hidden])").fill(email)
    page.locator("main input[name=password]:not([type=hidden])").fill(PASSWORD)
    page.locator("main input[name=password]:not([type=hidden])").press("Enter")
    page.wait_for_load_state()
    if "/code/" in page.url:
        page.locator("main input[name=code]").fill(code(page, after=earlier))
        page.locator("main input[name=code]").press("Enter")
        page.wait_for_url("**/mijn/")


def open_agreement(page: Page) -> None:
    """The form with which the executive signs, at its statement."""
    sign_in(page, "bestuurder@mst.example")
    page.get_by_role("link", name="Onderteken ").click()
    page.wait_for_url("**/overeenkomsten/**")
    if "/ondertekenen/" not in page.url:
        page.locator("main a[href*='/ondertekenen/']").first.click()
    page.wait_for_url("**/ondertekenen/**")
    page.locator("main input[type=checkbox]").first.scroll_into_view_if_needed()


def open_coordination(page: Page) -> None:
    """Where help is needed, as the coordination group sees it."""
    sign_in(page, "coordinatie@zenderen.example")
    page.goto("/regie/")


def open_sealed(page: Page) -> None:
    """The agreement of the demo that all parties signed."""
    sign_in(page, "netwerkmanager@zenderen.example")
    page.goto("/overeenkomsten/?status=in_force")
    page.locator("#results tbody th a").first.click()
    page.wait_for_url(re.compile(r"/overeenkomsten/\d+/$"))


def verify(page: Page) -> None:
    """The answer to the sealed file of that agreement, which the browser alone reads."""
    open_sealed(page)
    content = page.request.get(f"{page.url}pdf/").body()
    page.goto("/verifieren/")
    page.locator("input[type=file]").set_input_files(
        {"name": "overeenkomst.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.locator("#verdict .verdict").wait_for()
    page.evaluate("scrollTo(0, 0)")


def newest_letter(page: Page) -> str:
    """The address of the newest letter in the demo's mailbox; empty when there is none."""
    found = re.search(r'href="(/demo/post/[\w-]+/)"', page.request.get("/demo/post/").text())
    return found[1] if found else ""


def code(page: Page, *, after: str) -> str:
    """The code in the first letter that comes in after this one."""
    for _ in range(120):
        letter = newest_letter(page)
        found = letter != after and re.search(r'class="secret">([^<]+)<', page.request.get(letter).text())
        if found:
            return found[1]
        time.sleep(0.5)
    raise SystemExit("No code came in within a minute.")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
