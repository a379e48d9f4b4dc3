"""Partners at work in the demo: the pulse, scans, expectations, who looks on, and hand-overs; all of it an example."""

import datetime
from typing import Any

from django.utils import timezone

from network.actions.handovers import give_handover
from network.models import HandOver, Pulse, PulseAnswer, quarter_of
from projects.actions.scans import make_scan
from projects.models import Expectation, Project, ProjectPartner, Scan
from themes.models import Theme
from zenderen.demo.loading import Chapter, content, in_the_past, organisation, person
from zenderen.demo.projects import MARK


def load_pulses() -> None:
    """Four quarters that are closed and one that can be answered."""
    story = content("partners")
    speakers = {row["organisation"]: row["person"] for row in story["answered_by"]}
    for row in story["pulse"]:
        year, quarter = _quarter(row["quarters_ago"])
        first = datetime.date(year, quarter * 3 - 2, 1)
        last = _first_after(year, quarter) - datetime.timedelta(days=1)
        pulse = Pulse.objects.create(
            year=year, quarter=quarter, question=story["question"], opens_on=first, closes_on=last
        )
        for name, score in row["answers"].items():
            at = timezone.make_aware(datetime.datetime.combine(min(first, timezone.localdate()), datetime.time(9)))
            said = {"score": score, "note": row.get("notes", {}).get(name, ""), "answered_at": at}
            PulseAnswer.objects.create(
                pulse=pulse, organisation=organisation(name), answered_by=person(speakers[name]), **said
            )


def load_partners() -> None:
    """Who looks on, what was scanned, what partners expect, and what is handed over."""
    story = content("partners")
    for title, name in story["observing"]:
        part = ProjectPartner.objects.get(project=_project(title), organisation=organisation(name))
        part.participation = ProjectPartner.Participation.OBSERVING
        part.save(update_fields=["participation"])
    for row in story["scan"]:
        _scan(row)
    for row in story["expectation"]:
        _expect(row)
    with in_the_past():
        for row in story["handover"]:
            _hand_over(row)


def _quarter(ago: int) -> tuple[int, int]:
    year, quarter = quarter_of(timezone.localdate())
    months = year * 4 + quarter - 1 - ago
    return months // 4, months % 4 + 1


def _first_after(year: int, quarter: int) -> datetime.date:
    return datetime.date(year + 1, 1, 1) if quarter == 4 else datetime.date(year, quarter * 3 + 1, 1)


def _project(title: str) -> Project:
    return Project.objects.get(title=f"{title} {MARK}")


def _scan(row: dict[str, Any]) -> None:
    thing = _project(row["project"]) if "project" in row else Theme.objects.get(slug=row["theme"])
    notes = row["notes"]
    scores = {name: (score, notes.get(name, "")) for name, score in row["scores"].items()}
    day = timezone.localdate() - datetime.timedelta(weeks=row["weeks_ago"])
    make_scan(thing, by=person(row["by"]), scores=scores, scanned_on=day, with_whom=row["with_whom"])


def _expect(row: dict[str, Any]) -> None:
    expectation = Expectation(
        project=_project(row["project"]),
        organisation=organisation(row["organisation"]),
        text=row["text"],
        rated_by=person(row["person"]),
    )
    for weeks, importance, satisfaction in row["scores"]:
        expectation.importance, expectation.satisfaction = importance, satisfaction
        expectation.rated_at = timezone.now() - datetime.timedelta(weeks=weeks)
        expectation.save()


def _hand_over(row: dict[str, Any]) -> None:
    receiver = person(row["receiver"]) if "receiver" in row else None
    told = {name: row[name] for name in ("agreed", "running", "contacts") if name in row}
    due_on = timezone.localdate() + datetime.timedelta(weeks=2)
    giver = person(row["giver"])
    handover = HandOver.objects.create(place=row["place"], giver=giver, receiver=receiver, due_on=due_on, **told)
    if told:
        give_handover(handover.pk, by=giver)


CHAPTERS = (
    Chapter("five quarters of the urgency pulse", Pulse.objects.exists, load_pulses),
    Chapter("scans, expectations, who looks on, and hand-overs", Scan.objects.exists, load_partners),
)
