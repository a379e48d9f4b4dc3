"""Projects and reports for the tests, made the way the portal makes them."""

import datetime
from itertools import count

from django.utils import timezone

from projects import actions
from projects.models import Milestone, ProgressUpdate, Project
from tests import factories

_numbers = count(1)


def make_project(theme, **fields):
    """A running internal project of this theme; partners as [(organisation, role)]."""
    fields = {
        "title": f"Project {next(_numbers)}",
        "summary": "Samen beter.",
        "status": Project.Status.RUNNING,
        **fields,
    }
    ambitions = fields.pop("ambitions", None) or [factories.AmbitionFactory()]
    return actions.create_project(theme=theme, ambitions=ambitions, **fields)


def make_milestone(project, title="Eerste stap", **fields):
    """Something to reach."""
    return Milestone.objects.create(project=project, title=title, **fields)


def make_update(project, status="draft", *, days_ago=0, by=None, chair=None, **fields):
    """A report that went as far as ``status``, reported so many days ago."""
    last = project.updates.order_by("number").last()
    fields = {"state": "on_course", "text": "Het gaat goed.", **fields}
    update = ProgressUpdate(project=project, number=last.number + 1 if last else 1, written_by=by, **fields)
    update.reported_on = timezone.localdate() - datetime.timedelta(days=days_ago)
    update.take_milestones({m.pk for m in project.milestones.all() if m.done_on}, on=update.reported_on)
    person = by or factories.UserFactory()
    if status != "draft":
        update.submitted_by, update.submitted_at, update.status = person, timezone.now(), status
    if status in ("accepted", "returned"):
        update.decided_by, update.decided_at = chair or person, timezone.now()
    update.save()
    return update
