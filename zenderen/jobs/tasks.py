"""What the worker is told to do: run one job, sweep up what was left lying, hand over one mail."""

import logging
import smtplib
import time
import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from zenderen.jobs import runs
from zenderen.jobs.models import Job, Pulse
from zenderen.jobs.registry import Failure, handler

logger = logging.getLogger(__name__)

SWEEP_AT_MOST = 50
READY_FOR = timedelta(days=90)
KNOWN_FOR = timedelta(days=400)  # longer than a year: what comes back every year is asked anew then
SILENCE = 10.0  # seconds without a try after the broker did not answer: one request may cause many jobs

_silent_until = 0.0


@shared_task(name="zenderen.jobs.run")
def run(job_id: str) -> None:
    """Do this job, if it is due and nobody else does."""
    runs.perform(job_id)


@shared_task(name="zenderen.jobs.sweep")
def sweep() -> None:
    """Queue again what a dead worker left and send what seems lost; the sign that a worker lives."""
    Pulse.beat()
    abandoned = Job.objects.abandoned()
    abandoned.filter(attempts__gte=F("max_attempts")).fail(
        _("The work stopped halfway, more than once, and nobody knows why yet.")
    )
    if count := abandoned.queue_again(not_before=None, sent_at=None):
        logger.warning("%s jobs of workers that fell silent are queued again", count)
    for pk in list(Job.objects.unsent().values_list("pk", flat=True)[:SWEEP_AT_MOST]):
        Job.objects.filter(pk=pk).update(sent_at=Now())
        send(pk)


@shared_task(name="zenderen.jobs.forget")
def forget() -> None:
    """What was ready long ago tells nobody anything; its key stays longer, so that nothing is done twice."""
    now = timezone.now()
    ready = Job.objects.filter(state=Job.State.READY, finished_at__lt=now - READY_FOR)
    ready.filter(key="").delete()
    ready.exclude(arguments={}).update(arguments={})  # of mail: to whom, and what it said
    Job.objects.filter(finished_at__lt=now - KNOWN_FOR).delete()


def send(pk: uuid.UUID) -> None:
    """Tell the workers; where the broker does not answer the sweep will, and nobody waits or fails for it."""
    global _silent_until
    if time.monotonic() >= _silent_until:
        try:
            run.apply_async((str(pk),), retry=False)
        except OperationalError as error:
            _silent_until = time.monotonic() + SILENCE
            logger.warning("The broker does not answer, jobs wait for the sweep: %s", error)
        else:
            return
    Job.objects.filter(pk=pk, state=Job.State.QUEUED).update(sent_at=None)


@handler("jobs.mail", title=gettext_lazy("E-mail"), attempts=8, forget=True)
def deliver_mail(run: runs.Run) -> None:
    """Hand one mail to the mail server; a second try after a crash carries the same Message-ID."""
    letter = run.arguments
    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMultiAlternatives(
        letter["subject"],
        letter["text"],
        letter["sender"],
        [letter["to"]],
        headers={"Message-ID": f"<{run.job.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if letter["html"]:
        message.attach_alternative(letter["html"], "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        if all(code >= 500 for code, _reason in refused.recipients.values()):
            raise Failure(_("The mail server does not accept this address.")) from refused
        raise
    except smtplib.SMTPDataError as refused:
        if refused.smtp_code >= 500:
            raise Failure(_("The mail server does not accept this mail.")) from refused
        raise
