"""What holds for every room: nothing inline, history on every model, one voice for every page."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.html"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
# Where a mail or a PDF brings its own style sheet, no Content-Security-Policy applies.
OWN_STYLE = ("templates/mail/", "templates/pdf/")
# Rows that are themselves a log or a one-time secret: their past is kept by nature, or must not be.
NO_HISTORY = {
    *("AuditEvent", "EmailedCode", "FactorTry", "Reminder", "StatusChange", "BottleneckStep", "ActionPoint"),
    *("Poster", "PosterSet", "MeetingBundle"),  # each making is a row of its own
    "SavedList",
    *("network.Contribution", "Vote", "VisitorEvaluation", "Reading"),  # what visitors said is theirs to take back
}
ROOMS = {"network", "themes", "projects", "agreements"}


@pytest.mark.parametrize("template", [t for t in TEMPLATES if not str(t).startswith(OWN_STYLE)], ids=str)
def test_template_has_no_inline_code_or_style(template):
    assert INLINE.findall((ROOT / template).read_text()) == []


def _domain_models():
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS or model.__name__.startswith("Historical"):
            continue
        if not issubclass(model, UserObjectPermissionBase | GroupObjectPermissionBase):
            yield model


@pytest.mark.parametrize("model", list(_domain_models()), ids=lambda model: model._meta.label)
def test_model_keeps_its_history(model):
    tracked = hasattr(model, "history") or model._meta.auto_created
    assert tracked == NO_HISTORY.isdisjoint({model.__name__, model._meta.label})


def test_four_apps_and_no_fifth():
    own = {config.name for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT / config.name)}
    assert own == ROOMS


def test_top_level_is_the_agreed_one():
    rooms = {"zenderen", "network", "themes", "projects", "agreements", "templates", "static", "tests", "bench"}
    files = {"manage.py", "pyproject.toml", "uv.lock", "Makefile", "Dockerfile", "docker-compose.yml"}
    words = {"README.md", "README.nl.md", "locale", "docs", "LICENSE"}
    hidden = {".ci", ".git", ".gitignore", ".dockerignore"}
    left_by_tools = {".venv", "var", ".pytest_cache", ".mypy_cache", ".ruff_cache", "test-results", "__pycache__"}
    left_by_tools |= {".import_linter_cache", ".hypothesis"}
    agreed = rooms | files | words | hidden | left_by_tools
    assert {path.name for path in ROOT.iterdir()} - agreed == set()
