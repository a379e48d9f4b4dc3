"""The bench fills its database and its pages answer within their goals for queries, on a small volume."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from bench import seed
from bench.pages import FLOOR, main_pages
from network.models import Organisation, User
from projects.models import Project
from themes.models import Theme


@pytest.fixture
def pages(db, monkeypatch):
    """The main pages on a database that was filled as for the bench."""
    for name, number in (("PROJECTS", 60), ("PARTNERS", 30), ("AGREEMENTS", 3)):
        monkeypatch.setattr(seed, name, number)
    seed.seed()
    named = {"theme": Theme, "project": Project, "organisation": Organisation, "agreement": Agreement}
    return main_pages({name: model.objects.earliest("pk").get_absolute_url() for name, model in named.items()})


def _client(name):
    client = Client()
    if name:
        client.force_login(User.objects.get(name=name))
    return client


def test_every_page_of_the_bench_answers_with_few_queries(pages):
    over = {}
    for page in pages:
        client = _client(page.who)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page.address)
            assert response.status_code == 200, page.address
            assert response.getvalue() if response.streaming else response.content
        if len(queries) > page.goal.queries:
            over[page.address, page.who] = len(queries)
    assert over == {}


def test_floor_is_one_query_beside_the_session(pages, settings):
    options = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**options, "DIRS": [*options["DIRS"], settings.BASE_DIR / "bench" / "templates"]}]
    settings.ROOT_URLCONF = "bench.urls"
    client = _client("member")
    with CaptureQueriesContext(connection) as queries:
        text = client.get(FLOOR).content.decode()
    assert text.count("<tr>") == 50
    assert len(queries) == 3
    assert Client().get(FLOOR).status_code == 302
