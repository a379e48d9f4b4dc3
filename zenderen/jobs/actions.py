"""Asking for background work, and asking again for what failed."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from zenderen.jobs import tasks
from zenderen.jobs.models import Job
from zenderen.jobs.registry import HANDLERS

if TYPE_CHECKING:
    from zenderen.lib.access import AnyUser


@transaction.atomic
def enqueue(
    kind: str,
    *,
    subject: Model | None = None,
    by: "AnyUser | None" = None,
    key: str = "",
    label: str = "",
    arguments: dict[str, Any] | None = None,
) -> Job:
    """Ask for work, inside the transaction of its cause; the worker is told after the commit.

    ``key`` names the input (a hash, a version): the same kind and key is the same job, whoever asks, and one that
    failed is tried again. ``label`` says what it is about where ``str(subject)`` does not. ``arguments`` must be
    JSON. LookupError for a kind that nobody registered.
    """
    existing = Job.objects.filter(kind=kind, key=key).first() if key else None
    if existing is None:
        job = _new(kind, subject, by)
        job.key, job.arguments = key, arguments or {}
        job.subject_label = (label or job.subject_label)[:250]
        Job.objects.bulk_create([job], ignore_conflicts=bool(key))
        existing = Job.objects.get(kind=kind, key=key) if key else job
        if existing.pk == job.pk:
            transaction.on_commit(partial(tasks.send, job.pk), robust=True)
            return existing
    if existing.state == Job.State.FAILED:
        retry(existing)
        existing.refresh_from_db()
    return existing


def _new(kind: str, subject: Model | None, by: "AnyUser | None") -> Job:
    job = Job(
        kind=kind,
        requested_by_id=by.pk if by else None,
        max_attempts=HANDLERS[kind].attempts,
        sent_at=timezone.now(),  # as good as sent: ``tasks.send`` takes it back when the broker does not answer
    )
    if subject is not None:
        job.content_type = ContentType.objects.get_for_model(subject)
        job.object_id = str(subject.pk)
        job.subject_label = str(subject)
        job.address = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
    return job


@transaction.atomic
def retry(job: Job) -> bool:
    """Start a failed job again with fresh attempts; False when it is not, or no longer, failed."""
    failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
    if not failed.queue_again(
        attempts=0,
        not_before=None,
        sent_at=timezone.now(),
        finished_at=None,
        progress=0,
        step="",
        error="",
    ):
        return False
    transaction.on_commit(partial(tasks.send, job.pk), robust=True)
    return True
