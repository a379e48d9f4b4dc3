"""Role × URL: jobs. The job in question was asked for by ``member`` and failed."""

from django.utils import timezone

from tests.access import Line, signed_in
from zenderen.jobs.models import Job

SEERS = {"member": 200, "manager": 200, "administrator": 200}


def extend(world):
    """One failed job."""
    world.job = Job.objects.create(
        kind="jobs.mail",
        requested_by=world.member,
        state=Job.State.FAILED,
        error="It did not work.",
        finished_at=timezone.now(),
    )


def _pk(world):
    return {"pk": world.job.pk}


MATRIX = {
    "jobs:job_list": signed_in(),
    # Visitors are told to sign in on the panel itself: a session that ended throws nobody off a page.
    "jobs:job_panel": Line("get", 404, {**SEERS, "visitor": 200}, kwargs=_pk),
    "jobs:job_retry": Line("post", 404, {**dict.fromkeys(SEERS, 302), "visitor": 302}, kwargs=_pk),
}
