"""What happens to reports: submitted, accepted, returned."""

from django.db import transaction
from django.utils import timezone

from network.models import User
from projects.models import ProgressUpdate
from zenderen.jobs import mail


@transaction.atomic
def submit(update_id: int, *, by: User) -> ProgressUpdate:
    """Hand the report to the client; raises IllegalStep when that was done already."""
    update = ProgressUpdate.objects.lock(update_id)
    update.submitted_by, update.submitted_at = by, timezone.now()
    update.reported_on = timezone.localdate()
    update.move_to(ProgressUpdate.Status.SUBMITTED, "submitted_by", "submitted_at", "reported_on")
    chairs = User.objects.filter(groups=update.project.client.leaders_group, is_active=True)
    mail.send("progress_submitted", to=chairs, context={"update": update, "project": update.project}, by=by)
    return update


@transaction.atomic
def accept(update_id: int, *, by: User, remark: str = "") -> ProgressUpdate:
    """Publish the report: it is frozen, and its milestones become the project's; raises IllegalStep."""
    update = _decide(update_id, ProgressUpdate.Status.ACCEPTED, by=by, remark=remark)
    update.apply_milestones()
    return update


@transaction.atomic
def send_back(update_id: int, *, by: User, remark: str) -> ProgressUpdate:
    """Return the report to its writers with what is missing; raises IllegalStep."""
    return _decide(update_id, ProgressUpdate.Status.RETURNED, by=by, remark=remark)


def _decide(update_id: int, status: ProgressUpdate.Status, *, by: User, remark: str) -> ProgressUpdate:
    update = ProgressUpdate.objects.lock(update_id)
    update.decided_by, update.decided_at, update.remark = by, timezone.now(), remark
    update.move_to(status, "decided_by", "decided_at", "remark")
    project = update.project
    writers = {person for person in (project.manager, project.deputy, update.submitted_by) if person and person != by}
    mail.send("progress_decided", to=writers, context={"update": update, "project": project}, by=by)
    return update
