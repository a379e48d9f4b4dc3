"""Polls: voting once for each phone, changing it until the poll closes, and showing what came out."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Poll, Stage, Vote
from zenderen.lib.states import IllegalStep


@transaction.atomic
def move_poll(poll_id: int, stage: Stage) -> Poll:
    """Open, close or open again; raises IllegalStep."""
    poll = Poll.objects.lock(poll_id)
    if poll.told_order:
        raise IllegalStep(_("A source tells of this poll: nobody votes in it here."))
    poll.move_to(stage)
    return poll


@transaction.atomic
def show_result(poll_id: int) -> None:
    """Show on the screen and on the phones what came out; again changes nothing."""
    poll = Poll.objects.lock(poll_id)
    if poll.results_shown_at is None:
        poll.results_shown_at = timezone.now()
        poll.save(update_fields=["results_shown_at"])


@transaction.atomic
def hide_result(poll_id: int) -> None:
    """Keep it from the screen and the phones again."""
    poll = Poll.objects.lock(poll_id)
    poll.results_shown_at = None
    poll.save(update_fields=["results_shown_at"])


@transaction.atomic
def vote(poll_id: int, *, device: str, choice: Sequence[int]) -> None:
    """Count this choice for the phone, in the place of an earlier one; raises IllegalStep when the poll has closed."""
    _open(poll_id)
    Vote.objects.bulk_create(
        [Vote(poll_id=poll_id, device=device, choice=list(choice))],
        update_conflicts=True,
        unique_fields=["poll", "device"],
        update_fields=["choice", "voted_at"],
    )


@transaction.atomic
def unvote(poll_id: int, *, device: str) -> None:
    """Take the vote of this phone back; raises IllegalStep when the poll has closed."""
    _open(poll_id)
    Vote.objects.filter(poll=poll_id, device=device).delete()


def _open(poll_id: int) -> None:
    if not Poll.objects.hold(poll_id).is_open:
        raise IllegalStep(_("This poll is closed: votes can no longer be given, changed or taken back."))
