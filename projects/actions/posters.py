"""Posters are asked for."""

from django.db import transaction

from network.models import User
from projects.models import Poster
from themes.models import Theme
from zenderen.jobs.actions import enqueue


@transaction.atomic
def make_poster(theme: Theme, size: str, *, by: User) -> Poster:
    """Write down what stands on the poster now, and ask the worker to render it."""
    projects = Poster.projects_of(theme)
    poster = Poster.objects.create(theme=theme, size=size, data=Poster.content_of(theme, projects), created_by=by)
    poster.projects.set(projects)
    enqueue("projects.poster", subject=poster, by=by)
    return poster
