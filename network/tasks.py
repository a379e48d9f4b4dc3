"""Background work of the ground floor."""

import datetime

from celery import shared_task
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network import library, roles, visitors
from network.models import AdviceRequest, Edition, EmailedCode, FactorTry, Pulse
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.jobs.registry import handler
from zenderen.jobs.runs import Run

KEPT = datetime.timedelta(days=1)  # far longer than any proof counts
PULSE_ASKED = "network.pulse_asked"
PULSE_REMINDED = "network.pulse_reminded"
REMIND_BEFORE = datetime.timedelta(days=7)
EDITION_TEXT = "network.edition_text"
ADVICE_REMINDED = "network.advice_reminded"


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


@handler(EDITION_TEXT, title=_("Text of a document for the search"))
def store_edition_text(run: Run) -> None:
    """Read what stands in a file, so that it can be found by it."""
    edition: Edition = run.subject
    if not edition.file:
        return  # destroyed meanwhile
    run.progress(10, gettext("The text is being read"))
    text = library.text_of(library.content_of(edition))
    with run.storing():
        edition = Edition.objects.lock(edition.pk)
        if edition.file:
            edition.text, edition.search = text, SearchVector(Value(text), config="dutch")
            edition.save(update_fields=["text", "search"])


@shared_task(name="network.remind_advice")
def remind_advice() -> None:
    """Write to a council once more, a week before the day on which its advice is expected."""
    soon = timezone.localdate() + REMIND_BEFORE
    for request in AdviceRequest.objects.open().filter(due_on__lte=soon, due_on__gte=timezone.localdate()):
        if timezone.localdate(request.asked_at) < request.due_on - REMIND_BEFORE:  # else the question itself is recent
            enqueue(ADVICE_REMINDED, subject=request, key=f"advice {request.pk} reminded {request.due_on}")


@handler(ADVICE_REMINDED, title=_("Reminder of a question for advice"))
def send_advice_reminder(run: Run) -> None:
    """To everybody who sits in the council, unless the advice came meanwhile."""
    request: AdviceRequest = run.subject
    if not request.is_given:
        context = {"request": request, "is_reminder": True}
        mail.send("advice_asked", to=request.people(), context=context, key=f"{request.pk} reminder {request.due_on}")


@shared_task(name="network.ask_visitors")
def ask_visitors() -> None:
    """The day after a conference its visitors are asked how it was; nobody twice."""
    visitors.ask_for_evaluations()


@shared_task(name="network.forget_visitors")
def forget_visitors() -> None:
    """A year after a conference only the numbers of its visitors stay."""
    visitors.forget()
