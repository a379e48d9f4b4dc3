"""Background work of the ground floor."""

import datetime

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network import roles
from network.models import EmailedCode, FactorTry, Pulse
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.jobs.registry import handler
from zenderen.jobs.runs import Run

KEPT = datetime.timedelta(days=1)  # far longer than any proof counts
PULSE_ASKED = "network.pulse_asked"
PULSE_REMINDED = "network.pulse_reminded"
REMIND_BEFORE = datetime.timedelta(days=7)


@shared_task(name="network.ask_pulses")
def ask_pulses() -> None:
    """Write to the partners on the first day of a quarter's question, and once more a week before the last."""
    for pulse in Pulse.objects.open():
        enqueue(PULSE_ASKED, subject=pulse, key=f"pulse {pulse.pk} asked")
        if pulse.closes_on - REMIND_BEFORE <= timezone.localdate() and pulse.opens_on < timezone.localdate():
            enqueue(PULSE_REMINDED, subject=pulse, key=f"pulse {pulse.pk} reminded")


@handler(PULSE_ASKED, title=_("Question about the urgency to all partners"))
def send_pulse(run: Run) -> None:
    """One mail to each executive; nobody gets it twice."""
    pulse: Pulse = run.subject
    mail.send("pulse_asked", to=pulse.respondents(), context={"pulse": pulse}, key=str(pulse.pk))


@handler(PULSE_REMINDED, title=_("Reminder of the question about the urgency"))
def remind_of_pulse(run: Run) -> None:
    """The same for who did not answer yet."""
    pulse: Pulse = run.subject
    context = {"pulse": pulse, "is_reminder": True}
    mail.send("pulse_asked", to=pulse.respondents(), context=context, key=f"{pulse.pk} reminder")


@shared_task(name="network.refresh_terms")
def refresh_terms() -> None:
    """Terms that began or ended take effect without anybody doing anything."""
    roles.refresh_all()


@shared_task(name="network.forget_proofs")
def forget_proofs() -> None:
    """Codes and tries say nothing any more once they are old; what was signed keeps how it was proved."""
    before = timezone.now() - KEPT
    EmailedCode.objects.filter(sent_at__lt=before).delete()
    FactorTry.objects.filter(tried_at__lt=before).delete()
