"""What happens to themes beyond one row."""

from django.db import transaction

from network.actions import create_body
from network.models import Body, Conference
from themes import roles
from themes.models import Theme


@transaction.atomic
def create_theme(
    *,
    name: str,
    slug: str,
    number: int,
    accent: int,
    ambition: str,
    steering_group_name: str,
    short_name: str = "",
    about: str = "",
    conference: Conference | None = None,
) -> Theme:
    """Create a theme together with its steering group, whose chair gets the care of it; seats are added after."""
    body = create_body(kind=Body.Kind.STEERING, name=steering_group_name)
    theme = Theme.objects.create(
        name=name,
        slug=slug,
        number=number,
        accent=accent,
        ambition=ambition,
        short_name=short_name,
        about=about,
        conference=conference,
        steering_group=body,
    )
    roles.grant(theme)
    return theme
