"""How many themes there are, for the home page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import ngettext

from network import figures
from themes.models import Theme
from zenderen.lib.access import AnyUser


@figures.provider
def themes(user: AnyUser) -> Iterable[figures.Figure]:
    """The themes with a steering group."""
    number = Theme.objects.visible_to(user).count()
    yield figures.Figure(number, ngettext("theme", "themes", number), reverse("themes:theme_list"), order=20)
