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
PARTS = 8  # the world is built once for each part, and the parts run side by side
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


@pytest.mark.parametrize("names", [sorted(MATRIX)[start::PARTS] for start in range(PARTS)], ids=range(PARTS))
def test_role_by_url(names, world, subtests):
    for each in MODULES:
        if hasattr(each, "extend"):
            each.extend(world)
    cookies = {role: _signed_in(world.people[role]).cookies for role in ROLES if role != "visitor"}
    for name in names:
        line = MATRIX[name]
        with subtests.test(name):
            expected = {role: line.expected.get(role, line.others) for role in ROLES}
            assert {role: _status(line, name, world, cookies.get(role)) for role in ROLES} == expected


def _signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def _status(line, name, world, cookies):
    """What somebody with these cookies gets there; whatever it did is undone, so signing in once is enough."""
    client = Client()
    client.cookies.update(cookies or {})
    address, data = reverse(name, kwargs=line.kwargs(world)), line.data(world)
    with transaction.atomic():
        response = getattr(client, line.method)(address, data)
        if response.streaming:  # a file stays open until it was read; close() would take the database along
            response.getvalue()
        transaction.set_rollback(True)
    return response.status_code
