"""The worker killed, Redis gone: the signatures stand, and the document comes, once."""

import hashlib
import signal
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse

from agreements.models import Agreement, SignedDocument
from agreements.tasks import SIGNED_PDF
from tests.agreements import make
from tests.jobs import test_faults as faults
from zenderen.jobs.models import Job

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
broker, start, wait_for = faults.broker, faults.start, faults.wait_for
Status = Agreement.Status


def files_of(settings):
    folder = Path(settings.MEDIA_ROOT) / "agreements"
    return [path for path in folder.rglob("*") if path.is_file()]


def is_in_force(agreement):
    agreement.refresh_from_db()
    return agreement.status == Status.IN_FORCE


def assert_one_document(agreement, settings):
    [path] = files_of(settings)
    document = SignedDocument.objects.get()
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    events = list(agreement.events.values_list("event", flat=True))
    assert (events.count("completed"), events.count("stored")) == (1, 1)


class Holding:
    """Keeps the agreement locked on another connection, so that a worker waits just before it publishes."""

    def __init__(self, agreement):
        self.agreement, self.held, self.release = agreement, threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.hold)

    def hold(self):
        with transaction.atomic():
            Agreement.objects.lock(self.agreement.pk)
            self.held.set()
            self.release.wait(120)
        connection.close()

    def __enter__(self):
        self.thread.start()
        self.held.wait(10)

    def __exit__(self, *error):
        self.release.set()
        self.thread.join()


def sign_both(signing, organisation, organisation2, executive, executive2):
    make.sign(signing, organisation, executive)
    make.sign(signing, organisation2, executive2)
    return Job.objects.get(kind=SIGNED_PDF)


def killed_and_again(worker, start):
    worker.signal(signal.SIGKILL)
    start("worker")
    return time.monotonic()


def test_8_worker_killed_while_it_renders(start, settings, signing, organisation, organisation2, executive, executive2):
    """One file, one event, within thirty seconds."""
    start("beat")
    worker = start("worker")
    job = sign_both(signing, organisation, organisation2, executive, executive2)
    wait_for(lambda: Job.objects.get(pk=job.pk).progress == 10)
    assert not files_of(settings)
    killed = killed_and_again(worker, start)
    wait_for(lambda: is_in_force(signing), faults.AGAIN_WITHIN - (time.monotonic() - killed))
    assert Job.objects.get(pk=job.pk).attempts == 2
    assert_one_document(signing, settings)


def test_8_worker_killed_between_the_file_and_its_row(
    start, settings, signing, organisation, organisation2, executive, executive2
):
    """The file was written, nothing knew of it yet: the second attempt replaces it."""
    start("beat")
    worker = start("worker")
    job = sign_both(signing, organisation, organisation2, executive, executive2)
    with Holding(signing):
        wait_for(lambda: Job.objects.get(pk=job.pk).progress == 80 and files_of(settings))
        time.sleep(1)  # into the transaction that waits for the lock
        killed = killed_and_again(worker, start)
    wait_for(lambda: is_in_force(signing), faults.AGAIN_WITHIN - (time.monotonic() - killed))
    assert_one_document(signing, settings)


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
