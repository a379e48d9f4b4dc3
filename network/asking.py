"""What the pulse, the hand-overs and the library ask of somebody now."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from network import todo
from network.models import AdviceRequest, Document, HandOver, Pulse, User
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


@todo.provider
def advice_to_give(user: User) -> Iterable[todo.Todo]:
    """What a council in which this person sits was asked and has not advised on."""
    for request in AdviceRequest.objects.asked_of(user).open().for_list():
        words = _("Advise on %(title)s for %(body)s") % {"title": request.document, "body": request.body}
        yield todo.Todo(words, request.get_absolute_url(), request.due_on, _("Advice"))


@todo.provider
def advice_to_answer(user: User) -> Iterable[todo.Todo]:
    """Advice on this person's documents of which nobody said yet what was done with it."""
    for request in AdviceRequest.objects.unanswered().filter(document__owner=user).for_list():
        words = _("Say what was done with the advice of %(body)s on %(title)s")
        words %= {"title": request.document, "body": request.body}
        yield todo.Todo(words, request.get_absolute_url(), kind=_("Advice"))


@todo.provider
def documents_to_destroy(user: User) -> Iterable[todo.Todo]:
    """What was kept long enough: the network manager destroys its files, or keeps it longer."""
    if "network.delete_document" in global_permissions(user):
        for document in Document.objects.to_destroy():
            words = _("Kept long enough: destroy the files of %(title)s, or keep them longer") % {"title": document}
            yield todo.Todo(words, document.get_absolute_url(), document.keep_until, _("Document"))
