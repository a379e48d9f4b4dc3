"""For pytest: private throwaway servers before Django reads its settings, and gone at the end.

Loaded by ``-p zenderen.local.pytest_plugin`` in pyproject.toml, so that a bare ``pytest`` works. DATABASE_URL and
REDIS_URL win: what they name is used and nothing is started for it.
"""

import atexit
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from zenderen.local import messages
from zenderen.local.pki import Pki
from zenderen.local.processes import StartError
from zenderen.local.servers import Server, start_postgres, start_tsa, start_valkey
from zenderen.local.state import TESTS, State, StateBusyError, StateError, state_dir
from zenderen.local.template import MIGRATED, offer_migrated

STARTED_HERE = "ZENDEREN_TEST_SERVERS"
TEMPLATE = "ZENDEREN_TEST_TEMPLATE"
PLACES = 20  # so many test runs can go on at once on one state folder


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Runs before pytest-django's own hook of this name, which reads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is not None:
        _own_share(int(worker.removeprefix("gw")))
    elif not any(getattr(early_config.known_args_namespace, name, False) for name in ("help", "version")):
        try:
            _start()
        except (StartError, StateError) as error:
            raise pytest.UsageError(str(error)) from error
    _keep_inside()
    return (yield)


def _start() -> None:
    messages.compile_changed()  # the tests read Dutch pages, also in a checkout where nothing was started yet
    State(state_dir()).claim()
    kept = state_dir() / TESTS
    state = _free_place(kept)
    running: list[Server] = []

    def end() -> None:
        for server in running:
            server.program.stop()
        state.empty()

    atexit.register(end)
    postgres = None
    if "DATABASE_URL" not in os.environ:
        postgres = start_postgres(state, throwaway=True)
        running.append(postgres)
        os.environ["DATABASE_URL"] = postgres.url
    if "REDIS_URL" not in os.environ:
        running.append(start_valkey(state, throwaway=True))
        os.environ["REDIS_URL"] = running[-1].url
        os.environ[STARTED_HERE] = running[-1].url.rpartition("/")[0]
    pki = Pki(kept / "pki").ensure()
    running.append(start_tsa(state, pki))
    os.environ |= pki.environment(running[-1].url)
    os.environ["ZENDEREN_STATE"] = str(state.path / "files")
    os.environ["SECRET_KEY"] = state.secret("secret-key")
    os.environ["SITE_URL"] = "http://localhost"
    for name in ("DEBUG", "ZENDEREN_DEMO", "EMAIL_URL", "MEDIA_ROOT", "STATIC_ROOT", "ALLOWED_HOSTS", "BEHIND_PROXY"):
        os.environ.pop(name, None)
    if postgres is not None:
        offer_migrated(state, postgres)
        os.environ[TEMPLATE] = MIGRATED


def _free_place(parent: Path) -> State:
    """A state folder that no other test run is using, emptied of what a killed one may have left."""
    for number in range(PLACES):
        state = State(parent / str(number))
        with suppress(StateBusyError):
            state.open()
            state.empty()
            return state
    raise StateError(f"{PLACES} test runs are using {parent} already.")


def _own_share(number: int) -> None:
    """One of several pytest workers: its own cache and broker, and its own folder for files."""
    if STARTED_HERE in os.environ:
        os.environ["REDIS_URL"] = f"{os.environ[STARTED_HERE]}/{number + 1}"
    os.environ["ZENDEREN_STATE"] += f"-{number}"


def _keep_inside() -> None:
    """No test may reach anything beyond this machine."""

    def check(event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
            host = args[1][0]
            if host != "localhost" and not ip_address(host).is_loopback:
                raise RuntimeError(f"A test tried to reach {host}: nothing beyond this machine, please.")

    sys.addaudithook(check)


@pytest.fixture(autouse=True, scope="session")
def _plain_static_files() -> Iterator[None]:
    """Pages of the tests need no collected files; tests/local runs the real servers with collected ones."""
    from django.conf import settings
    from django.test import override_settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield
