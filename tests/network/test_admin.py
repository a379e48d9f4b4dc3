"""The support tool shows everything, for who may enter, and writes nothing that ``roles`` writes."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from network.models import Membership, Organisation
from tests import factories

MODELS = [model for model in admin.site._registry if model._meta.app_label == "network"]


@pytest.fixture
def supporter(administrator, as_user):
    """An administrator with access to the system's own administration and every permission in it."""
    administrator.is_staff = True
    administrator.save(update_fields=["is_staff"])
    administrator.user_permissions.set(Permission.objects.filter(content_type__app_label="network"))
    return as_user(administrator)


@pytest.mark.parametrize("person", [None, "manager", "executive"])
def test_closed_without_access(request, as_user, person):
    user = request.getfixturevalue(person) if person else None
    response = as_user(user).get(reverse("admin:index"))
    assert response.status_code == 302


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_lists_open(supporter, world, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    assert supporter.get(reverse(name)).status_code == 200


def test_pages_open(supporter, organisation, steering_body, member):
    conference = factories.ConferenceFactory()
    for obj in (organisation, steering_body, member, conference, member.memberships.get()):
        name = f"admin:network_{obj._meta.model_name}_change"
        assert supporter.get(reverse(name, args=[obj.pk])).status_code == 200


def test_terms_and_groups_cannot_be_written_here(supporter, member, organisation):
    membership = member.memberships.get()
    address = reverse("admin:network_membership_change", args=[membership.pk])
    assert supporter.post(address, {"role": "executive"}).status_code == 403
    assert Membership.objects.get().role == "member"
    address = reverse("admin:network_organisation_change", args=[organisation.pk])
    supporter.post(address, {"name": organisation.name, "kind": "hospital", "is_partner": "", "edition": 1})
    assert Organisation.objects.get().is_partner


def test_nothing_can_be_removed(supporter, organisation):
    assert supporter.get(reverse("admin:network_organisation_delete", args=[organisation.pk])).status_code == 403
