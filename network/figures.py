"""Where the network stands today, in a few true numbers on the home page; each room adds its own.

Like ``todo``: ``@figures.provider`` above a function from a user (or a visitor) to figures, counted over what that
person may see.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import npgettext

from network.models import Organisation
from zenderen.lib.access import AnyUser


class Figure(NamedTuple):
    """A number, what it counts, and the list behind it; ``levels`` splits it by status level, when it has one."""

    number: int
    label: str
    url: str
    levels: Sequence[tuple[str, int]] = ()
    order: int = 50


Provider = Callable[[AnyUser], Iterable[Figure]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register a function that gives figures."""
    if function not in _providers:
        _providers.append(function)
    return function


def for_user(user: AnyUser) -> list[Figure]:
    """All figures that this person may see, in their order."""
    return sorted((figure for give in _providers for figure in give(user)), key=lambda figure: figure.order)


@provider
def partners(user: AnyUser) -> Iterable[Figure]:
    """Those that take part today."""
    number = Organisation.objects.visible_to(user).partners().count()
    label = npgettext("counted", "partner", "partners", number)
    yield Figure(number, label, reverse("network:organisation_list"), order=10)
