"""Is a project on course, and since when do we know? What a report is worth on a given day."""

import datetime
import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Func
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


# What follows is SQL because pages ask it several times: Django would need two milliseconds to write it, at each use.


def _oldest() -> str:
    """The first day of which a report still counts: the start of the last round whose last day has passed.

    The only place that knows.
    """
    today = timezone.localdate()
    return f"""GREATEST(DATE '{today - LONGEST}', COALESCE(
        (SELECT opens_on FROM projects_updateround
         WHERE due_on < DATE '{today}' AND status <> 'planned' ORDER BY opens_on DESC LIMIT 1),
        DATE '{today - MAX_AGE}'))"""  # noqa: S608 - days of our own


def is_current() -> Func:
    """Whether a report still counts today, for an annotation of reports."""
    return Func("reported_on", template=f"(%(expressions)s >= {_oldest()})", output_field=models.BooleanField())


def last_report() -> Func:
    """What ``Standing.of`` asks of the last report that was accepted, for an annotation of projects."""
    columns = ("state", "reported_on", "trend", "reason", "asks")
    pairs = ", ".join(f"'{column}', {column}" for column in columns)
    return _last(f"jsonb_build_object({pairs}, 'is_current', reported_on >= {_oldest()})", models.JSONField())


def last_day() -> Func:
    """The day of the last report that was accepted, for an annotation of projects."""
    return _last("reported_on", models.DateField())


def last_level() -> Func:
    """The level of the last report that was accepted, as it counts today, for an annotation of projects."""
    known = f"CASE WHEN reported_on >= {_oldest()} THEN state ELSE '{Level.OUTDATED.value}' END"
    return _last(known, models.CharField())


def _last(found: str, output: "models.Field[Any, Any]") -> Func:
    rows = "FROM projects_progressupdate WHERE project_id = %(expressions)s AND status = 'accepted'"
    return Func("pk", template=f"(SELECT {found} {rows} ORDER BY number DESC LIMIT 1)", output_field=output)
