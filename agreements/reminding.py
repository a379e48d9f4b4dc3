"""What passing days bring to parties that are asked to sign: reminders, and powers of attorney that begin or end."""

import datetime

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from agreements import roles
from agreements.models import Agreement, AuditEvent, Mandate, Party, Reminder
from network.models import Organisation, User
from zenderen.jobs import mail

DAYS_BEFORE = (7, 3, 1)
NOT_BEFORE = 7  # o'clock; nobody is woken by a reminder
LOOK_BACK = datetime.timedelta(days=7)  # so that a beat that stood still catches up


@shared_task(name="agreements.remind")
def remind() -> None:
    """Remind the parties whose last day to sign is near, each once for each of ``DAYS_BEFORE``.

    Where nobody looked on the day itself it goes out late: the last of those that are due, and not those before it.
    """
    now = timezone.localtime()
    if now.hour < NOT_BEFORE:
        return
    last = now.date() + datetime.timedelta(days=max(DAYS_BEFORE))
    near = Party.objects.open().filter(deadline_on__range=(now.date(), last)).select_related("version")
    for party in near.prefetch_related("reminders"):
        days = min(number for number in DAYS_BEFORE if _day(party, number) <= now.date())
        if not _is_reminded(party, days) and _was_asked_before(party, days):
            send_reminder(party.pk, days_before=days)


def _day(party: Party, days_before: int) -> datetime.date:
    """The day of this reminder."""
    assert party.deadline_on
    return party.deadline_on - datetime.timedelta(days=days_before)


def _is_reminded(party: Party, days_before: int) -> bool:
    sent = (each.sent_on for each in party.reminders.all() if each.days_before == days_before)
    return any(day >= _day(party, days_before) for day in sent)


def _was_asked_before(party: Party, days_before: int) -> bool:
    """Whether its invitation is older than this reminder: nobody is reminded of what was asked a moment ago."""
    opened_at = party.version.opened_at
    return opened_at is not None and timezone.localdate(opened_at) <= _day(party, days_before)


@transaction.atomic
def send_reminder(party: int, *, days_before: int | None = None, by: User | None = None) -> Reminder | None:
    """Remind who can sign for this party, once a day for each occasion; None when there is nothing (more) to remind of.

    ``days_before`` is empty when a person sends it.
    """
    row = Party.objects.select_related("version").get(pk=party)
    agreement = Agreement.objects.lock(row.version.agreement_id)
    # Read again behind the lock: somebody may have signed, declined or reminded meanwhile.
    asked = Party.objects.open().select_related("organisation", "version").filter(pk=party).first()
    if asked is None or (days_before is not None and asked.deadline_on and _is_reminded(asked, days_before)):
        return None
    day = timezone.localdate()
    reminder, is_new = Reminder.objects.get_or_create(party=asked, days_before=days_before, sent_on=day)
    if not is_new:
        return None
    asked.version.agreement = agreement
    agreement.log(
        AuditEvent.Event.REMINDED,
        by=by,
        on_behalf_of=asked.organisation,
        version=asked.version.number,
        days_before=days_before,
    )
    context = {"agreement": agreement, "party": asked.name, "deadline_on": asked.deadline_on, "by": by}
    people = Party.objects.filter(pk=party).signatories(agreement)
    key = f"{party} {day.isoformat()} {'by hand' if days_before is None else days_before}"
    mail.send("agreements/reminder", to=people, context=context, key=key)
    return reminder


@shared_task(name="agreements.refresh_mandates")
def refresh_mandates() -> None:
    """Powers of attorney that began or ended give or take their rights without anybody doing anything."""
    lately = timezone.localdate() - LOOK_BACK
    given = Mandate.objects.filter(revoked_at=None, starts_on__lte=timezone.localdate(), ends_on__gte=lately)
    for organisation in Organisation.objects.filter(pk__in=given.values("organisation")):
        with transaction.atomic():
            roles.refresh_for(organisation)
