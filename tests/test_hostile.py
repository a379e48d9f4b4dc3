"""Every page, with what nobody means to write in it and asked with what no page of ours asks."""

import datetime
from contextlib import suppress

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse

from tests.test_access import MATRIX, MODULES

MARKUP = "<script>alert(1)</script>\"'&" + "w" * 60
OURS = {"sha256", "archive_sha256", "joined_sha256", "token_digest", "password", "language", "address"}
KEYS = (
    *(
        "page",
        "pagina",
        "projecten",
        "q",
        "theme",
        "thema",
        "project",
        "partner",
        "bottleneck",
        "onder",
        "stand",
        "pas",
    ),
    *("conferentie", "overeenkomst", "organisatie", "partij", "party", "versie", "status", "level", "state", "kind"),
    *("pas", "sort", "step", "manager", "body", "year", "low", "until", "outcome", "authority", "mine", "vulnerable"),
)
VALUES = ("-1", "9" * 30, "²", "\x00", "'\"><script>alert(1)</script>", "9999-99-99")


@pytest.fixture
def pages(world):
    """(name, address) of every page that is read, and a client of the network manager and of a visitor."""
    for each in MODULES:
        if hasattr(each, "extend"):
            each.extend(world)
    manager = Client()
    manager.force_login(world.manager)
    lines = [(name, line) for name, line in sorted(MATRIX.items()) if line.method == "get"]
    return [(name, reverse(name, kwargs=line.kwargs(world))) for name, line in lines], (manager, Client())


def _read(client, address, data=None):
    """The status and the text; whatever it did is undone."""
    with transaction.atomic():
        response = client.get(address, data)
        body = response.getvalue() if response.streaming else response.content
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Content-Type", ""), body


def test_no_question_in_an_address_breaks_a_page(pages, subtests):
    addresses, clients = pages
    for name, address in addresses:
        with subtests.test(name):
            for client in clients:
                for value in VALUES:
                    status, kind, body = _read(client, address, dict.fromkeys(KEYS, value))
                    assert status < 500
                    assert "html" not in kind or b"<script>alert" not in body


def test_what_people_write_is_text_and_no_day_is_too_far(pages, subtests):
    addresses, clients = pages
    _spoil()
    for name, address in addresses:
        with subtests.test(name):
            for client in clients:
                status, kind, body = _read(client, address)
                assert status < 500
                assert not any(each in kind for each in ("html", "svg", "xml")) or b"<script>alert" not in body


def _spoil():
    """Markup in every text and the last day that there is in every date, as far as the database takes them."""
    for model in apps.get_models():
        if model._meta.app_label not in ("network", "themes", "projects") or model.__name__.startswith("Historical"):
            continue
        for field in model._meta.concrete_fields:
            for value in _extremes(field):
                with suppress(DatabaseError), transaction.atomic():
                    rows = model._base_manager.exclude(**{f"{field.attname}__isnull": True})
                    rows.update(**{field.attname: value})
                    break


def _extremes(field):
    if type(field) in (models.CharField, models.TextField):
        is_free = not (field.choices or field.unique) and field.name not in OURS
        return [MARKUP[: field.max_length or None]] if is_free else []
    return [datetime.date.max, datetime.date.min] if type(field) is models.DateField else []
