"""Bottlenecks with their steps, what was asked of authorities, indicators, evaluations, and the knowledge bank."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from network.models import Lesson
from projects import actions
from projects.models import Bottleneck, Evaluation, Indicator, Measurement, Project, RegulatoryRequest
from themes.models import Theme
from zenderen.demo import accounts
from zenderen.demo.loading import Chapter, content, in_the_past, person
from zenderen.demo.projects import MARK

LESSON = ("title", "situation", "lesson", "advice", "region", "source", "learned_on")
COUNTED = ("name", "definition", "source", "period", "unit")


def load_lessons() -> None:
    """What other regions learned, as the source texts tell it."""
    writer = person(accounts.NETWORK_MANAGER)
    for row in content("register")["lesson"]:
        Lesson.objects.create(**_lesson(row), written_by=writer)


def load_bottlenecks() -> None:
    """Bottlenecks at each level, with what was asked of authorities."""
    for row in content("register")["bottleneck"]:
        with in_the_past():
            bottleneck = _report(row)
            for act, by, weeks, holder, reason in row.get("steps", ()):
                words = {"edition": bottleneck.edition, "holder": holder, "reason": reason}
                bottleneck = actions.move_bottleneck(bottleneck.pk, act, by=person(by), **words)
                _date_last_step(bottleneck, weeks)
        for request in row.get("request", ()):
            _ask(bottleneck, request)


def load_measurements() -> None:
    """Indicators with what was measured and what was not, and the lessons of evaluations."""
    for row in content("register")["indicator"]:
        indicator = Indicator.objects.create(
            **_place(row),
            **{name: row[name] for name in COUNTED},
            target=row["target"] or None,
            target_on=_day(row["target_weeks"]) if "target_weeks" in row else None,
        )
        for weeks, label, value, note in row["measured"]:
            Measurement.objects.create(
                indicator=indicator,
                on=_day(weeks),
                label=label,
                value=value or None,
                note=note,
                entered_by=person(accounts.PROJECT_MANAGER),
            )
    for row in content("register")["evaluation"]:
        if "lesson" in row:
            evaluation = Evaluation.objects.get(project=_project(row["project"]), period=row["period"])
            lesson = Lesson(**_lesson(row["lesson"]), learned_on=evaluation.evaluated_on)
            actions.write_lesson(evaluation.pk, lesson, by=person(row["by"]))


def _report(row: dict[str, Any]) -> Bottleneck:
    bottleneck = actions.report_bottleneck(
        title=f"{row['title']} {MARK}",
        about=row["about"],
        by=person(row["by"]),
        classification=row.get("classification", "internal"),
        **_place(row),
    )
    bottleneck.reported_at = _moment(row["weeks"])
    bottleneck.save(update_fields=["reported_at"])
    _date_last_step(bottleneck, row["weeks"])
    return bottleneck


def _date_last_step(bottleneck: Bottleneck, weeks: int) -> None:
    step = bottleneck.steps.latest("pk")
    step.at = _moment(weeks)
    step.save(update_fields=["at"])


def _ask(bottleneck: Bottleneck, row: dict[str, Any]) -> None:
    answer = {}
    if "outcome" in row:
        answer = {"outcome": row["outcome"], "answer": row["answer"], "answered_on": _day(row["answered"])}
        answer["until"] = _day(row["until"])
    words = {name: row[name] for name in ("authority", "rule", "asked")}
    RegulatoryRequest.objects.create(bottleneck=bottleneck, asked_on=_day(row["weeks"]), **words, **answer)


def _lesson(row: dict[str, Any]) -> dict[str, Any]:
    absent = {"learned_on": None} if "source" in row else {}
    return {"classification": "public", **absent, **{name: row[name] for name in LESSON if name in row}}


def _place(row: dict[str, Any]) -> dict[str, Any]:
    if "project" in row:
        return {"project": _project(row["project"])}
    return {"theme": Theme.objects.select_related("steering_group").get(slug=row["theme"])}


def _project(title: str) -> Project:
    people = ("theme__steering_group", "manager", "deputy")
    return Project.objects.select_related(*people).get(title=f"{title} {MARK}")


def _moment(weeks: int) -> datetime:
    return timezone.now() + timedelta(weeks=weeks)


def _day(weeks: int) -> Any:
    return timezone.localdate() + timedelta(weeks=weeks)


CHAPTERS = (
    Chapter("lessons of other regions", Lesson.objects.exists, load_lessons),
    Chapter("bottlenecks and what was asked of authorities", Bottleneck.objects.exists, load_bottlenecks),
    Chapter("indicators and the lessons of evaluations", Indicator.objects.exists, load_measurements),
)
