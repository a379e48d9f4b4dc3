"""A scan of the five mechanisms is made: five scores of one day, never changed afterwards."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from network.models import User
from projects.models import Mechanism, Project, Scan, ScanScore
from themes.models import Theme
from zenderen.lib.access import AnyUser, global_permissions, granted, permitted


def may_scan(user: AnyUser, thing: Project | Theme) -> bool:
    """Chair and project manager of what is theirs; network manager and coordination group everywhere."""
    if "projects.add_scan" in global_permissions(user):
        return True
    needed = {"report_progress", "accept_progress"} if isinstance(thing, Project) else {"change_theme"}
    return bool(granted(user, thing) & needed)


def scannable(user: AnyUser) -> tuple[QuerySet[Theme], QuerySet[Project]]:
    """The themes and current projects of which this person may make a scan."""
    themes, projects = Theme.objects.visible_to(user), Project.objects.visible_to(user).current()
    if "projects.add_scan" in global_permissions(user):
        return themes, projects
    runs: Q = permitted(Project, user, "report_progress") | permitted(Project, user, "accept_progress")
    return themes.filter(permitted(Theme, user, "change_theme")), projects.filter(runs)


@transaction.atomic
def make_scan(thing: Project | Theme, *, by: User, scores: Mapping[str, tuple[int, str]], **fields: Any) -> Scan:
    """Store the scan; ``scores`` names each mechanism with its score and explanation."""
    place = {"project": thing} if isinstance(thing, Project) else {"theme": thing}
    scan = Scan.objects.create(made_by=by, **place, **fields)
    for mechanism in Mechanism:
        score, note = scores[mechanism]
        ScanScore.objects.create(scan=scan, mechanism=mechanism, score=score, note=note)
    return scan
