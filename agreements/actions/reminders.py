"""Until when parties can sign: another last day, and a reminder that a person sends."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.refusals import Overtaken
from agreements.models import Agreement, AuditEvent, Party
from agreements.reminding import send_reminder
from network.models import User
from zenderen.jobs import mail


@transaction.atomic
def move_deadlines(agreement: Agreement, *, days: Mapping[int, datetime.date | None], by: User) -> list[Party]:
    """Give parties (by key) another last day to sign; who can sign for them is told. Raises Overtaken.

    Gives the parties whose day really changed.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    if not agreement.is_signing:
        raise Overtaken(_("The agreement is no longer open for signing."))
    version = agreement.version
    moved = []
    for party in version.parties.filter(pk__in=days).select_related("organisation").lock_all():
        old, new = party.deadline_on, days[party.pk]
        if old == new:
            continue
        if not party.is_pending:
            raise Overtaken(
                _("For %(organisation)s the decision was already made.") % {"organisation": party.organisation}
            )
        party.version = version
        party.deadline_on = new
        party.save(update_fields=["deadline_on"])
        agreement.log(
            AuditEvent.Event.DEADLINE_MOVED,
            by=by,
            on_behalf_of=party.organisation,
            version=version.number,
            old=old.isoformat() if old else None,
            new=new.isoformat() if new else None,
        )
        moved.append(party)
    for party in moved:
        # Who has not their turn yet is told with the invitation.
        people = Party.objects.open().filter(pk=party.pk).signatories(agreement)
        context = {"agreement": agreement, "party": party.name, "deadline_on": party.deadline_on}
        mail.send("agreements/deadline_moved", to=people, context=context)
    return moved


def remind_now(agreement: Agreement, *, party: int, by: User) -> None:
    """Remind who can sign for this party, by hand and at most once a day; raises Overtaken."""
    if send_reminder(party, by=by) is None:
        if Party.objects.filter(
            pk=party, reminders__days_before=None, reminders__sent_on=timezone.localdate()
        ).exists():
            raise Overtaken(_("This party was reminded today already. You can do so again tomorrow."))
        raise Overtaken(_("This party is not asked to sign now, so there is nothing to remind of."))
