"""How agreements end: by their date, by a decision, or because parties left; and the reminders before that.

What follows from the calendar alone runs here every hour, and every act of it can safely be done again.
"""

import calendar
import datetime

from celery import shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements import roles
from agreements.models import Agreement, AuditEvent, Notice, Party, Version
from network.models import Membership, User
from projects import bandwidth
from zenderen.jobs import mail

Event = AuditEvent.Event
Status = Agreement.Status
REMIND_BEFORE = (3, 2, 1)  # months before the day on which the renewal must be decided


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def in_the_circle(agreement: Agreement) -> list[User]:
    """All who are told what becomes of an agreement in force: executives of its parties and of who acceded to it,
    those who signed, and the network managers."""
    root = agreement.parent or agreement
    versions = Agreement.objects.filter(Q(pk=root.pk) | Q(parent=root)).exclude(in_force=None).values("in_force")
    parties = Party.objects.filter(version__in=versions)
    executives = Membership.objects.current().filter(
        role=Membership.Role.EXECUTIVE, organisation__in=parties.values("organisation")
    )
    told = User.objects.filter(
        Q(pk__in=executives.values("user")) | Q(pk__in=parties.values("signatures__user")), is_active=True
    )
    return list((told | User.objects.filter(pk__in=roles.network_managers().values("pk"))).distinct().order_by("pk"))


def end(agreement: Agreement, *, reason: str, by: User | None = None) -> None:
    """End what is in force; on a locked row. A new version that is on its way goes on, as one that replaces nothing."""
    version = agreement.in_force
    assert version
    told = in_the_circle(agreement)
    version.end(Version.Ending.ENDED, reason=reason)
    agreement.log(Event.ENDED, by=by, version=version.number, reason=reason)
    if agreement.status == Status.IN_FORCE:
        agreement.closed_at, agreement.closing_reason = timezone.now(), reason
        agreement.move_to(Status.ENDED, "closed_at", "closing_reason")
    else:
        agreement.in_force = None
        agreement.save(update_fields=["in_force"])
    if agreement.project_id:
        bandwidth.let_go(agreement.project_id, address=agreement.get_absolute_url())
    context = {"agreement": agreement, "version": version, "reason": reason}
    mail.send("agreements/ended", to=told, context=context, key=f"ended {version.pk}")
    if agreement.is_ended:
        for accession in agreement.accessions.lock_all():
            _close(accession, reason=reason, by=by)


def _close(accession: Agreement, *, reason: str, by: User | None) -> None:
    """What was acceded to has ended; a seal that is being made is waited for (``end_what_is_over``)."""
    if accession.status == Status.IN_FORCE:
        end(accession, reason=reason, by=by)
    elif accession.in_force_id is None and accession.can_move_to(Status.WITHDRAWN):
        version = accession.version
        accession.close(Status.WITHDRAWN, reason=reason)
        accession.log(Event.WITHDRAWN, by=by, version=version.number, reason=reason)
        if version.opened_at:
            context = {"agreement": accession, "reason": reason}
            mail.send("agreements/withdrawn", to=version.concerned, context=context)


def remaining(agreement: Agreement) -> set[int]:
    """The organisations (keys) that still take part in what is in force, those that acceded to it included."""
    today = timezone.localdate()
    accessions = agreement.accessions.filter(status=Status.IN_FORCE)
    parties = Party.objects.filter(Q(version=agreement.in_force_id) | Q(version__in=accessions.values("in_force")))
    left = Notice.objects.filter(agreement=agreement, ends_on__lt=today)
    return set(parties.exclude(organisation__in=left.values("organisation")).values_list("organisation", flat=True))


@shared_task(name="agreements.end_what_is_over")
def end_what_is_over() -> None:
    """Notices and agreements whose last day has passed, and accessions to what has ended; then the reminders."""
    today = timezone.localdate()
    left = set(AuditEvent.objects.filter(event=Event.LEFT).values_list("data__notice", flat=True))
    for notice in Notice.objects.filter(ends_on__lt=today).exclude(pk__in=left):
        _let_go(notice)
    running = Agreement.objects.exclude(status=Status.ENDED)
    for agreement in running.filter(in_force__ends_on__lt=today):
        _end_by_date(agreement)
    for agreement in running.filter(in_force__isnull=False, parent__status=Status.ENDED):
        _end_with_parent(agreement)
    remind_of_renewals()


@transaction.atomic
def _let_go(notice: Notice) -> None:
    agreement = Agreement.objects.lock(notice.agreement_id)
    if agreement.events.filter(event=Event.LEFT, data__notice=notice.pk).exists():
        return
    agreement.log(Event.LEFT, on_behalf_of=notice.organisation, notice=notice.pk, ends_on=notice.ends_on.isoformat())
    context = {"agreement": agreement, "notice": notice, "organisation": notice.organisation.name}
    mail.send("agreements/left", to=in_the_circle(agreement), context=context, key=f"left {notice.pk}")
    least = 1 if agreement.kind == Agreement.Kind.ACCESSION else 2
    is_over = agreement.in_force_id is None or agreement.status == Status.ENDED
    if not is_over and len(remaining(agreement)) < least:
        with override("nl"):
            reason = _("After the notice of %(organisation)s too few parties are left.")
            end(agreement, reason=reason % {"organisation": notice.organisation})


@transaction.atomic
def _end_by_date(agreement: Agreement) -> None:
    agreement = Agreement.objects.lock(agreement.pk)
    version = agreement.in_force
    if agreement.is_ended or version is None or not version.ends_on or version.ends_on >= timezone.localdate():
        return
    with override("nl"):
        end(agreement, reason=_("The last day on which it was in force has passed."))


@transaction.atomic
def _end_with_parent(agreement: Agreement) -> None:
    agreement = Agreement.objects.lock(agreement.pk)
    if agreement.is_ended or agreement.in_force_id is None:
        return
    with override("nl"):
        end(agreement, reason=_("The agreement to which was acceded has ended."))


def remind_of_renewals() -> None:
    """Tell the network manager three, two and one month before a renewal must be decided; each once."""
    today = timezone.localdate()
    soon = add_months(today, max(REMIND_BEFORE))
    due = Version.objects.filter(renews_on__gte=today, renews_on__lte=soon, ended_as="")
    for version in due.filter(agreement__status=Status.IN_FORCE, agreement__in_force=F("pk")):
        decide_on = version.renews_on or soon  # never empty here
        months = min(number for number in REMIND_BEFORE if add_months(today, number) >= decide_on)
        context = {"agreement": version.agreement, "version": version, "months": months}
        to = roles.network_managers()
        mail.send("agreements/renewal", to=to, context=context, key=f"renewal {version.pk} {months}")
