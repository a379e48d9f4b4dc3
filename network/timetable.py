"""The programme of a day as one reads it: what is at the same time beside each other, and where we are now."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone

from network.models import ProgrammeItem


class Slot(NamedTuple):
    """A stretch of the day; more than one column are parallel sessions, one column for each room."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    columns: list[list[ProgrammeItem]]
    state: str  # "done", "now", "next" or "" on the day itself, else ""

    @property
    def is_parallel(self) -> bool:
        """Whether one has to choose."""
        return len(self.columns) > 1


def slots(items: Iterable[ProgrammeItem], *, is_today: bool) -> list[Slot]:
    """The parts in their order; those that overlap share a slot."""
    found: list[list[ProgrammeItem]] = []
    ends: datetime.datetime | None = None
    for item in sorted(items, key=lambda item: (item.starts_at, item.room, item.pk)):
        if ends is None or item.starts_at >= ends:
            found.append([])
            ends = item.ends_at
        found[-1].append(item)
        ends = max(ends, item.ends_at)
    states = _states(found) if is_today else [""] * len(found)
    return [
        Slot(part[0].starts_at, max(item.ends_at for item in part), _columns(part), state)
        for part, state in zip(found, states, strict=True)
    ]


def _states(parts: list[list[ProgrammeItem]]) -> list[str]:
    now = timezone.now()
    states = []
    for part in parts:
        if max(item.ends_at for item in part) <= now:
            states.append("done")
        elif part[0].starts_at <= now:
            states.append("now")
        else:
            states.append("" if "next" in states else "next")
    return states


def _columns(part: list[ProgrammeItem]) -> list[list[ProgrammeItem]]:
    """One for each room; parts without a room, or in the same one at the same time, stand in the first free one."""
    columns: list[list[ProgrammeItem]] = []
    for item in part:
        for column in columns:
            if column[-1].room == item.room and column[-1].ends_at <= item.starts_at:
                column.append(item)
                break
        else:
            columns.append([item])
    return columns
