"""Actions: who sees, closes and changes them."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from network import actions, todo
from network.models import Action
from zenderen.lib.access import granted
from zenderen.lib.states import IllegalStep


def make_action(owner, *, days=7, classification="confidential", **fields):
    due_on = timezone.localdate() + datetime.timedelta(days=days)
    fields = {"title": "Uitzoeken", "by": owner, **fields}
    return actions.agree(owner=owner, due_on=due_on, classification=classification, **fields)


def url(name, action):
    return reverse(f"network:action_{name}", args=[action.pk])


def test_owner_closes_with_an_outcome_and_not_without(as_user, member):
    action = make_action(member)
    client = as_user(member)
    assert f'action="{url("close", action)}"' in client.get(url("close", action)).content.decode()
    assert "outcome" in client.post(url("close", action), {"outcome": " "}).context["form"].errors
    assert client.post(url("close", action), {"outcome": "Afgesproken met de gemeente."}).url == url("detail", action)
    action.refresh_from_db()
    assert (action.done_on, action.outcome) == (timezone.localdate(), "Afgesproken met de gemeente.")


def test_action_is_closed_once(as_user, member):
    action = make_action(member)
    actions.close(action.pk, outcome="Klaar.")
    with pytest.raises(IllegalStep):
        actions.close(action.pk, outcome="Nog eens.")
    page = as_user(member).post(url("close", action), {"outcome": "Nog eens."}, follow=True).content.decode()
    assert "Deze actie was al afgesloten." in page
    assert "Klaar." in page


def test_done_without_an_outcome_is_refused_by_the_database(member):
    action = make_action(member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(done_on=timezone.localdate())


def test_internal_action_is_read_by_the_network_a_confidential_one_is_not(as_user, member, executive, outsider):
    internal, confidential = make_action(member, classification="internal"), make_action(member)
    assert as_user(executive).get(url("detail", internal)).status_code == 200
    assert as_user(executive).get(url("detail", confidential)).status_code == 404
    assert as_user(outsider).get(url("detail", internal)).status_code == 404


def test_overdue_is_in_sight_on_list_page_and_task_list(as_user, member):
    action = make_action(member, days=-1)
    make_action(member, days=0, title="Vandaag")
    assert [each.title for each in Action.objects.overdue()] == ["Uitzoeken"]
    assert "Te laat" in as_user(member).get(url("detail", action)).content.decode()
    assert as_user(member).get("/acties/").content.decode().count("Te laat</span>") == 1
    kinds = {task.title: task.kind for task in todo.for_user(member)}
    assert kinds == {"Uitzoeken": "Action, overdue", "Vandaag": "Action"} or kinds == {
        "Uitzoeken": "Actie, te laat",
        "Vandaag": "Actie",
    }


def test_another_owner_takes_over_the_rights_and_the_task(as_user, manager, member, executive):
    action = make_action(member)
    data = {
        "title": action.title,
        "owner": executive.pk,
        "due_on": action.due_on.isoformat(),
        "classification": "confidential",
        "edition": action.edition,
    }
    assert as_user(manager).post(url("edit", action), data).status_code == 302
    action.refresh_from_db()
    assert granted(executive, action) == {"view_action", "close_action"}
    assert granted(member, action) == set()
    assert [task.title for task in todo.for_user(executive)] == [action.title]


def test_who_may_change_an_action_keeps_that_when_another_becomes_owner(member, executive):
    may = {"view_action", "change_action", "close_action"}
    action = make_action(member, people={member: may})
    action.owner = executive
    action.save(update_fields=["owner"])
    actions.pass_on(action)
    assert granted(member, action) == may
    assert granted(executive, action) == {"view_action", "close_action"}


def test_day_that_passed_is_refused_unless_it_stays(as_user, manager, member):
    action = make_action(member, days=-3)
    data = {"title": "Anders", "owner": member.pk, "classification": "confidential", "edition": 1}
    past = timezone.localdate() - datetime.timedelta(days=2)
    response = as_user(manager).post(url("edit", action), data | {"due_on": past.isoformat()})
    assert "due_on" in response.context["form"].errors
    assert as_user(manager).post(url("edit", action), data | {"due_on": action.due_on.isoformat()}).status_code == 302


def test_closed_action_is_not_changed(as_user, manager, member):
    action = make_action(member)
    actions.close(action.pk, outcome="Klaar.")
    assert as_user(manager).get(url("edit", action)).url == url("detail", action)
