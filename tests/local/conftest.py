import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from zenderen.local.state import State


@contextmanager
def opened(path: Path) -> Iterator[State]:
    """A state folder in use, emptied at the end: servers of root keep their data outside it."""
    state = State(path)
    state.open()
    try:
        yield state
    finally:
        state.empty()
        state.close()


@pytest.fixture
def state(tmp_path):
    with opened(tmp_path / "state") as state:
        yield state


def processes_with(text: str) -> list[str]:
    """Command lines of the living processes that have this in their command line or environment."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 -- names, and half of them vanish
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:  # noqa: PTH123
                command = file.read().replace(b"\0", b" ").decode()
            with open(f"/proc/{number}/environ", "rb") as file:  # noqa: PTH123
                environment = file.read().decode(errors="replace")
        except OSError:
            continue
        if int(number) != os.getpid() and text in command + environment:
            found.append(f"{number} {command}")
    return found
