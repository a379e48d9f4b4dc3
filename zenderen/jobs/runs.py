"""One run of a job: its lease, its progress, and the single transaction that makes it ready."""

import logging
import threading
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zenderen.jobs.models import LEASE, Job
from zenderen.jobs.registry import HANDLERS, Failure, Handler, Retry

logger = logging.getLogger(__name__)

HEARTBEAT = LEASE / 4
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)


class LeaseLostError(Exception):
    """This run was presumed dead and the job belongs to another run, or to nobody: stop, write nothing."""


class Run:
    """What a handler gets: the job's subject and arguments, a progress bar, and the way to store its outcome."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.is_stored = False

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments given to ``enqueue``."""
        arguments: dict[str, Any] = self.job.arguments
        return arguments

    @cached_property
    def subject(self) -> Any:
        """The object that the job is about, read when first asked for; a Failure if it is gone."""
        subject = self.job.subject
        if subject is None:
            raise Failure(_("What this was about no longer exists."))
        return subject

    def progress(self, percent: int, step: str = "") -> None:
        """Show how far it is (0–100) and what is being done; raises LeaseLostError for a run that was given up."""
        if not Job.objects.held(self.job).update(progress=percent, step=step[:200], lease_until=Now() + LEASE):
            raise LeaseLostError

    @contextmanager
    def storing(self) -> Iterator[Job]:
        """The one transaction in which the outcome is written and the job becomes ready, or neither.

        Files are written before it, under a name that follows from the input. Whatever is put in ``job.result`` is
        kept; ``href``, ``name``, ``type`` and ``size`` in it become the link on the page. Only the run that still
        holds the lease gets in.
        """
        with transaction.atomic():
            job = Job.objects.held(self.job).select_for_update(no_key=True).first()
            if job is None:
                raise LeaseLostError
            yield job
            job.state, job.progress, job.step, job.error, job.error_detail = Job.State.READY, 100, "", "", ""
            job.lease_token = job.lease_until = None
            job.finished_at = timezone.now()
            if HANDLERS[job.kind].forget:
                job.arguments = {}
            job.save(
                update_fields=[
                    *("state", "progress", "step", "error", "error_detail", "result", "arguments"),
                    *("lease_token", "lease_until", "finished_at"),
                ]
            )
        self.is_stored = True


def perform(job_id: uuid.UUID | str) -> None:
    """Do a due job, if nobody else does; every outcome ends in its row."""
    job = Job.objects.claim(job_id)
    if job is None:
        return
    run = Run(job)
    language = getattr(job.requested_by, "language", None) or settings.LANGUAGE_CODE
    with translation.override(language):
        handler = HANDLERS.get(job.kind)
        if handler is None:
            Job.objects.held(job).fail(_("This portal no longer knows this kind of work."))
            return
        with _heartbeat(job):
            _attempt(run, handler)


def _attempt(run: Run, handler: Handler) -> None:
    job = run.job
    try:
        result = handler.work(run)
        if not run.is_stored:
            with run.storing() as stored:
                stored.result = result or {}
    except LeaseLostError:
        logger.warning("%s %s: the lease was lost, nothing was written", job.kind, job.pk)
    except Failure as failure:
        logger.warning("%s %s failed: %s", job.kind, job.pk, failure)
        Job.objects.held(job).fail(str(failure), detail=_trace(failure))
    except handler.retry_on as error:
        _try_later(job, error)
    except Exception as error:  # whatever a handler does, its job must not stay "busy" for ever
        logger.exception("%s %s failed", job.kind, job.pk)
        Job.objects.held(job).fail(
            _("Something went wrong that does not heal by itself. The administrator can see the details."),
            detail=_trace(error),
        )


def _try_later(job: Job, error: Exception) -> None:
    logger.warning("%s %s, attempt %s of %s: %r", job.kind, job.pk, job.attempts, job.max_attempts, error)
    reason = str(error) if isinstance(error, Retry) else _("A service that is needed for this does not answer.")
    if job.attempts < job.max_attempts:
        pause = min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
        Job.objects.held(job).queue_again(
            not_before=Now() + pause, sent_at=None, error=reason, error_detail=_trace(error)
        )
        return
    Job.objects.held(job).fail(
        _("%(reason)s It was tried %(attempts)s times.") % {"reason": reason, "attempts": job.attempts},
        detail=_trace(error),
    )


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-10_000:]


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Keep the lease alive from a thread beside the work, for as long as this process lives."""
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, done), name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(job: Job, done: threading.Event) -> None:
    try:
        while not done.wait(HEARTBEAT.total_seconds()):
            try:
                if not Job.objects.held(job).update(lease_until=Now() + LEASE):
                    return
            except DatabaseError:
                logger.warning("%s %s: no heartbeat, the database did not answer", job.kind, job.pk)
                connection.close()
    finally:
        connection.close()
