"""Planning the occasion at which a version is signed together."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.actions.refusals import Overtaken
from agreements.models import Agreement, AuditEvent, SigningEvent
from network.models import User
from zenderen.jobs import mail

T = TypeVar("T")
Event = AuditEvent.Event


def check_plannable(agreement: Agreement) -> None:
    """Raises Overtaken when there is nothing left to sign together."""
    if agreement.is_complete or agreement.is_closed:
        raise Overtaken(_("There is nothing to sign now, so no signing event can be planned or changed."))


@transaction.atomic
def with_event(agreement: Agreement, act: Callable[[SigningEvent], T]) -> T:
    """Run ``act`` on the event of the latest version, or on a new one, while nobody else does; raises Overtaken."""
    agreement = Agreement.objects.lock(agreement.pk)
    check_plannable(agreement)
    version = agreement.version
    event = SigningEvent.objects.filter(version=version).first() or SigningEvent()
    event.version = version
    return act(event)


@transaction.atomic
def announce(event: SigningEvent, *, by: User) -> None:
    """Note in the trail that the event was planned or moved, and tell who was asked to sign; raises Overtaken."""
    agreement = Agreement.objects.lock(event.version.agreement_id)
    check_plannable(agreement)
    version = event.version
    version.agreement = agreement
    agreement.log(
        Event.EVENT_PLANNED,
        by=by,
        version=version.number,
        starts_at=event.starts_at.isoformat() if event.starts_at else event.date_text,
        place=event.place,
        witness=event.present,
    )
    if version.opened_at:
        context = {"agreement": agreement, "version": version, "event": event}
        mail.send("agreements/event", to=version.concerned, context=context)


@transaction.atomic
def cancel(event: SigningEvent, *, by: User) -> None:
    """Take the event back; signing goes on without it. Raises Overtaken."""
    agreement = Agreement.objects.lock(event.version.agreement_id)
    check_plannable(agreement)
    version = event.version
    version.agreement = agreement
    agreement.log(Event.EVENT_PLANNED, by=by, version=version.number, cancelled=True, place=event.place)
    if version.opened_at:
        context = {"agreement": agreement, "version": version, "event": event}
        mail.send("agreements/event_cancelled", to=version.concerned, context=context)
    event.delete()
