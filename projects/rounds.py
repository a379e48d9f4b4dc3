"""Update rounds as they run: who is asked, who is reminded, and what is missing at the end.

What people start (``actions``) and what the calendar starts (``tasks``) both end here; each act can safely be repeated.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from network.models import User
from network.roles import NETWORK_MANAGER
from projects.models import InRound, Project, ProjectQuerySet, UpdateRound
from themes.models import Theme
from zenderen.jobs import mail

KICK_OFF = "projects.round_opened"
SHOWN = 40  # projects that a mail names one by one


def expected(update_round: UpdateRound) -> ProjectQuerySet:
    """The projects of which a report is asked, with how far each is (``in_round``)."""
    return Project.objects.reporting().in_round(update_round.pk)


def by_theme(update_round: UpdateRound) -> list[dict[str, Any]]:
    """For each theme how many reports are asked and how far they are."""
    columns = ("theme__number", "theme__name", "theme__slug", "in_round")
    counted = expected(update_round).order_by("theme__number").values(*columns).annotate(number=Count("pk"))
    found = []
    for (name, slug), group in groupby(counted, key=lambda row: (row["theme__name"], row["theme__slug"])):
        numbers = {row["in_round"]: row["number"] for row in group}
        levels = {status: numbers.get(status, 0) for status in InRound.values}
        found.append({"name": name, "slug": slug, "expected": sum(numbers.values()), **levels})
    return found


def kick_off(update_round: UpdateRound) -> int:
    """Ask everybody who runs a project that reports; how many people that are."""
    return _ask("projects/round_opened", update_round, Project.objects.reporting())


@transaction.atomic
def remind(round_id: int) -> None:
    """Ask once more whoever has not submitted; nothing where that was done already."""
    update_round = UpdateRound.objects.to_remind().lock_all().filter(pk=round_id).first()
    if update_round is None:
        return
    update_round.reminded_at = timezone.now()
    update_round.save(update_fields=["reminded_at"])
    _ask("projects/round_reminder", update_round, Project.objects.reporting().missing_in(update_round.pk))


def close(update_round: UpdateRound) -> None:
    """End a round on a locked row: keep what was found, and tell the network managers and the clients."""
    themes = by_theme(update_round)
    rows = Project.objects.reporting().missing_in(update_round.pk).order_by("theme__number", "title")
    columns = rows.values_list("title", "slug", "theme__slug", "in_round")  # type: ignore[misc]
    missing = [dict(zip(("title", "slug", "theme", "status"), row, strict=True)) for row in columns]
    asked = sum(theme["expected"] for theme in themes)
    update_round.closed_at = timezone.now()
    update_round.outcome = {
        "expected": asked,
        "reported": asked - len(missing),
        "themes": themes,
        "missing": missing,
    }
    update_round.edition += 1  # who is changing its days at this moment must see that it is over
    update_round.move_to(UpdateRound.Status.CLOSED, "closed_at", "outcome", "edition")
    _tell_what_is_missing(update_round)


@transaction.atomic
def close_overdue(round_id: int) -> None:
    """Close a round of which the last day has passed; nothing where somebody did so already."""
    update_round = UpdateRound.objects.to_close().lock_all().filter(pk=round_id).first()
    if update_round is not None:
        close(update_round)


def _ask(template: str, update_round: UpdateRound, projects: ProjectQuerySet) -> int:
    """One mail to each person who runs any of these projects, naming them; how many people that are."""
    asked: dict[User, list[Project]] = {}
    for project in projects.select_related("manager", "deputy").order_by("title"):
        for person in {project.manager, project.deputy}:
            if person and person.is_active:
                asked.setdefault(person, []).append(project)
    for person, theirs in asked.items():
        context = {"round": update_round, **_some(theirs)}
        mail.send(template, to=person, context=context, key=f"round {update_round.pk}")
    return len(asked)


def _tell_what_is_missing(update_round: UpdateRound) -> None:
    """The network managers hear of all projects, each chair of those for which they are the client."""
    outcome = update_round.outcome
    everything = [theme["slug"] for theme in outcome["themes"]]
    managers = set(User.objects.filter(groups__name=NETWORK_MANAGER, is_active=True))
    told: dict[User, list[str]] = dict.fromkeys(managers, everything)
    for theme in Theme.objects.filter(slug__in=everything).select_related("steering_group"):
        for chair in User.objects.filter(groups=theme.steering_group.leaders_group_id, is_active=True):
            if chair not in managers:
                told.setdefault(chair, []).append(theme.slug)
    for person, slugs in told.items():
        missing = [row for row in outcome["missing"] if row["theme"] in slugs]
        asked = sum(theme["expected"] for theme in outcome["themes"] if theme["slug"] in slugs)
        context = {"round": update_round, "asked": asked, "reported": asked - len(missing), **_some(missing)}
        context["manages"] = person in managers
        mail.send("projects/round_closed", to=person, context=context, key=f"round {update_round.pk}")


def _some(rows: Iterable[Any]) -> dict[str, Any]:
    """As many as a mail names, and how many more there are."""
    every = list(rows)
    return {"projects": every[:SHOWN], "more": len(every[SHOWN:])}
