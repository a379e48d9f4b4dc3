"""What the tests of themes start from."""

import pytest

from tests.themes.make import make_theme


@pytest.fixture
def theme(steering_body):
    """The theme of ``steering_body``."""
    return make_theme(steering_body, name="Ouderenzorg", slug="ouderenzorg", accent=3)
