"""`make lint` and `make test`: every check of the project, the cheap ones first, one summary at the end."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zenderen.local import messages
from zenderen.local.bootstrap import find_browser
from zenderen.local.pki import Pki
from zenderen.local.servers import start_tsa
from zenderen.local.state import ROOT, TESTS, State, state_dir

BIN = Path(sys.executable).parent
# The checks look at the code only: no server stands behind these addresses.
NO_SERVERS = {
    "SECRET_KEY": "only for checks that never serve a page, and long enough to be accepted by them",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "DJANGO_SETTINGS_MODULE": "zenderen.settings",
    # makemigrations warns that it cannot look into the database, which is the point.
    "PYTHONWARNINGS": "ignore::RuntimeWarning",
}
DEVIATING = ("DEBUG", "ZENDEREN_DEMO", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "BEHIND_PROXY")


def templates() -> list[str]:
    folders = (folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in (".venv", "var"))
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*.html"))


def lint() -> list[tuple[str, bool, float]]:
    """Name, result and seconds of each check; all of them run, so that one round shows everything."""
    python, manage = [sys.executable], [sys.executable, "manage.py"]
    checks: list[tuple[str, list[str]]] = [
        ("style (ruff)", [str(BIN / "ruff"), "check", "."]),
        ("layout (ruff format)", [str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."]),
        ("layout of templates (djade)", [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates()]),
        ("templates (djlint)", [*python, "-m", "djlint", "--lint", "--quiet", "templates"]),
        ("who imports whom (import-linter)", [str(BIN / "lint-imports"), "--no-logo"]),
        ("settings", [*manage, "check", "--deploy", "--fail-level", "WARNING"]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("translations", [*python, "-m", "zenderen.local", "check-messages"]),
        ("types (mypy)", [*python, "-m", "mypy", "."]),
    ]
    State(state_dir()).claim()
    pki = Pki(state_dir() / TESTS / "pki").ensure()
    tsa = start_tsa(State(state_dir() / TESTS), pki)  # the check of the settings asks whether it answers
    environment = {name: value for name, value in os.environ.items() if name not in DEVIATING}
    environment |= NO_SERVERS | pki.environment(tsa.url)
    try:
        return [_timed(name, argv, environment) for name, argv in checks]
    finally:
        tsa.program.stop()


def everything() -> int:
    """All that has to hold before a change may go out."""
    with_browser = os.environ.get("BROWSER") != "0"
    if with_browser and find_browser() is None:
        print("No Chromium was found, so the tests in a browser cannot run. `make test` installs it;")
        print("CHROMIUM=/path/to/chromium names one of your own, BROWSER=0 knowingly leaves these tests out.")
        return 1
    messages.compile_changed()
    pytest = [sys.executable, "-m", "pytest"]
    with ThreadPoolExecutor() as beside:  # the database that all tests copy is made while the code is looked at
        migrated = beside.submit(_timed, "migrating from nothing", [*pytest, "-q", "tests/local/test_template.py"])
        results = [*lint(), migrated.result()]
    # The many small ones side by side. Those that play the portal in a browser, or stop its processes on purpose, come
    # after them: they need the machine for themselves.
    results.append(_timed("tests", [*pytest, "-n", "auto", "-m", "not browser and not fault"]))
    results.append(_timed("tests that stop and kill processes", [*pytest, "-m", "fault and not browser"]))
    if with_browser:
        results.append(_timed("tests in a browser", [*pytest, "-n", "auto", "-m", "browser"]))
    return summary(results, left_out="" if with_browser else "The tests in a browser were left out (BROWSER=0).")


def some(arguments: Sequence[str]) -> int:
    """Only these tests."""
    messages.compile_changed()
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def summary(results: Sequence[tuple[str, bool, float]], *, left_out: str = "") -> int:
    print()
    for name, good, seconds in results:
        print(f"  {'good  ' if good else 'FAILED'}  {seconds:6.1f} s  {name}")
    failed = sum(1 for _name, good, _seconds in results if not good)
    print(f"\n{left_out}" if left_out else "")
    print("Everything is in order." if not failed else f"{failed} of {len(results)} failed.", flush=True)
    return 1 if failed else 0


def _timed(name: str, argv: Sequence[str], environment: dict[str, str] | None = None) -> tuple[str, bool, float]:
    print(f"→ {name}", flush=True)
    started = time.monotonic()
    code = subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode
    return name, code == 0, time.monotonic() - started
