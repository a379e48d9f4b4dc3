"""The five themes of the demo and who sits in their steering groups."""

from network.models import Conference
from themes.actions import create_theme
from themes.models import Theme
from zenderen.demo.loading import Chapter, content
from zenderen.demo.network import give_seat


def load_themes() -> None:
    """Each with its steering group, appointed at the second conference; some seats are open."""
    origin = Conference.objects.get(number=2)
    for number, row in enumerate(content("themes")["theme"], start=1):
        chair, on_behalf_of, seats = row.pop("chair"), row.pop("on_behalf_of"), row.pop("seats")
        group = f"Themastuurgroep {row.get('short_name') or row['name']}"
        theme = create_theme(**row, number=number, steering_group_name=group, conference=origin)
        give_seat(theme.steering_group, chair, on_behalf_of, "chair")
        for email, organisation in seats:
            give_seat(theme.steering_group, email, organisation, "member")


CHAPTERS = (Chapter("five themes and their steering groups", Theme.objects.exists, load_themes),)
