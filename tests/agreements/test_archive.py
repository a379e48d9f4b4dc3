"""A long life: checked every night, given a new timestamp in time, each edition still known."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from agreements import documents, tasks, trail
from agreements.models import SignedDocument
from agreements.verification import State, look_up
from network import todo
from tests.agreements.test_sealing import DEAD, content_of, count, due_again
from tests.lib.sealing import authority, travel
from zenderen.jobs.models import Job
from zenderen.lib import files, seal


@pytest.fixture
def short(tmp_path):
    """An authority whose timestamps end in a year."""
    with authority(tmp_path / "pki", seal_days=200, tsa_days=365) as pki:
        yield pki


def editions():
    return list(SignedDocument.objects.order_by("edition"))


def test_25_four_hundred_days_of_nights(short, in_force, run_jobs):
    """Requirement 25: the nights around each end are played; a new timestamp comes before the last one ends."""
    began = datetime.now(UTC)
    for day in (0, 199, 201, 260, 276, 300, 364, 366, 400):
        with travel(began + timedelta(days=day)):
            if day == 260:  # the provider has a newer certificate by then
                short.new_tsa(days=365)
            tasks.renew_timestamps()
            run_jobs()
            tasks.check_documents()
            run_jobs()
            assert Job.objects.filter(kind=tasks.CHECKED).latest("created_at").state == Job.State.READY, day
    first, second = editions()
    assert (first.edition, second.edition) == (1, 2)
    assert content_of(second).startswith(content_of(first))
    assert second.archived_until > first.archived_until
    assert second.sealed_at == first.sealed_at
    assert count(in_force, "renewed") == 1
    assert in_force.events.get(event="renewed").data["file_sha256"] == second.sha256
    in_force.refresh_from_db()
    assert trail.first_break(in_force) is None
    with travel(began + timedelta(days=400)):
        assert not seal.verify(content_of(first)).is_good
        assert seal.verify(content_of(second), sha256=second.sha256).is_good


def test_25_not_before_it_is_time_and_not_twice(short, in_force, run_jobs):
    """Requirement 25."""
    tasks.renew_timestamps()
    assert not Job.objects.filter(kind=tasks.RENEWED_PDF).exists()
    with travel(datetime.now(UTC) + timedelta(days=300)):
        short.new_tsa(days=365)
        for _time in range(2):
            tasks.renew_timestamps()
            tasks.renew_timestamps()
            run_jobs()
    assert len(editions()) == 2


def test_25_a_dead_service_is_asked_again_and_told_before_it_is_too_late(short, in_force, run_jobs, settings, manager):
    """Requirement 25: nothing is lost, the network manager knows, and it heals."""
    began, alive = datetime.now(UTC), settings.SEAL_TSA_URL
    with travel(began + timedelta(days=340)):
        short.new_tsa(days=365)
        settings.SEAL_TSA_URL = DEAD
        tasks.renew_timestamps()
        run_jobs()
        assert len(editions()) == 1
        assert [task.url for task in todo.for_user(manager)] == [in_force.get_absolute_url()]
        settings.SEAL_TSA_URL = alive
        due_again()
        tasks.renew_timestamps()
        run_jobs()
        assert len(editions()) == 2
        assert todo.for_user(manager) == []


def test_25_an_earlier_edition_stays_real(short, in_force, run_jobs):
    """Requirement 25: who kept the first file still hears that it is the document of the network."""
    with travel(datetime.now(UTC) + timedelta(days=300)):
        short.new_tsa(days=365)
        tasks.renew_timestamps()
        run_jobs()
        first, second = editions()
        for document in (first, second):
            verdict = look_up(sha256=document.sha256)
            assert verdict.state == State.AUTHENTIC
            assert verdict.is_newest == (document == second)


def test_25_the_nightly_check_names_what_is_not_in_order(in_force, run_jobs, manager, as_user):
    """Requirement 25: a changed file is a failed job with its name, and something to do."""
    tasks.check_documents()
    run_jobs()
    assert Job.objects.get(kind=tasks.CHECKED).result == {"checked": 3}  # the text, the sealed file, the trail
    assert todo.for_user(manager) == []
    document = editions()[0]
    damaged = bytearray(content_of(document))
    damaged[1000] ^= 1
    files.store(document.file.name, bytes(damaged))
    Job.objects.filter(kind=tasks.CHECKED).delete()
    tasks.check_documents()
    run_jobs()
    checked = Job.objects.get(kind=tasks.CHECKED)
    assert checked.state == Job.State.FAILED
    assert str(document) in checked.error
    assert [task.url for task in todo.for_user(manager)] == ["/taken/"]
    assert hashlib.sha256(content_of(document)).hexdigest() != document.sha256


def test_25_a_file_that_is_gone_and_a_changed_text_are_found(in_force):
    """Requirement 25."""
    document = editions()[0]
    assert documents.problems_of(document) == []
    assert documents.problems_of_text(in_force.version) == []
    files.store(in_force.version.file.name, b"changed")
    assert documents.problems_of_text(in_force.version)
    assert documents.problems_of(document)
    files.remove(document.file.name)
    assert documents.problems_of(document)


def test_25_nothing_is_renewed_from_a_damaged_file(short, in_force, run_jobs):
    """Requirement 25: a timestamp must not cover up what happened."""
    document = editions()[0]
    files.store(document.file.name, content_of(document)[:-1] + b"x")
    with travel(datetime.now(UTC) + timedelta(days=300)):
        tasks.renew_timestamps()
        run_jobs()
    assert len(editions()) == 1
    assert Job.objects.get(kind=tasks.RENEWED_PDF).state == Job.State.FAILED
