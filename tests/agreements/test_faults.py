"""The worker killed at each step, Redis gone, no timestamps: the signatures stand, and the document comes, once."""

import hashlib
import os
import signal
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from agreements import actions
from agreements.models import Agreement, SignedDocument
from agreements.tasks import SIGNED_PDF, VERSION_PDF
from tests.agreements import make
from tests.jobs import test_faults as faults
from zenderen.jobs.models import Job
from zenderen.lib import seal
from zenderen.local.tsa import Server

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
broker, wait_for = faults.broker, faults.wait_for
Status = Agreement.Status
PLACES = ["sheet", "sealing", "sealed", "stored", "publishing", "committed"]


@pytest.fixture
def start(broker, settings, tmp_path):
    """``start("worker")`` and ``start("beat")``, with the places of fault_points; all of them end with the test."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    arguments = {
        "worker": ["worker", "--concurrency=2", "--loglevel=INFO", "--include=tests.agreements.fault_points"],
        "beat": ["beat", f"--schedule={tmp_path / 'schedule'}", "--pidfile="],
    }
    running = []

    def begin(what):
        environment = {
            **os.environ,
            "DATABASE_URL": database,
            "REDIS_URL": broker.url,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "SEAL_TSA_URL": settings.SEAL_TSA_URL,
            "DEBUG": "0",
        }
        running.append(faults.Celery(environment, tmp_path / f"{what}{len(running)}.log", *arguments[what]))
        return running[-1]

    yield begin
    for one in running:
        one.end()


def files_of(settings, pattern="*-ondertekend-*.pdf"):
    folder = Path(settings.MEDIA_ROOT) / "agreements"
    return list(folder.rglob(pattern))


def is_in_force(agreement):
    agreement.refresh_from_db()
    return agreement.status == Status.IN_FORCE


def assert_one_document(agreement, settings):
    wait_for(lambda: len(files_of(settings)) == 1)
    [path] = files_of(settings)
    document = SignedDocument.objects.get()
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == document.sha256
    with agreement.version.file.open("rb") as file:
        assert seal.verify(content, sha256=document.sha256, begins_with=file.read()).is_good
    events = list(agreement.events.values_list("event", flat=True))
    assert (events.count("completed"), events.count("stored")) == (1, 1)
    agreement.refresh_from_db()
    assert agreement.trail_length == len(events)


def ask_to_stop(settings, place):
    stop = Path(settings.MEDIA_ROOT) / "stop"
    stop.mkdir(parents=True, exist_ok=True)
    (stop / place).touch()


def wait_at(settings, place):
    wait_for(lambda: (Path(settings.MEDIA_ROOT) / "said" / place).exists())


def sign_both(signing, organisation, organisation2, executive, executive2):
    make.sign(signing, organisation, executive)
    make.sign(signing, organisation2, executive2)
    return Job.objects.get(kind=SIGNED_PDF)


@pytest.mark.parametrize("place", PLACES)
def test_8_worker_killed_at_each_step_of_sealing(
    place, start, settings, signing, organisation, organisation2, executive, executive2
):
    """Requirement 8: one file, one event, within thirty seconds, wherever SIGKILL came.

    Before the pages are laid out, before and after the seal is made, with the file written and no row, inside the
    transaction with all rows written, and after the commit.
    """
    start("beat")
    worker = start("worker")
    ask_to_stop(settings, place)
    job = sign_both(signing, organisation, organisation2, executive, executive2)
    wait_at(settings, place)
    left = len(files_of(settings))
    assert left == (1 if place in ("stored", "publishing", "committed") else 0)
    worker.signal(signal.SIGKILL)
    killed = time.monotonic()
    assert is_in_force(signing) == (place == "committed")
    start("worker")
    wait_for(lambda: is_in_force(signing), faults.AGAIN_WITHIN - (time.monotonic() - killed))
    assert_one_document(signing, settings)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("ready", 1 if place == "committed" else 2)


def test_8_worker_killed_while_the_text_is_laid_out(start, settings, draft, manager):
    """Requirement 8: opening, too, goes on by itself; the invitations leave once."""
    start("beat")
    worker = start("worker")
    ask_to_stop(settings, "text")
    actions.open_for_signing(draft, by=manager)
    wait_at(settings, "text")
    worker.signal(signal.SIGKILL)
    start("worker")
    wait_for(lambda: Agreement.objects.get(pk=draft.pk).is_signing, faults.AGAIN_WITHIN)
    assert Job.objects.get(kind=VERSION_PDF).attempts == 2
    assert draft.events.filter(event="opened").count() == 1
    assert len(files_of(settings, "v1-*.pdf")) == 1
    assert Job.objects.filter(kind="jobs.mail").count() == 2


def test_8_no_timestamps_for_a_while(
    start, settings, signing, organisation, organisation2, executive, executive2, as_user
):
    """Requirement 8: "sealing failed" in sight, no file, and then it heals without a person."""
    away = Server(0, Path(settings.SEAL_ROOTS[0]).parent)
    settings.SEAL_TSA_URL, port = away.url, away.server_port
    away.server_close()
    start("beat")
    start("worker")
    job = sign_both(signing, organisation, organisation2, executive, executive2)
    wait_for(lambda: Agreement.objects.get(pk=signing.pk).status == Status.SEALING_FAILED)
    page = as_user(executive).get(signing.get_absolute_url()).content.decode()
    assert "mislukt" in page.lower()
    assert files_of(settings) == []
    again = Server(port, Path(settings.SEAL_ROOTS[0]).parent)
    try:
        threading.Thread(target=again.serve_forever, args=(0.05,), daemon=True).start()
        wait_for(lambda: is_in_force(signing))
    finally:
        again.shutdown()
        again.server_close()
    assert_one_document(signing, settings)
    job.refresh_from_db()
    assert job.attempts >= 2


def test_redis_gone_during_the_last_signature(
    broker, start, settings, as_user, signing, organisation, organisation2, executive, executive2
):
    """The signature stands, the page says so, and the document follows by itself once Redis is back."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": broker.url}}
    start("beat")
    start("worker")
    make.sign(signing, organisation, executive)
    broker.program.stop()
    client = as_user(executive2)
    url = reverse("agreements:agreement_sign", args=[signing.pk])
    assert client.get(url).status_code == 200
    response = client.post(url, make.filled_in(signing, organisation2, executive2), follow=True)
    page = response.content.decode()
    assert "Getekend door alle partijen" in page
    assert "De handtekeningen staan" in page
    signing.refresh_from_db()
    assert signing.status == Status.SEALING
    broker.program.start()
    wait_for(lambda: is_in_force(signing))
    assert_one_document(signing, settings)
    assert "De ondertekende overeenkomst is klaar" in client.get(signing.get_absolute_url()).content.decode()
