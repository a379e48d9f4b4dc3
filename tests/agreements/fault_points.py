"""Places in the sealing where a worker of the tests stops to be killed; it loads this with ``--include``.

A file ``stop/<place>`` below MEDIA_ROOT is the request. The first attempt that gets there says so in ``said/<place>``
and waits; every later one goes on.
"""

import time
from pathlib import Path

from django.conf import settings

from agreements import documents, tasks


def _reached(place):
    asked = Path(settings.MEDIA_ROOT) / "stop" / place
    if asked.exists():
        asked.unlink()
        said = Path(settings.MEDIA_ROOT) / "said" / place
        said.parent.mkdir(parents=True, exist_ok=True)
        said.touch()
        time.sleep(600)


def _around(module, name, before="", after=""):
    original = getattr(module, name)

    def stopping(*args, **kwargs):
        if before:
            _reached(before)
        result = original(*args, **kwargs)
        if after:
            _reached(after)
        return result

    setattr(module, name, stopping)


_around(documents, "render_version", before="text")
_around(documents, "render_sheet", before="sheet")
_around(documents, "sealed", before="sealing", after="sealed")
_around(documents, "forget_unpublished", before="committed")
_around(tasks, "_publish", before="stored", after="publishing")
