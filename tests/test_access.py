"""Role × URL: every address of the portal, asked by everybody; a URL name that is missing here fails."""

import importlib

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import ROLES

ROOMS = ("lib", "jobs", "network", "themes", "projects", "agreements", "demo")
MODULES = [importlib.import_module(f"tests.{room}.matrix") for room in ROOMS]
MATRIX = {name: line for module in MODULES for name, line in module.MATRIX.items()}
OUTSIDE = {"admin"}  # Django's own administration checks is_staff itself; tests/network covers its door


def url_names(resolver=None, prefix=""):
    """All URL names, with their namespaces."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace in OUTSIDE:
                continue
            yield from url_names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_matrix_names_every_url():
    names = set(url_names())
    assert names - set(MATRIX) == set()
    assert set(MATRIX) - names == set()


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_role_by_url(name, world):
    for module in MODULES:
        if hasattr(module, "extend"):
            module.extend(world)
    line = MATRIX[name]
    address, data = reverse(name, kwargs=line.kwargs(world)), line.data(world)
    found = {}
    for role in ROLES:
        client = Client(raise_request_exception=True)
        if role != "visitor":
            client.force_login(world.people[role])
        with transaction.atomic():
            response = getattr(client, line.method)(address, data)
            found[role] = response.status_code
            response.close()  # a file that is sent stays open until then
            transaction.set_rollback(True)
    assert found == {role: line.expected.get(role, line.others) for role in ROLES}
