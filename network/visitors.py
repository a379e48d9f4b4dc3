"""Who came to a conference, after the day: asked how it was, and forgotten a year later."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from network.models import Conference, Registration, User
from network.models.conferences import KEPT
from zenderen.jobs import mail
from zenderen.jobs.models import Job


def tell(template: str, registration: Registration, *, key: str) -> None:
    """Mail to who registered; once for each key."""
    context = {"registration": registration, "conference": registration.conference}
    mail.send(f"conferences/{template}", to=registration.email, context=context, key=key)


def ask_for_evaluations() -> None:
    """The day after, and as long as it is open: mail who came, or all who had a place where nobody was counted."""
    today = timezone.localdate()
    for conference in Conference.objects.over().filter(evaluates_until__gte=today):
        placed = conference.registrations.placed()
        came = placed.exclude(checked_in_at=None)
        for registration in (came if came.exists() else placed).filter(has_evaluated=False):
            tell("evaluation_asked", registration, key=f"{registration.pk}")


def forget() -> None:
    """A year after the day only the numbers stay: names and addresses go, from the history and the mail log too."""
    before = timezone.localdate() - KEPT
    for pk in Conference.objects.filter(starts_on__lt=before, registrations__isnull=False).distinct().values("pk"):
        _forget(pk["pk"])


@transaction.atomic
def _forget(conference_id: int) -> None:
    conference = Conference.objects.lock(conference_id)
    numbers = conference.registrations.aggregate(
        registered=Count("pk", filter=Q(status=Registration.Status.PLACED)), came=Count("checked_in_at")
    )
    conference.registered, conference.came = numbers["registered"], numbers["came"]
    conference.save(update_fields=["registered", "came"])
    _forget_mails(conference.registrations.values_list("email", flat=True))
    conference.registrations.all().delete()
    Registration.history.filter(conference_id=conference.pk).delete()


def _forget_mails(addresses: Iterable[str]) -> None:
    """The log of mails to them; people with an account keep theirs, and it keeps what was proved by it."""
    strangers = set(addresses) - set(User.objects.values_list("email", flat=True))
    before = timezone.now() - KEPT
    Job.objects.filter(kind="jobs.mail", subject_label__in=strangers, finished_at__lt=before).delete()
