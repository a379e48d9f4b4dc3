"""Role × URL: update rounds, the history of reports, the coordination page."""

from django.utils import timezone

from projects.models import UpdateRound
from tests.access import only
from tests.projects import matrix


def extend(world):
    """A round that is planned."""
    today = timezone.localdate()
    world.round = UpdateRound.objects.create(name="Voorjaar", opens_on=today, due_on=today)


def one(world):
    return {"pk": world.round.pk}


def plan(world):
    return {"name": "Zomer", "opens_on": world.round.opens_on, "due_on": world.round.due_on}


def lines():
    """They name roles of the matrix of projects, so they are made when that is there."""
    manages = {"method": "post", "allowed": 302}
    return {
        "projects:round_list": only("manager", "coordinator"),
        "projects:round_add": only("manager", data=plan, **manages),
        "projects:round_detail": only("manager", "coordinator", kwargs=one),
        "projects:round_edit": only("manager", kwargs=one),
        "projects:round_export": only("manager", "coordinator", kwargs=one),
        "projects:round_open": only("manager", kwargs=one, **manages),
        "projects:round_close": only("manager", kwargs=one, **manages),
        "projects:coordination": only("manager", "coordinator", "chair"),
        "projects:progress_history": matrix.for_those(*matrix.SEES, hidden=matrix.HIDDEN, kwargs=matrix.one),
    }
