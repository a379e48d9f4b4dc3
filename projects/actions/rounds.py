"""What the network manager does with an update round: opens it, and closes it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import User
from projects import rounds
from projects.models import UpdateRound
from zenderen.jobs.actions import enqueue
from zenderen.lib.states import IllegalStep


@transaction.atomic
def open_round(round_id: int, *, by: User) -> UpdateRound:
    """Ask for reports from today on; raises IllegalStep, or ValidationError when its days lie behind us."""
    update_round = UpdateRound.objects.lock(round_id)
    today = timezone.localdate()
    if update_round.is_planned:
        if update_round.due_on < today:
            raise ValidationError(_("The last day has passed. Choose other days first."))
        if update_round.remind_on and update_round.remind_on < today:
            raise ValidationError(_("The day of the reminder has passed. Choose another day first."))
        update_round.opens_on = today  # what was reported before anybody was asked belongs to the round before
    update_round.edition += 1
    try:
        with transaction.atomic():
            update_round.move_to(UpdateRound.Status.OPEN, "opens_on", "edition")
    except IntegrityError as error:
        raise IllegalStep(_("Another round is still open.")) from error
    enqueue(rounds.KICK_OFF, subject=update_round, by=by, key=f"round {update_round.pk}")
    return update_round


@transaction.atomic
def close_round(round_id: int) -> UpdateRound:
    """End the round now, whatever is missing; raises IllegalStep when it is not open."""
    update_round = UpdateRound.objects.lock(round_id)
    rounds.close(update_round)
    return update_round
