"""The Celery application; its messages are hints, the job rows in the database are the truth."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zenderen.settings")

logger = logging.getLogger(__name__)

app = Celery("zenderen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def load_slow_libraries(**kwargs: Any) -> None:
    """In the parent, before it forks, so that no child and no job waits for it."""
    import weasyprint  # noqa: F401 - takes a second

    from zenderen.lib import seal  # pyHanko takes another; Django's settings are ready by now

    try:
        seal.warm()
    except seal.SealError:
        logger.exception("No document can be sealed")


@worker_ready.connect
def look_at_seal(**kwargs: Any) -> None:
    """At once, and not only at beat's next turn: who has just installed the portal, or its key, wants to know."""
    app.send_task("agreements.look_at_seal", expires=600, retry=False)
