"""Actions that were agreed on: who gets to see them, and closing them with an outcome."""

import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network import roles
from network.models import Action, User
from zenderen.lib.states import IllegalStep


@transaction.atomic
def agree(
    *,
    title: str,
    owner: User,
    due_on: datetime.date,
    by: User,
    classification: str,
    groups: dict[Group, set[str]] | None = None,
    people: dict[User, set[str]] | None = None,
) -> Action:
    """Note that ``owner`` will do something; ``groups`` and ``people`` are who else may see or change it."""
    action = Action.objects.create(
        title=title, owner=owner, due_on=due_on, created_by=by, classification=classification
    )
    roles.grant_action(action, groups=groups or {}, people=people or {})
    return action


def pass_on(action: Action) -> None:
    """Give the owner's rights to who became the owner just now; runs in the transaction of that change."""
    previous = action.history.first().prev_record
    if previous and previous.owner_id != action.owner_id:
        roles.pass_action_on(action, before=previous.owner_id)


@transaction.atomic
def close(action_id: int, *, outcome: str) -> Action:
    """Close an action with what came of it; raises IllegalStep when that was done already."""
    action = Action.objects.lock(action_id)
    if action.done_on:
        raise IllegalStep(_("This action was closed already."))
    action.done_on, action.outcome = timezone.localdate(), outcome
    action.edition += 1
    action.save(update_fields=["done_on", "outcome", "edition"])
    return action
