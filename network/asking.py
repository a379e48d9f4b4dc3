"""What the pulse and the hand-overs ask of somebody now."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from network import todo
from network.models import HandOver, Pulse, User
from zenderen.lib.access import global_permissions


@todo.provider
def pulses(user: User) -> Iterable[todo.Todo]:
    """The question of this quarter, for everybody of a partner that has not answered it."""
    for pulse in Pulse.objects.open():
        for organisation in pulse.waiting().joined_by(user):
            words = _("Answer one question on urgency for %(partner)s") % {"partner": organisation}
            address = f"{reverse('network:pulse_answer', args=[pulse.pk])}?partner={organisation.slug}"
            yield todo.Todo(words, address, pulse.closes_on, _("Urgency pulse"))


@todo.provider
def handovers(user: User) -> Iterable[todo.Todo]:
    """What this person hands over or reads; for the network manager also what nobody else can give any more."""
    rows = HandOver.objects.filter(giver=user).open()
    rows |= HandOver.objects.filter(receiver=user, status=HandOver.Status.GIVEN, received_at=None)
    if "network.change_seat" in global_permissions(user):
        rows |= HandOver.objects.filter(giver__is_active=False).open()
    for handover in rows.select_related("giver"):
        if handover.is_open and handover.giver_id == user.pk:
            words = _("Hand over: %(place)s") % {"place": handover.place}
        elif handover.is_open:
            words = _("%(name)s has no account any more: see to the hand-over of %(place)s")
            words %= {"name": handover.giver, "place": handover.place}
        else:
            words = _("Read the hand-over of %(name)s: %(place)s") % {"name": handover.giver, "place": handover.place}
        due_on = handover.due_on if handover.is_open else None
        yield todo.Todo(words, handover.get_absolute_url(), due_on, _("Hand-over"))
