"""The panel in a real Chromium: it renews itself, says each thing once, and throws nobody off the page."""

import sys

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import include, path

from zenderen.jobs import actions, runs
from zenderen.jobs.models import Job
from zenderen.local.bootstrap import find_browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("kinds", "no_broker"),
]


def asking_page(request: HttpRequest, pk: str) -> HttpResponse:
    return render(request, "asking.html", {"job": Job.objects.get(pk=pk)})


urlpatterns = [path("vraag/<uuid:pk>/", asking_page), path("", include("zenderen.urls"))]

TEMPLATE = """
{% extends "base.html" %}
{% block title %}Vraag{% endblock %}
{% block heading %}Vraag{% endblock %}
{% block content %}
  <label for="long">Toelichting</label><textarea id="long"></textarea>
  {% include "components/job.html" %}
{% endblock %}
"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": find_browser(), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture
def job(member, settings, tmp_path):
    """A job of ``member`` that is waiting, and a page of these tests that shows it."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/asking.html").write_text(TEMPLATE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates", *settings.TEMPLATES[0]["DIRS"]]}]
    settings.ROOT_URLCONF = sys.modules[__name__]
    return actions.enqueue("test.fine", by=member, label="De poster")


@pytest.fixture
def open_page(live_server, job, member):
    """``open_page(context)``: the asking page, as ``member``."""

    def enter(context):
        client = Client()
        client.force_login(member)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{live_server.url}/vraag/{job.pk}/")
        return page

    return enter


def test_panel_follows_the_work_without_reloading(context, open_page, job):
    page = open_page(context)
    page.get_by_label("Toelichting").fill("half getypt")
    page.get_by_text("Wacht", exact=True).first.wait_for()
    run = runs.Run(Job.objects.claim(job.pk))
    run.progress(40, "De bladzijden worden opgemaakt")
    page.locator("progress[value='40']").wait_for()
    said = page.locator(f"#job-{job.pk}-said")
    said.get_by_text("De bladzijden worden opgemaakt").wait_for(state="attached")
    with run.storing() as stored:
        stored.result = {"href": "/ergens/", "name": "Poster", "type": "PDF"}
    page.get_by_role("link", name="Poster").wait_for()
    said.get_by_text("Klaar").wait_for(state="attached")
    assert page.get_by_label("Toelichting").input_value() == "half getypt"
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2500)
    assert asked == []


def test_failed_work_is_tried_again_from_its_panel(context, open_page, job):
    Job.objects.filter(pk=job.pk).update(kind="test.refused")
    page = open_page(context)
    runs.perform(job.pk)
    page.get_by_text("There is nobody to send it to.").wait_for()
    page.get_by_role("button", name="Opnieuw proberen").click()
    page.get_by_text("Wacht", exact=True).first.wait_for()
    assert page.url.endswith(f"/vraag/{job.pk}/")
    assert Job.objects.get(pk=job.pk).state == "queued"


def test_end_of_the_session_keeps_the_page_and_what_was_typed(context, open_page, job):
    page = open_page(context)
    page.get_by_label("Toelichting").fill("half getypt")
    Session.objects.all().delete()
    link = page.get_by_role("link", name="Log in en zie hoe ver het is")
    link.wait_for()
    assert link.get_attribute("href").endswith(f"?next=/vraag/{job.pk}/")
    assert page.get_by_label("Toelichting").input_value() == "half getypt"


def test_without_javascript_a_refresh_shows_how_far_it_is(browser, open_page, job):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = open_page(context)
    runs.perform(job.pk)
    page.get_by_role("link", name="Vernieuwen").click()
    page.get_by_role("link", name="The file").wait_for()
    context.close()
