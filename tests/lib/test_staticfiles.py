"""Names of collected files: fit for an address, and kept for ever by who fetched them."""

import contextlib
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.test import Client, override_settings


@pytest.fixture
def collected(tmp_path):
    """Static files as a portal in use serves them."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "zenderen.lib.staticfiles.HashedFiles"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path


def test_a_typeface_has_one_address_without_brackets(collected):
    template = engines["django"].from_string("{% static 'fonts/figtree/Figtree[wght].ttf' %}")
    address = template.render()
    assert re.fullmatch(r"/static/fonts/figtree/Figtreewght\.[0-9a-f]{12}\.ttf", address)
    style = next(path for path in (collected / "css").glob("tokens.*.css")).read_text()
    assert address.rpartition("/")[2] in style  # what the page asks for early is what the style sheet asks for
    assert "immutable" in _caching(address)
    assert "immutable" not in _caching("/static/css/tokens.css")


def _caching(address):
    with contextlib.closing(Client().get(address)) as answer:
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
        return answer["Cache-Control"]
