"""Work for the tests that kill: its first attempt stops where it is told to; a worker loads it with ``-I``."""

import os
import time

from zenderen.jobs.registry import handler
from zenderen.lib import files

CONTENT = b"the document\n" * 1000


def _reached(run, place):
    """Tell the test, and on the first attempt wait there to be killed (or to be frozen and wake up again)."""
    if run.job.attempts == 1 and run.arguments["stop_at"] == place:
        run.progress(50, f"at {place} in {os.getpid()}") if place != "storing" else _say(run, place)
        time.sleep(run.arguments.get("seconds", 600))


def _say(run, place):
    """Inside the transaction nobody would see the progress: a file says it."""
    files.store(f"said/{run.job.pk}", f"at {place} in {os.getpid()}".encode())


@handler("fault.document", title="A document that takes long")
def store_document(run):
    """Writes one file under a name that follows from its input, and says which attempt did."""
    _reached(run, "start")
    name = files.store(f"documents/{run.arguments['name']}.pdf", CONTENT)
    _reached(run, "stored")
    with run.storing() as job:
        job.result = {"name": name, "attempt": run.job.attempts}
        _reached(run, "storing")
