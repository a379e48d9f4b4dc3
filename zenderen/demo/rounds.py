"""The update rounds of the demo: one that is over, with what it found, and one that goes on."""

import datetime
from datetime import timedelta
from typing import Any

from django.utils import timezone

from projects import rounds
from projects.models import UpdateRound
from zenderen.demo.loading import content, in_the_past


def plan() -> None:
    """Note the days of the rounds, so that each report finds its own."""
    for row in content("rounds")["round"]:
        days = {f"{name}_on": _day(row[name]) for name in ("opens", "remind", "due")}
        UpdateRound.objects.create(name=row["name"], message=row["message"], **days)


def at(day: datetime.date) -> UpdateRound | None:
    """The round in which something was reported on this day."""
    return UpdateRound.objects.filter(opens_on__lte=day, due_on__gte=day).first()


def follow() -> None:
    """Let each round go as far as its days tell, now that the reports are there."""
    for row in content("rounds")["round"]:
        update_round = UpdateRound.objects.get(name=row["name"])
        update_round.move_to(UpdateRound.Status.OPEN)
        if row["status"] == UpdateRound.Status.CLOSED:
            _close(update_round)


def _close(update_round: UpdateRound) -> None:
    with in_the_past():
        rounds.close(update_round)
    update_round.reminded_at, update_round.closed_at = _moment(update_round.remind_on), _moment(update_round.due_on)
    update_round.save(update_fields=["reminded_at", "closed_at"])


def _day(weeks: int) -> datetime.date:
    return timezone.localdate() + timedelta(weeks=weeks)


def _moment(day: Any) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day + timedelta(days=1), datetime.time(8)))
