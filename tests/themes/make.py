"""Themes for the tests."""

from itertools import count

from themes import roles
from themes.models import Theme

_numbers = count(1)


def make_theme(steering_group, **fields):
    """A theme of this steering group, whose chair gets its care."""
    number = next(_numbers)
    fields = {"number": number, "name": f"Thema {number}", "slug": f"thema-{number}", **fields}
    theme = Theme.objects.create(steering_group=steering_group, **{"accent": 1, "ambition": "Zorg dichtbij.", **fields})
    roles.grant(theme)
    return theme
