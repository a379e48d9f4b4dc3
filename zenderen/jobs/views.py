"""Background work in sight: the list, the panel on the page that asked, and another try."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zenderen.jobs import actions
from zenderen.jobs.forms import JobFilter
from zenderen.jobs.models import Job, Pulse
from zenderen.lib.access import AnyUser, global_permissions, object_view

PER_PAGE = 25


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """Everybody's own background work; all of it for who may view jobs."""
    jobs = Job.objects.visible_to(request.user).select_related("requested_by").defer("arguments")
    found = JobFilter(request.GET, jobs, request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    _say_nothing_of_what_is_hidden(page.object_list, request.user)
    context = {
        "filter": found,
        "page": page,
        "is_moving": any(not job.is_finished for job in page.object_list),
        "worker_missing": Pulse.worker_missing(),
        "sees_all": "jobs.view_job" in global_permissions(request.user),
        "may_change": "jobs.change_job" in global_permissions(request.user),
    }
    return render(request, "jobs/job_list.html", context)


def _say_nothing_of_what_is_hidden(jobs: Iterable[Job], user: AnyUser) -> None:
    """Who looks after the work of all sees it done, but no name of and no link to what is closed to them."""
    named = set(Job.objects.filter(pk__in=[job.pk for job in jobs]).named_to(user).values_list("pk", flat=True))
    for job in jobs:
        if job.pk not in named:
            job.subject_label, job.address, job.result = "", "", {}


@login_not_required  # a session that ended must not throw somebody off a page with text half typed
@require_safe
def job_panel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far one job is, for a page that asks again and again; 204 when there is nothing new."""
    if not request.user.is_authenticated:
        return render(request, "jobs/job_panel_closed.html")
    job = Job.objects.visible_to(request.user).filter(pk=pk).first() or _passed(request, pk)
    if job is None:
        raise Http404
    if request.GET.get("seen") == job.seen:
        return HttpResponse(status=204)
    return render(request, "jobs/job_panel.html", {"job": job, "is_news": request.GET.get("said") != job.said})


def _passed(request: HttpRequest, pk: uuid.UUID) -> Job | None:
    """Somebody else's job that this person may follow by the pass in the address; asked in the same way for none."""
    job = Job.objects.filter(pk=pk).first()
    return job if job and job.is_passed(request.user, request.GET.get("pas", "")) else None


@require_POST
@object_view(Job)
def job_retry(request: HttpRequest, job: Job) -> HttpResponse:
    """Start a failed job again."""
    if not job.is_retryable_by(request.user):
        raise PermissionDenied
    if actions.retry(job):
        messages.success(request, _("It is tried again."))
    else:
        messages.info(request, _("This did not need another try."))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "jobs:job_list")
