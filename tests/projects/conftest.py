"""What the tests of projects start from."""

import pytest

from tests.projects.make import make_milestone, make_project
from tests.themes.make import make_theme


@pytest.fixture
def theme(steering_body):
    """The theme of ``steering_body``."""
    return make_theme(steering_body, name="Ouderenzorg", slug="ouderenzorg", accent=3)


@pytest.fixture
def project(theme, chair, project_manager, support, organisation):
    """A confidential running project: ``organisation`` takes part, with everybody in place."""
    return make_project(
        theme,
        title="Valpreventie in de wijk",
        classification="confidential",
        manager=project_manager,
        support=[support],
        partners=[(organisation, "Levert therapeuten")],
    )


@pytest.fixture
def public_project(theme, project_manager):
    """A public running project with two milestones, one of them reached."""
    project = make_project(theme, title="Eerder naar huis", classification="public", manager=project_manager)
    make_milestone(project, "Afspraken gemaakt", due_on="2026-01-10", done_on="2026-01-08")
    make_milestone(project, "Tien huizen doen mee", due_on="2030-05-01")
    return project
