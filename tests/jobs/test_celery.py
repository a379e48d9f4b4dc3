"""Who loads the slow library: the worker before it forks, and nobody else."""

import os
import subprocess
import sys
from pathlib import Path

from celery.signals import worker_ready

from zenderen.celery import app

ROOT = Path(__file__).parent.parent.parent


def _loaded_after(code):
    script = f"import sys, django; django.setup(); import zenderen.urls\n{code}\nprint('weasyprint' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "zenderen.settings"},
        check=True,
    )
    return done.stdout.splitlines()[-1] == "True"


def test_web_never_loads_weasyprint():
    assert not _loaded_after("")


def test_worker_loads_weasyprint_before_it_forks():
    assert _loaded_after("from celery.signals import worker_init; worker_init.send(sender=None)")


def test_a_worker_that_starts_looks_at_the_seal_at_once(monkeypatch):
    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, **_options: sent.append(name))
    worker_ready.send(sender=None)
    assert sent == ["agreements.look_at_seal"]
    assert sent[0] in app.tasks
