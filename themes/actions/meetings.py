"""Meetings from invitation to adopted minutes; every change happens while the row of the meeting is held."""

import uuid
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from network import actions as network
from network.models import Action, Body, User
from themes import bundle, roles
from themes.models import ActionPoint, AgendaItem, Attendance, Decision, Meeting, MeetingBundle, Paper
from themes.tasks import BUNDLE
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.lib import files
from zenderen.lib.states import IllegalStep
from zenderen.lib.uploads import Document

T = TypeVar("T")


def _changing(meeting: Meeting, act: Callable[[Meeting], T], *, when: str) -> T:
    """Run ``act`` on the locked meeting if its property ``when`` holds; raises IllegalStep."""
    with transaction.atomic():
        locked = Meeting.objects.lock(meeting.pk)
        if not getattr(locked, when):
            raise IllegalStep(
                _("This cannot be done any more: the status is now “%(status)s”.")
                % {"status": locked.get_status_display()}
            )
        return act(locked)


def while_planned(meeting: Meeting, act: Callable[[Meeting], T]) -> T:
    """Run ``act`` as long as day and place can change; raises IllegalStep."""
    return _changing(meeting, act, when="is_planned")


def while_open(meeting: Meeting, act: Callable[[Meeting], T]) -> T:
    """Run ``act`` as long as agenda, papers and attendance can change; raises IllegalStep."""
    return _changing(meeting, act, when="is_open")


def while_minuted(meeting: Meeting, act: Callable[[Meeting], T]) -> T:
    """Run ``act`` as long as minutes, decisions and actions can be written; raises IllegalStep."""
    return _changing(meeting, act, when="is_minuted")


# --- The meeting itself ---------------------------------------------------------------------------------------------


def replanned(meeting: Meeting, *, by: User) -> None:
    """After its day, place or secretary changed: renew the rights, and tell who was invited already."""
    roles.grant_meeting(meeting)
    before = meeting.history.first().prev_record
    told = ("starts_at", "duration", "place")
    if meeting.invited_at and before and any(getattr(before, name) != getattr(meeting, name) for name in told):
        _write("meetings/moved", meeting, by=by)


def invite(meeting: Meeting, *, by: User) -> int:
    """Mail the agenda to who is expected, with a file for their calendar; how many they are. Raises IllegalStep."""

    def send(locked: Meeting) -> int:
        locked.invited_at = timezone.now()
        locked.save(update_fields=["invited_at"])
        return _write("meetings/invitation", locked, by=by)

    return while_planned(meeting, send)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: User) -> None:
    """Call the meeting off and tell who was invited; raises IllegalStep."""
    meeting = Meeting.objects.lock(meeting.pk)
    meeting.cancel_reason = reason
    meeting.move_to(Meeting.Status.CANCELLED, "cancel_reason")
    if meeting.invited_at:
        _write("meetings/cancelled", meeting, by=by)


@transaction.atomic
def hold(meeting: Meeting) -> None:
    """Note that the meeting takes place or took place: minutes, decisions and actions can follow."""
    meeting = Meeting.objects.lock(meeting.pk)
    if meeting.is_planned and not meeting.has_begun:
        raise IllegalStep(_("The day of this meeting has not come yet."))
    meeting.move_to(Meeting.Status.HELD)


@transaction.atomic
def adopt(meeting: Meeting, *, by: User) -> None:
    """Adopt the minutes: nothing in them changes from now on; raises IllegalStep."""
    meeting = Meeting.objects.lock(meeting.pk)
    if meeting.is_minuted and not meeting.minutes.strip():
        raise IllegalStep(_("There are no minutes to adopt yet."))
    meeting.adopted_at, meeting.adopted_by = timezone.now(), by
    meeting.move_to(Meeting.Status.ADOPTED, "adopted_at", "adopted_by")


def _write(template: str, meeting: Meeting, *, by: User) -> int:
    people = list(roles.invited_to(meeting))
    items = list(meeting.items.all())
    mail.send(template, to=people, context={"meeting": meeting, "items": items}, by=by)
    return len(people)


# --- Agenda and papers ----------------------------------------------------------------------------------------------


def move_item(meeting: Meeting, pk: int, *, up: bool) -> None:
    """Let a point change places with its neighbour; at the edge nothing happens."""

    def change(locked: Meeting) -> None:
        items = list(locked.items.all())
        here = next(index for index, item in enumerate(items) if item.pk == pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(items):
            items[here], items[there] = items[there], items[here]
            _number(items)

    while_open(meeting, change)


def remove_item(meeting: Meeting, pk: int) -> None:
    """Take a point off the agenda with its papers and close the gap; raises IllegalStep."""

    def change(locked: Meeting) -> None:
        item = locked.items.get(pk=pk)
        if item.decisions.exists() or item.points.exists():
            raise IllegalStep(_("A decision or an action belongs to this agenda item, so it stays."))
        names = [str(paper.file.name) for paper in item.papers.all()]
        item.delete()
        _number(locked.items.all())
        _forget(names)

    while_open(meeting, change)


def _number(items: Iterable[AgendaItem]) -> None:
    for number, item in enumerate(items, start=1):
        if item.number != number:
            item.number = number
            item.save(update_fields=["number"])


def _forget(names: Iterable[str]) -> None:
    for name in names:
        transaction.on_commit(partial(files.remove, name))


def add_paper(item: AgendaItem, document: Document, *, title: str, by: User) -> Paper:
    """Keep a file that was looked into under a name of ours; raises IllegalStep."""
    # Written before its row: a file without a row is rubbish, a row without a file a broken promise.
    name = f"meetings/{item.meeting_id}/{uuid.uuid4().hex}.{document.kind}"
    file = files.store(name, document.content)

    def change(locked: Meeting) -> Paper:
        return Paper.objects.create(
            item=locked.items.get(pk=item.pk),
            title=title,
            name=f"{slugify(title)[:60] or 'stuk'}.{document.kind}",
            kind=document.kind,
            file=file,
            sha256=files.sha256(document.content),
            size=len(document.content),
            added_by=by,
        )

    try:
        return while_open(item.meeting, change)
    except (IllegalStep, AgendaItem.DoesNotExist):
        files.remove(file)
        raise


def remove_paper(meeting: Meeting, pk: int) -> None:
    """Take a paper away; raises IllegalStep."""

    def change(locked: Meeting) -> None:
        paper = Paper.objects.get(pk=pk, item__meeting=locked)
        paper.delete()
        _forget([str(paper.file.name)])

    while_open(meeting, change)


# --- What came of it ------------------------------------------------------------------------------------------------


def note_attendance(meeting: Meeting, presences: dict[User, str], *, guests: str) -> None:
    """Note who was there; an empty presence takes the note away. Raises IllegalStep."""

    def change(locked: Meeting) -> None:
        known = {row.person_id: row for row in locked.attendances.all()}
        for person, presence in presences.items():
            row = known.get(person.pk)
            if row and not presence:
                row.delete()
            elif row and row.presence != presence:
                row.presence = presence
                row.save(update_fields=["presence"])
            elif not row and presence:
                Attendance.objects.create(meeting=locked, person=person, presence=presence)
        if locked.guests != guests:
            locked.guests = guests
            locked.save(update_fields=["guests"])

    while_open(meeting, change)


def number_decision(decision: Decision) -> None:
    """Give a new decision its number in the body and the year; in the transaction that saves it."""
    meeting = decision.meeting
    body = Body.objects.lock(meeting.body_id)
    decision.body = body
    decision.decided_on = timezone.localdate(meeting.starts_at)
    decision.year = decision.decided_on.year
    decision.number = Decision.next_number(body, decision.year)


def remove_decision(meeting: Meeting, pk: int) -> None:
    """Take out what was not decided after all; its number is not given again. Raises IllegalStep."""
    while_minuted(meeting, lambda locked: locked.decisions.get(pk=pk).delete())


def add_point(meeting: Meeting, action: Action, *, item: AgendaItem | None, by: User) -> ActionPoint:
    """Note an action that was agreed on; its owner finds it on their task list. Raises IllegalStep."""

    def change(locked: Meeting) -> ActionPoint:
        groups, people = roles.who_follows(locked)
        agreed = network.agree(
            title=action.title,
            owner=action.owner,
            due_on=action.due_on,
            classification=action.classification,
            by=by,
            groups=groups,
            people=people,
        )
        return ActionPoint.objects.create(meeting=locked, item=item, action=agreed)

    return while_minuted(meeting, change)


def remove_point(meeting: Meeting, pk: int) -> None:
    """Take out an action that was not agreed on after all; raises IllegalStep."""
    while_minuted(meeting, lambda locked: locked.points.get(pk=pk).action.delete())


@transaction.atomic
def make_bundle(meeting: Meeting, *, by: User) -> MeetingBundle:
    """Write down what is in the bundle now and ask for it; the same content is the same bundle."""
    Meeting.objects.lock(meeting.pk)
    data = bundle.contents(Meeting.objects.for_page().get(pk=meeting.pk))
    made = meeting.bundles.filter(data=data).first()
    if made is None:
        made = MeetingBundle.objects.create(meeting=meeting, data=data, created_by=by)
    enqueue(BUNDLE, subject=made, by=by, key=str(made.pk))
    return made
