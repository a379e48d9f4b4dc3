"""Coming to a conference: a place or the waiting list, cancelling, coming in, telling how it was.

Whoever gives or takes a place holds the conference first and the registration after: a last place goes once.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Conference, Registration, VisitorEvaluation
from network.visitors import tell
from zenderen.lib.states import IllegalStep

Status = Registration.Status


@transaction.atomic
def register(registration: Registration, *, is_late: bool = False) -> Registration:
    """Give a place, or one on the waiting list, and mail it; an address that has one already gets its own again.

    ``is_late``: the organiser adds somebody after the last day.
    """
    conference = Conference.objects.lock(registration.conference_id)
    if conference.is_over or not (conference.is_open or is_late):
        raise IllegalStep(_("Registration is closed."))
    known = conference.registrations.exclude(status=Status.CANCELLED).filter(email__iexact=registration.email).first()
    if known:
        tell("registration_confirmed", known, key=f"{known.pk} again {timezone.localdate()}")
        return known
    registration.status = Status.PLACED if _has_room(conference) else Status.WAITING
    registration.save()
    tell("registration_confirmed", registration, key=f"{registration.pk}")
    return registration


@transaction.atomic
def cancel(registration: Registration) -> None:
    """Give up the place; who waits longest gets it."""
    conference, registration = _locked(registration)
    if registration.checked_in_at:
        raise IllegalStep(_("Who has come in cannot cancel any more."))
    registration.move_to(Status.CANCELLED)
    tell("registration_cancelled", registration, key=f"{registration.pk}")
    fill(conference)


def fill(conference: Conference) -> None:
    """Give free places to who waits, who came first first; on a conference that is locked."""
    if conference.is_over:
        return
    for waiting in conference.registrations.waiting():
        if not _has_room(conference):
            return
        waiting.move_to(Status.PLACED)
        tell("registration_promoted", waiting, key=f"{waiting.pk}")


@transaction.atomic
def check_in(registration: Registration) -> None:
    """Somebody stands at the door; who still waited for a place gets one. Twice is once."""
    _conference, registration = _locked(registration)
    if registration.status == Status.WAITING:
        registration.move_to(Status.PLACED)
    if registration.status != Status.PLACED:
        raise IllegalStep(_("This registration was cancelled."))
    if not registration.checked_in_at:
        registration.checked_in_at = timezone.now()
        registration.save(update_fields=["checked_in_at"])


@transaction.atomic
def undo_check_in(registration: Registration) -> None:
    """It was somebody else."""
    _conference, registration = _locked(registration)
    registration.checked_in_at = None
    registration.save(update_fields=["checked_in_at"])


@transaction.atomic
def evaluate(registration: Registration, evaluation: VisitorEvaluation) -> None:
    """Keep how somebody found it, once; that they answered is kept, not what."""
    conference, registration = _locked(registration)
    if not conference.is_evaluated or registration.status != Status.PLACED:
        raise IllegalStep(_("The evaluation is not open."))
    if registration.has_evaluated:
        raise IllegalStep(_("You have told this already. Thank you."))
    # Past the history, which would note the moment; see Registration.has_evaluated.
    Registration.objects.filter(pk=registration.pk).update(has_evaluated=True)
    evaluation.conference = conference
    evaluation.save()


def _locked(registration: Registration) -> tuple[Conference, Registration]:
    return Conference.objects.lock(registration.conference_id), Registration.objects.lock(registration.pk)


def _has_room(conference: Conference) -> bool:
    return conference.capacity is None or conference.registrations.placed().count() < conference.capacity
