"""Kinds of work that exist in these tests only."""

from types import SimpleNamespace

import pytest

from zenderen.jobs import registry, tasks
from zenderen.jobs.registry import Failure, Retry, handler


@pytest.fixture
def kinds():
    """Register kinds for one test; ``seen`` counts what ran."""
    before = dict(registry.HANDLERS)
    seen = []

    @handler("test.fine", title="Something fine")
    def fine(run):
        seen.append(run.job.pk)
        run.progress(40, "Halfway")
        return {"href": "/somewhere/", "name": "The file"}

    @handler("test.refused", title="Something refused")
    def refused(run):
        raise Failure("There is nobody to send it to.")

    @handler("test.broken", title="Something broken")
    def broken(run):
        raise ZeroDivisionError

    @handler("test.healing", title="Something that heals", attempts=3)
    def healing(run):
        seen.append(run.job.attempts)
        raise ConnectionRefusedError("nobody there")

    @handler("test.later", title="Something for later", attempts=1)
    def later(run):
        raise Retry("The time stamp service is closed.")

    @handler("test.secret", title="Something private", forget=True)
    def secret(run):
        return None

    yield SimpleNamespace(seen=seen)
    registry.HANDLERS.clear()
    registry.HANDLERS.update(before)


@pytest.fixture
def no_broker(monkeypatch):
    """Nobody is told: the test does the work itself."""
    sent = []
    monkeypatch.setattr(tasks, "send", sent.append)
    return sent
