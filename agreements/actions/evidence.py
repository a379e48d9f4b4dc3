"""Asking for the evidence package and taking it: both stand in the trail."""

from django.db import transaction

from agreements.models import Agreement, AuditEvent
from agreements.tasks import EVIDENCE
from network.models import User
from zenderen.jobs.actions import enqueue
from zenderen.jobs.models import Job


@transaction.atomic
def ask_evidence(agreement: Agreement, *, by: User) -> Job:
    """Have the package made, with the trail up to and with this very request."""
    agreement = Agreement.objects.lock(agreement.pk)
    event = agreement.log(AuditEvent.Event.EVIDENCE, by=by)
    return enqueue(EVIDENCE, subject=agreement, by=by, key=event.hash, arguments={"through": event.sequence})


@transaction.atomic
def note_evidence_taken(agreement: Agreement, *, by: User) -> None:
    """Note in the trail who took the package."""
    agreement = Agreement.objects.lock(agreement.pk)
    agreement.log(AuditEvent.Event.DOWNLOADED, by=by, what="evidence")
