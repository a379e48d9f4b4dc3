"""What ``granted`` and ``permitted`` say, and that views answer 404 to strangers and 403 to members."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from network import roles
from network.models import Body, Organisation
from tests import factories
from zenderen.lib.access import granted, object_view, once, permission_view, permitted


def _request(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_granted_through_a_global_role(manager, organisation):
    assert "change_organisation" in granted(manager, organisation)


def test_granted_on_the_object_only(executive, organisation, organisation2):
    assert "sign_for_organisation" in granted(executive, organisation)
    assert "sign_for_organisation" not in granted(executive, organisation2)


def test_granted_nothing_to_strangers_and_blocked_people(executive, organisation):
    assert granted(AnonymousUser(), organisation) == frozenset()
    executive.is_active = False
    assert granted(executive, organisation) == frozenset()


def test_superuser_flag_opens_nothing(outsider, organisation):
    outsider.is_superuser = True
    assert granted(outsider, organisation) == frozenset()


def test_manager_cannot_sign_for_a_partner(manager, organisation):
    assert "sign_for_organisation" not in granted(manager, organisation)


def test_permitted_lists_what_granted_allows(executive, manager, outsider, organisation, organisation2):
    for user in (executive, manager, outsider, AnonymousUser()):
        for codename in ("sign_for_organisation", "change_organisation"):
            listed = set(Organisation.objects.filter(permitted(Organisation, user, codename)))
            assert listed == {o for o in (organisation, organisation2) if codename in granted(user, o)}


def test_object_view_hides_what_is_not_visible(executive, organisation):
    view = object_view(lambda user: Organisation.objects.none(), "change_organisation")(lambda request, obj: None)
    with pytest.raises(Http404):
        view(_request(executive), pk=organisation.pk)


def test_object_view_refuses_without_the_codename(outsider, organisation):
    view = object_view(Organisation, "change_organisation")(lambda request, obj: HttpResponse(obj.name))
    with pytest.raises(PermissionDenied):
        view(_request(outsider), slug=organisation.slug)


def test_object_view_passes_the_object(executive, organisation):
    view = object_view(Organisation, "change_organisation")(lambda request, obj: HttpResponse(obj.name))
    assert view(_request(executive), slug=organisation.slug).content.decode() == organisation.name


def test_permission_view(manager, executive):
    view = permission_view("network.add_organisation")(lambda request: HttpResponse("in"))
    assert view(_request(manager)).content == b"in"
    with pytest.raises(PermissionDenied):
        view(_request(executive))


def test_ended_term_takes_the_right_away(executive, organisation):
    membership = executive.memberships.get()
    membership.ends_on = membership.starts_on
    membership.save(update_fields=["ends_on"])
    roles.refresh_all()
    fresh = type(executive).objects.get(pk=executive.pk)
    assert granted(fresh, organisation) == frozenset()
    assert not fresh.groups.exists()


def test_grants_are_exact(organisation, executive, db):
    body = factories.BodyFactory(kind=Body.Kind.ADVISORY)
    roles.grant_to_groups(organisation, {body.members_group: {"change_organisation"}})
    assert granted(executive, organisation) == frozenset()
    with pytest.raises(LookupError):
        roles.grant_to_groups(organisation, {body.members_group: {"no_such_codename"}})


def test_a_page_asks_once_and_an_act_asks_anew(executive):
    asked = []

    def ask():
        asked.append(True)
        return len(asked)

    assert [once(executive, "authority", ask) for _ in range(2)] == [1, 2]
    executive.__dict__["_granted"] = {}  # as on a page that only shows
    assert [once(executive, "authority", ask) for _ in range(2)] == [3, 3]
