"""The projects of the demo, their reports in every state, and posters of today."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from network.models import Ambition, User
from projects import actions
from projects.models import (
    Actor,
    Benefit,
    Dependency,
    Evaluation,
    Milestone,
    PartnerContribution,
    Poster,
    ProgressUpdate,
    Project,
)
from themes.models import Theme
from zenderen.demo import accounts, rounds
from zenderen.demo.loading import Chapter, content, in_the_past, organisation, person

PARTNER = "Medisch Spectrum Twente"  # whose poster hangs on the wall
MARK = "(voorbeeld)"  # stands wherever the title does, on posters and agreements too
TEXTS = ("summary", "goal", "scope", "time_tolerance", "scale")
PEOPLE = ("manager", "deputy")
RISK = ("title", "chance", "effect", "measure")
FOUND = ("period", "question", "findings", "verdict", "adjustment")
REPORTED = ("state", "reason", "trend", "text", "asks", "results")


def load_projects() -> None:
    """Projects with partners, milestones, and the steps, reports and rounds they have behind them."""
    rounds.plan()
    for row in content("projects")["project"]:
        project = _create(row)
        for order, (title, due) in enumerate(row.get("milestones", ())):
            Milestone.objects.create(project=project, order=order, title=title, due_on=_day(due))
        _surround(project, row)
        chair = _chair(project)
        _evaluate(project)
        with in_the_past():
            for status, weeks in row.get("phases", ()):
                _take_step(project, status, by=chair, weeks=weeks)
        for number, report in enumerate(row.get("report", ()), start=1):
            _report(project, number, report, chair=chair)
    for row in content("projects")["project"]:
        for title, what, needed in row.get("needs", ()):
            ends = {
                name: Project.objects.get(title=f"{value} {MARK}")
                for name, value in (("project", row["title"]), ("on", title))
            }
            Dependency.objects.create(**ends, what=what, needed_on=_day(needed))
    rounds.follow()


def load_posters() -> None:
    """The wall of today in two sizes, and one poster of each other kind; the worker renders them."""
    manager = person(accounts.NETWORK_MANAGER)
    for size in (Poster.Size.A1, Poster.Size.A3):
        actions.make_set(size, by=manager)
    project = Project.objects.filter(classification="public", status__in=Project.REPORTING).earliest("pk")
    actions.make_poster(project, Poster.Size.A4, by=manager)
    actions.make_poster(organisation(PARTNER), Poster.Size.A3, by=manager)
    actions.make_poster(None, Poster.Size.A1, by=manager)
    actions.make_poster(None, Poster.Size.SLIDE, by=manager, language="en")


def _create(row: dict[str, Any]) -> Project:
    return actions.create_project(
        title=f"{row['title']} {MARK}",
        theme=Theme.objects.select_related("steering_group").get(slug=row["theme"]),
        ambitions=Ambition.objects.filter(slug__in=row["ambitions"]),
        partners=[(organisation(name), part) for name, part in row["partners"]],
        support=[person(row["support"])] if "support" in row else [],
        classification=row.get("classification", "public"),
        starts_on=_day(row["starts"]) if "starts" in row else None,
        ends_on=_day(row["ends"]) if "ends" in row else None,
        **{name: row[name] for name in TEXTS if name in row},
        **{name: person(row[name]) for name in PEOPLE if name in row},
    )


def _surround(project: Project, row: dict[str, Any]) -> None:
    """Who is affected, for whom it is good, what partners bring, and who proposed it."""
    for kind, name, weeks, how in row.get("actors", ()):
        since = {"involved_on": _day(weeks), "involved_how": how} if weeks else {}
        Actor.objects.create(project=project, kind=kind, name=name, **since)
    for audience, text in row.get("benefits", ()):
        Benefit.objects.create(project=project, audience=audience, text=text)
    for partner, kind, text in row.get("contributions", ()):
        part = project.partners.get(organisation__name=partner)
        PartnerContribution.objects.create(part=part, kind=kind, text=text)
    for part in project.partners.filter(organisation__name__in=row.get("observing", ())):
        part.participation = part.Participation.OBSERVING
        part.save(update_fields=["participation"])
    if "proposer" in row:
        actions.propose(project, by=person(row["proposer"]), reason=row["why"])


def _evaluate(project: Project) -> None:
    """What was found, before the step that it leads to."""
    for row in content("register")["evaluation"]:
        if project.title == f"{row['project']} {MARK}":
            found = {name: row.get(name, "") for name in FOUND}
            by, on = person(row["by"]), _day(row["weeks"])
            Evaluation.objects.create(project=project, written_by=by, evaluated_on=on, **found)


def _take_step(project: Project, status: str, *, by: User, weeks: int) -> None:
    actions.move(project.pk, status, by=by, reason=STEPS[status], despite=DESPITE)
    step = project.status_changes.latest("pk")
    step.at = timezone.now() + timedelta(weeks=weeks)
    step.save(update_fields=["at"])


DESPITE = "Wie het werk doet, praat mee vanaf de eerste week."
STEPS = {
    "accepted": "Past bij de ambitie van het thema.",
    "running": "Projectleider en partners zijn er klaar voor.",
    "evaluated": "De proef is geëvalueerd.",
    "embedded": "De werkwijze hoort nu bij het gewone werk.",
}


def _report(project: Project, number: int, row: dict[str, Any], *, chair: User) -> None:
    """Write, submit and accept a report as its people would have; ``status`` says where it stopped."""
    status = row.get("status", "accepted")
    writer = project.support.first() if status == "draft" else None
    update = ProgressUpdate(project=project, number=number, written_by=writer or project.manager)
    for name in REPORTED:
        setattr(update, name, row.get(name, ""))
    reached = list(project.milestones.all())[: row["reached"]]
    update.reported_on = _day(-row["weeks_ago"])
    update.milestones = []
    update.risks = [dict(zip(RISK, risk, strict=True)) for risk in row.get("risks", ())]
    update.take_milestones({milestone.pk for milestone in reached}, on=update.reported_on)
    if "expected_end" in row:
        update.expected_end = _day(row["expected_end"])
    update.save()
    if status == "draft":
        return
    assert project.manager
    if status == "submitted":
        update = actions.submit(update.pk, by=project.manager)
        update.round = rounds.at(update.reported_on)
        update.save(update_fields=["round"])
        return
    with in_the_past():
        actions.submit(update.pk, by=project.manager)
        update.refresh_from_db()
        update.reported_on = _day(-row["weeks_ago"])
        update.submitted_at = timezone.now() - timedelta(weeks=row["weeks_ago"])
        update.round = rounds.at(update.reported_on)
        update.save(update_fields=["reported_on", "submitted_at", "round"])
        actions.accept(update.pk, by=chair)
        for breach in project.breaches.filter(update=update):
            breach.found_at = update.submitted_at
            breach.save(update_fields=["found_at"])
            if "allowed" in row:
                weeks, reason = row["allowed"]
                actions.allow(breach.pk, by=chair, reason=reason, until=_day(weeks).isoformat())


def _chair(project: Project) -> User:
    return User.objects.get(groups=project.client.leaders_group)


def _day(weeks: int) -> Any:
    return timezone.localdate() + timedelta(weeks=weeks)


CHAPTERS = (
    Chapter("projects with their milestones and reports", Project.objects.exists, load_projects),
    Chapter("posters of every theme, made in the background", Poster.objects.exists, load_posters),
)
