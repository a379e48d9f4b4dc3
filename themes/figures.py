"""How many themes there are, for the home page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import npgettext

from network import figures
from themes.models import Theme
from zenderen.lib.access import AnyUser


@figures.provider
def themes(user: AnyUser) -> Iterable[figures.Figure]:
    """The themes with a steering group."""
    number = Theme.objects.visible_to(user).count()
    label = npgettext("counted", "theme", "themes", number)
    yield figures.Figure(number, label, reverse("themes:theme_list"), order=20)
