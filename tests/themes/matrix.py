"""Role × URL: themes."""

from tests.access import only, public
from tests.themes.make import make_theme


def extend(world):
    """The theme of the steering group."""
    world.theme = make_theme(world.steering_body)


def one(world):
    return {"slug": world.theme.slug}


MATRIX = {
    "themes:theme_list": public(),
    "themes:theme_add": only("manager"),
    "themes:theme_detail": public(kwargs=one),
    "themes:theme_edit": only("manager", "chair", kwargs=one),
}
