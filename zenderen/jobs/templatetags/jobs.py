"""What components/job.html needs to follow a job and to offer it again."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from zenderen.jobs.models import Job

register = template.Library()


@register.simple_tag(takes_context=True)
def job_address(context: template.Context, job: Job) -> str:
    """Where this person may follow the job: whoever was shown it on a page may, and nobody else."""
    query = {"pas": job.pass_for(context["request"].user), "seen": job.seen, "said": job.said}
    return f"{reverse('jobs:job_panel', kwargs={'pk': job.pk})}?{urlencode(query)}"


@register.simple_tag(takes_context=True)
def job_retryable(context: template.Context, job: Job) -> bool:
    """Whether this page's user gets the button to start it again."""
    return job.state == Job.State.FAILED and job.is_retryable_by(context["request"].user)


@register.simple_tag(takes_context=True)
def job_back(context: template.Context) -> str:
    """The page that the reader is on, also when only its panel was asked for."""
    request = context["request"]
    return str(request.htmx.current_url_abs_path or "") if request.htmx else request.get_full_path()
