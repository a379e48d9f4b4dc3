"""What becomes of a job: every outcome ends in its row, and only the run with the lease writes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from zenderen.jobs import actions, runs, tasks
from zenderen.jobs.models import Job, Pulse
from zenderen.jobs.registry import HANDLERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds", "no_broker")]


def _done(kind, **options):
    job = actions.enqueue(kind, **options)
    runs.perform(job.pk)
    job.refresh_from_db()
    return job


def test_work_ends_ready_with_its_result(member):
    job = _done("test.fine", subject=member, by=member)
    assert (job.state, job.progress, job.attempts) == ("ready", 100, 1)
    assert job.result == {"href": "/somewhere/", "name": "The file"}
    assert job.finished_at >= job.started_at >= job.created_at
    assert str(job) == "Something fine: Medewerker"


def test_failure_shows_its_own_words_and_ends_at_once():
    job = _done("test.refused")
    assert (job.state, job.error, job.attempts) == ("failed", "There is nobody to send it to.", 1)


def test_unforeseen_error_ends_at_once_with_the_detail_for_the_administrator(caplog):
    job = _done("test.broken")
    assert job.state == "failed"
    assert "ZeroDivisionError" in job.error_detail
    assert "ZeroDivisionError" not in job.error


def test_error_that_can_heal_is_tried_again_with_growing_pauses(kinds):
    job = actions.enqueue("test.healing")
    pauses = []
    for _attempt in range(3):
        Job.objects.filter(pk=job.pk).update(not_before=None)
        runs.perform(job.pk)
        job.refresh_from_db()
        if job.not_before:
            pauses.append(round((job.not_before - job.started_at).total_seconds(), -1))
    assert kinds.seen == [1, 2, 3]
    assert pauses == [10, 20]
    assert job.state == "failed"
    assert "ConnectionRefusedError" in job.error_detail


def test_job_that_waits_is_not_started_early(kinds):
    job = _done("test.healing")
    assert job.is_waiting_to_retry
    runs.perform(job.pk)
    assert kinds.seen == [1]


def test_reason_of_a_retry_is_shown():
    assert "The time stamp service is closed." in _done("test.later").error


def test_kind_that_vanished_fails_in_sight(kinds):
    job = actions.enqueue("test.fine")
    del HANDLERS["test.fine"]
    runs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, str(job)) == ("failed", "test.fine")
    assert actions.retry(job)


def test_subject_that_vanished_fails_in_sight(outsider):
    @runs_on_subject
    def work(run):
        return {"name": str(run.subject)}

    job = actions.enqueue("test.subject", subject=outsider)
    outsider.delete()
    runs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.subject_label) == ("failed", "Buitenstaander")


def runs_on_subject(work):
    from zenderen.jobs.registry import handler

    return handler("test.subject", title="About something")(work)


def test_private_arguments_are_forgotten_when_done():
    assert _done("test.secret", arguments={"code": "123456"}).arguments == {}


def test_job_is_done_once(kinds):
    job = _done("test.fine")
    runs.perform(job.pk)
    assert kinds.seen == [job.pk]


def test_same_input_is_the_same_job_also_when_ready(member, outsider):
    first = actions.enqueue("test.fine", subject=member, by=member, key="v1")
    assert actions.enqueue("test.fine", subject=member, by=outsider, key="v1") == first
    runs.perform(first.pk)
    again = actions.enqueue("test.fine", subject=member, key="v1")
    assert (again, again.state) == (first, "ready")
    assert actions.enqueue("test.fine", subject=member, key="v2") != first
    assert actions.enqueue("test.fine") != actions.enqueue("test.fine")


def test_asking_again_for_what_failed_starts_it_again(no_broker, django_capture_on_commit_callbacks):
    job = _done("test.refused", key="once")
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.enqueue("test.refused", key="once")
    assert (again.pk, again.state, again.attempts, again.error) == (job.pk, "queued", 0, "")
    assert no_broker == [job.pk]


def test_retry_starts_only_what_failed():
    job = _done("test.fine")
    assert not actions.retry(job)
    assert Job.objects.get(pk=job.pk).state == "ready"


def test_unknown_kind_cannot_be_asked_for():
    with pytest.raises(LookupError):
        actions.enqueue("test.unknown")


def test_nothing_is_asked_when_its_cause_is_rolled_back(no_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.enqueue("test.fine")
        raise ZeroDivisionError
    assert no_broker == []
    assert not Job.objects.exists()


def _claimed(kind="test.fine", **changes):
    job = Job.objects.claim(actions.enqueue(kind).pk)
    Job.objects.filter(pk=job.pk).update(**changes)
    return job


def test_run_that_was_given_up_writes_nothing(member):
    job = _claimed(lease_until=timezone.now() - timedelta(seconds=1))
    zombie = runs.Run(job)
    tasks.sweep()
    successor = Job.objects.claim(job.pk)
    with pytest.raises(runs.LeaseLostError):
        zombie.progress(80)
    with pytest.raises(runs.LeaseLostError), zombie.storing():
        member.name = "Written by a zombie"
        member.save(update_fields=["name"])
    member.refresh_from_db()
    assert member.name == "Medewerker"
    assert Job.objects.get(pk=job.pk).lease_token == successor.lease_token


def test_outcome_and_readiness_are_one_transaction(member):
    run = runs.Run(_claimed())
    with pytest.raises(ZeroDivisionError), run.storing():
        member.name = "Half done"
        member.save(update_fields=["name"])
        raise ZeroDivisionError
    member.refresh_from_db()
    assert member.name == "Medewerker"
    assert Job.objects.get(pk=run.job.pk).state == "busy"


def test_sweep_queues_again_what_a_silent_worker_left(no_broker):
    silent = _claimed(lease_until=timezone.now() - timedelta(seconds=1))
    alive = _claimed()
    tasks.sweep()
    assert no_broker == [silent.pk]
    assert Job.objects.get(pk=silent.pk).state == "queued"
    assert Job.objects.get(pk=alive.pk).state == "busy"


def test_sweep_ends_what_stopped_too_often(no_broker):
    job = _claimed(lease_until=timezone.now() - timedelta(seconds=1), attempts=5)
    tasks.sweep()
    job.refresh_from_db()
    assert (job.state, no_broker) == ("failed", [])
    assert job.error


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({}, False),
        ({"sent_at": None}, True),
        ({"sent_at": timezone.now() - timedelta(minutes=1)}, True),
        ({"sent_at": None, "not_before": timezone.now() + timedelta(days=1)}, False),
        ({"sent_at": None, "not_before": timezone.now() - timedelta(minutes=1)}, True),
    ],
)
def test_sweep_sends_what_seems_lost(no_broker, changes, sent):
    job = actions.enqueue("test.fine")
    Job.objects.filter(pk=job.pk).update(**changes)
    tasks.sweep()
    tasks.sweep()
    assert no_broker == [job.pk] * sent


def test_worker_is_missed_after_half_a_minute_without_a_sign_of_life():
    assert Pulse.worker_missing()
    tasks.sweep()
    assert not Pulse.worker_missing()
    Pulse.objects.update(seen_at=timezone.now() - timedelta(seconds=31))
    assert Pulse.worker_missing()
    _claimed()
    assert not Pulse.worker_missing()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "unknown"},
        {"progress": 101},
        {"state": "busy"},
        {"state": "ready"},
        {"state": "failed", "finished_at": timezone.now()},
        {"finished_at": timezone.now()},
        {"lease_until": timezone.now()},
    ],
)
def test_database_refuses_impossible_jobs(changes):
    job = actions.enqueue("test.fine")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**changes)


def test_what_is_over_for_long_is_forgotten_and_what_is_done_once_is_remembered(member):
    ready = {days: _done("test.fine", by=member).pk for days in (89, 91)}
    once = {days: _done("test.fine", key=f"input {days}", arguments={"body": "Beste"}).pk for days in (89, 91, 401)}
    failed = {days: _done("test.refused").pk for days in (91, 401)}
    waits = actions.enqueue("test.later").pk
    for made in (ready, once, failed):
        for days, pk in made.items():
            Job.objects.filter(pk=pk).update(finished_at=timezone.now() - timedelta(days=days))
    Job.objects.filter(pk=waits).update(created_at=timezone.now() - timedelta(days=500))
    tasks.forget()
    left = {ready[89], once[89], once[91], failed[91], waits}
    assert set(Job.objects.values_list("pk", flat=True)) == left
    assert Job.objects.get(pk=once[89]).arguments == {"body": "Beste"}
    assert Job.objects.get(pk=once[91]).arguments == {}  # what was in the mail is nobody's business any more
    assert actions.enqueue("test.fine", key="input 91").pk == once[91]  # and it is not sent a second time
