"""The kinds of background work; each app registers its own in ``<app>/tasks.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import OperationalError

if TYPE_CHECKING:
    from zenderen.jobs.runs import Run

Work = Callable[["Run"], dict[str, Any] | None]

HEALS = (OSError, OperationalError)  # a disk, a network or a database that may be back in a moment


class Failure(Exception):
    """This work cannot be done and trying again by itself would not help; the text is shown to people."""


class Retry(Exception):
    """Not possible just now, but it may heal: the work is tried again later; the text is shown to people."""


@dataclass(frozen=True)
class Handler:
    """What is done for one kind of work, and how often it may be tried."""

    kind: str
    title: Any
    work: Work
    attempts: int
    retry_on: tuple[type[Exception], ...]
    forget: bool


HANDLERS: dict[str, Handler] = {}


def handler(
    kind: str,
    *,
    title: Any,
    attempts: int = 5,
    retry_on: tuple[type[Exception], ...] = HEALS,
    forget: bool = False,
) -> Callable[[Work], Work]:
    """Register ``work(run)`` for ``kind`` ("app.outcome"); it must be safe to run twice.

    ``title`` (gettext_lazy) names the kind on the screen. ``retry_on`` are the errors that can heal: they are tried
    again with growing pauses, up to ``attempts``; all others fail at once. ``forget`` empties the arguments when the
    work is done, for those that hold something private.
    """

    def register(work: Work) -> Work:
        if kind in HANDLERS:
            raise LookupError(f"Two handlers for {kind}")
        HANDLERS[kind] = Handler(kind, title, work, attempts, (Retry, *retry_on), forget)
        return work

    return register
