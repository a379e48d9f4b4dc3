"""Is a project on course, and since when do we know? What a report is worth on a given day."""

import datetime
import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import ExpressionWrapper, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.rounds import UpdateRound

MAX_AGE = datetime.timedelta(days=92)  # where no round ever ended, an older report says nothing about today
LONGEST = datetime.timedelta(days=365)  # however long there was no round

SHORT = 120  # characters of a reason in a list


class Level(models.TextChoices):
    """The levels a project is shown at: the three that a report can give, and no recent report."""

    ON_COURSE = "on_course", _("On course")
    ATTENTION = "attention", _("Needs attention")
    OFF_COURSE = "off_course", _("Off course")
    OUTDATED = "outdated", _("Not updated")


class Standing(NamedTuple):
    """The last accepted report of a project that reports, as it counts today."""

    level: str
    reported_on: datetime.date | None = None
    state: str = ""
    trend: str = ""
    reason: str = ""

    @classmethod
    def of(cls, report: Mapping[str, Any] | None) -> Self:
        """From the last accepted report, with ``is_current`` as the database gives it; None: there is none."""
        if not report:
            return cls(Level.OUTDATED)
        day = report["reported_on"]
        day = datetime.date.fromisoformat(day) if isinstance(day, str) else day
        level = report["state"] if report["is_current"] else Level.OUTDATED
        return cls(level, day, report["state"], report["trend"], report["reason"])

    @property
    def words(self) -> str:
        """The level in words."""
        return str(Level(self.level).label)

    @property
    def short_reason(self) -> str:
        """The reason, for a row of a list."""
        return self.reason if len(self.reason) <= SHORT else textwrap.shorten(self.reason, SHORT, placeholder=" …")

    @property
    def is_known(self) -> bool:
        """Whether there was ever a report."""
        return self.reported_on is not None


def oldest_valid() -> Combinable:
    """The first day of which a report still counts: the start of the last round whose last day has passed."""
    today = timezone.localdate()
    round_began = Subquery(UpdateRound.objects.past().values("opens_on")[:1])
    return Greatest(Coalesce(round_began, Value(today - MAX_AGE)), Value(today - LONGEST))


def is_current() -> "ExpressionWrapper[Q]":
    """Whether a report still counts today, for an annotation of reports; the only place that knows."""
    return ExpressionWrapper(Q(reported_on__gte=oldest_valid()), output_field=models.BooleanField())
