"""How the projects stand, in numbers for the home page."""

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import npgettext

from network import figures
from projects.models import Level, Project
from zenderen.lib.access import AnyUser


@figures.provider
def current_projects(user: AnyUser) -> Iterable[figures.Figure]:
    """All projects that this person may see, as the list counts them, split by level where a report is expected."""
    levels = Counter(Project.objects.visible_to(user).by_level())
    number = levels.total()
    yield figures.Figure(
        number,
        npgettext("counted", "project", "projects", number),
        reverse("projects:project_list"),
        levels=[(level.value, levels[level]) for level in Level if levels[level]],
        order=30,
    )
