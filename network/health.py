"""How the portal is, on the page of those who administer it; each room adds what it knows.

Like ``todo`` and ``figures``: ``@health.provider`` above a function that gives notices. No provider may ask another
service: it tells what the worker found last.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple


class Notice(NamedTuple):
    """One thing that is well (``level`` ok), soon will not be (warning) or is not (error), and when that was seen."""

    level: str
    text: str
    at: datetime | None = None


Provider = Callable[[], Iterable[Notice]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register a function that gives notices."""
    if function not in _providers:
        _providers.append(function)
    return function


def notices() -> list[Notice]:
    """All notices, what is wrong first."""
    order = {"error": 0, "warning": 1, "ok": 2}
    return sorted((notice for give in _providers for notice in give()), key=lambda notice: order[notice.level])
