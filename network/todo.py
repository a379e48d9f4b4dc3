"""What is somebody's to do now: each room adds its own kinds, without the rooms below knowing it.

An upper room writes ``@todo.provider`` above a function from a user to their tasks and imports that module in its
``AppConfig.ready``. A function costs a few queries at most, however many tasks there are.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Action, Invitation, User
from zenderen.lib.access import global_permissions


class Todo(NamedTuple):
    """One thing to do: in words, where, until when, and what kind of thing it is."""

    title: str
    url: str
    due: datetime.date | None = None
    kind: str = ""


Provider = Callable[[User], Iterable[Todo]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register a function that gives a person's tasks."""
    if function not in _providers:
        _providers.append(function)
    return function


def for_user(user: User) -> list[Todo]:
    """All tasks of this person, the first due first, those without a day last."""
    found: list[Any] = [todo for give in _providers for todo in give(user)]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due or datetime.date.max, todo.title))


@provider
def expired_invitations(user: User) -> Iterable[Todo]:
    """Somebody was invited and never came: the network manager sends it again or withdraws it."""
    if "network.invite_user" not in global_permissions(user):
        return
    before = timezone.now() - Invitation.VALID_FOR
    for invitation in Invitation.objects.filter(accepted_at=None, revoked_at=None, invited_at__lte=before):
        title = _("The invitation of %(name)s has expired: send it again or withdraw it") % {"name": invitation.name}
        yield Todo(title, reverse("network:invitation_list"), kind=_("Invitation"))


@provider
def open_actions(user: User) -> Iterable[Todo]:
    """What this person promised and has not closed yet."""
    for action in Action.objects.open().filter(owner=user):
        kind = _("Action, overdue") if action.is_overdue else _("Action")
        yield Todo(action.title, action.get_absolute_url(), action.due_on, kind)
