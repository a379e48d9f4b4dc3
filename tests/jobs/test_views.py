"""Background work in sight: who sees what, what a page gets that asks again, and another try."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from zenderen.jobs import actions, runs, tasks
from zenderen.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds", "no_broker")]
LIST = reverse("jobs:job_list")


def _job(kind="test.fine", by=None, *, done=True, **options):
    job = actions.enqueue(kind, by=by, **options)
    if done:
        runs.perform(job.pk)
    job.refresh_from_db()
    return job


def _panel_on_page(rf, user, job):
    """The component as it stands on the page that asked, and the address that it follows."""
    request = rf.get("/overeenkomsten/7/?tab=x")
    request.user, request.htmx = user, HtmxDetails(request)
    html = render_to_string("components/job.html", {"job": job, "user": user}, request)
    follows = re.search(r'data-hx-get="([^"]+)"', html)
    return html, follows and follows[1].replace("&amp;", "&")


def test_list_shows_own_jobs_and_all_of_them_to_who_may_view_jobs(as_user, member, executive, manager):
    mine, other = _job(by=member, label="Mine"), _job(by=executive, label="Theirs")
    page = as_user(member).get(LIST)
    assert [job.pk for job in page.context["page"]] == [mine.pk]
    assert b"Theirs" not in page.content
    assert {job.pk for job in as_user(manager).get(LIST).context["page"]} == {mine.pk, other.pk}


def test_list_shows_technical_detail_to_who_may_view_jobs_only(as_user, member, manager):
    _job("test.broken", by=member)
    assert b"ZeroDivisionError" not in as_user(member).get(LIST).content
    assert b"ZeroDivisionError" in as_user(manager).get(LIST).content


def test_list_narrows_by_state_and_by_words(as_user, member):
    _job(by=member, label="Eerste")
    failed = _job("test.refused", by=member, label="Tweede")
    client = as_user(member)
    assert [job.pk for job in client.get(LIST, {"state": "failed"}).context["page"]] == [failed.pk]
    assert [job.pk for job in client.get(LIST, {"q": "tweed"}).context["page"]] == [failed.pk]


@pytest.mark.parametrize("person", ["member", "manager"])
def test_list_takes_the_same_queries_for_one_and_for_three(as_user, member, manager, person, request):
    client = as_user(request.getfixturevalue(person))
    counts = []
    for _more in range(2):
        for kind in ("test.fine", "test.refused", "test.broken")[: 1 + 2 * _more]:
            _job(kind, by=member, subject=member)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_list_says_when_no_worker_was_seen(as_user, member):
    missing = b"notice-warning"
    assert missing in as_user(member).get(LIST).content
    tasks.sweep()
    assert missing not in as_user(member).get(LIST).content


def test_page_that_asked_follows_the_job_and_is_told_news_only(rf, as_user, member):
    job = _job(by=member, done=False)
    _html, address = _panel_on_page(rf, member, job)
    client = as_user(member)
    assert client.get(address).status_code == 204
    runs.perform(job.pk)
    fresh = client.get(address)
    assert b'href="/somewhere/"' in fresh.content
    assert b"data-hx-get" not in fresh.content
    assert b'data-hx-swap-oob="innerHTML"' in fresh.content


def test_progress_alone_is_shown_but_not_said(rf, as_user, member):
    job = Job.objects.claim(_job(by=member, done=False).pk)
    run = runs.Run(job)
    run.progress(10, "Laying out")
    job.refresh_from_db()
    _html, address = _panel_on_page(rf, member, job)
    run.progress(60, "Laying out")
    fresh = as_user(member).get(address)
    assert b'value="60"' in fresh.content
    assert b"data-hx-swap-oob" not in fresh.content


def test_who_was_shown_the_job_may_follow_it_and_nobody_else(rf, as_user, member, executive, outsider):
    job = _job(by=member, done=False)
    _html, address = _panel_on_page(rf, executive, job)
    assert as_user(executive).get(address).status_code == 204
    assert as_user(outsider).get(address).status_code == 404
    assert as_user(executive).get(reverse("jobs:job_panel", args=[job.pk])).status_code == 404
    other = _job(by=member, done=False)
    assert as_user(executive).get(address.replace(str(job.pk), str(other.pk), 1)).status_code == 404


def test_who_was_shown_it_may_not_start_it_again(rf, as_user, member, executive):
    job = _job("test.refused", by=member)
    html, _address = _panel_on_page(rf, executive, job)
    assert "<form" not in html
    assert as_user(executive).post(reverse("jobs:job_retry", args=[job.pk])).status_code == 404
    assert "<form" in _panel_on_page(rf, member, job)[0]


def test_visitor_sees_the_state_without_following_it(rf, member):
    html, address = _panel_on_page(rf, AnonymousUser(), _job(by=member, done=False))
    assert address is None
    assert "Something fine" in html


def test_page_without_a_job_shows_nothing(rf, member):
    assert _panel_on_page(rf, member, None)[0].strip() == ""


def test_panel_survives_the_end_of_the_session(rf, client, member):
    job = _job(by=member, done=False)
    _html, address = _panel_on_page(rf, member, job)
    answer = client.get(
        address, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/overeenkomsten/7/?tab=x"}
    )
    assert answer.status_code == 200
    assert "HX-Redirect" not in answer.headers
    assert b"next=/overeenkomsten/7/%3Ftab%3Dx" in answer.content
    assert b"Something fine" not in answer.content


def test_retry_starts_it_again_and_leads_back(as_user, member, no_broker):
    job = _job("test.refused", by=member)
    answer = as_user(member).post(reverse("jobs:job_retry", args=[job.pk]), {"next": "/overeenkomsten/7/"})
    assert answer.headers["Location"] == "/overeenkomsten/7/"
    job.refresh_from_db()
    assert (job.state, job.error) == ("queued", "")


def test_retry_leads_nowhere_else(as_user, member):
    job = _job("test.refused", by=member)
    answer = as_user(member).post(reverse("jobs:job_retry", args=[job.pk]), {"next": "https://evil.example/"})
    assert answer.headers["Location"] == LIST


def test_retry_of_what_did_not_fail_changes_nothing(as_user, member, kinds):
    job = _job(by=member)
    assert as_user(member).post(reverse("jobs:job_retry", args=[job.pk])).status_code == 302
    assert Job.objects.get(pk=job.pk).state == "ready"


def test_long_waiting_is_explained(member):
    job = _job(by=member, done=False)
    before = job.words
    job.created_at = timezone.now() - timedelta(minutes=2)
    assert job.words != before
    assert job.pause > 1


def test_latest_job_about_an_object_is_the_one_shown(member, executive):
    _job(subject=member)
    latest = _job("test.refused", subject=member)
    _job(subject=executive)
    assert Job.objects.latest_for(member) == latest
    assert Job.objects.latest_for(member, "test.fine") != latest
    assert Job.objects.latest_for(member, "jobs.mail") is None
