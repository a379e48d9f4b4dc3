"""What happens to reports: submitted, accepted, returned."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from network.models import User
from projects import bandwidth
from projects.actions.bottlenecks import report_bottleneck
from projects.models import ProgressUpdate, UpdateRound
from zenderen.jobs import mail
from zenderen.lib.access import granted
from zenderen.lib.states import IllegalStep


@transaction.atomic
def submit(update_id: int, *, by: User) -> ProgressUpdate:
    """Hand the report to the client, for the round that is open; raises IllegalStep when that was done already."""
    update = ProgressUpdate.objects.lock(update_id)
    update.submitted_by, update.submitted_at = by, timezone.now()
    update.reported_on = timezone.localdate()
    # Held until the commit: a round that is being closed at this moment counts this report or comes after it.
    update.round = UpdateRound.objects.open().lock_all().first() or update.round
    update.move_to(ProgressUpdate.Status.SUBMITTED, "submitted_by", "submitted_at", "reported_on", "round")
    _report_bottleneck(update, by=by)
    bandwidth.check_report(update)
    deciders = update.project.deciders()
    mail.send("progress_submitted", to=deciders, context={"update": update, "project": update.project}, by=by)
    return update


def _report_bottleneck(update: ProgressUpdate, *, by: User) -> None:
    """What the report calls a new bottleneck goes into the register; the report keeps all that are open now."""
    if update.new_bottleneck:
        with override("nl"):
            about = _("Reported in report %(number)s on the progress.") % {"number": update.number}
        report_bottleneck(
            title=update.new_bottleneck,
            about=about,
            by=by,
            project=update.project,
            classification=update.project.classification,
        )
    update.take_bottlenecks()
    update.save(update_fields=["bottlenecks"])


@transaction.atomic
def accept(update_id: int, *, by: User, remark: str = "", remarks: Mapping[str, str] | None = None) -> ProgressUpdate:
    """Publish the report: it is frozen, and its milestones become the project's; raises IllegalStep.

    Nobody accepts what they submitted themselves: a project manager may have become the chair meanwhile.
    """
    if ProgressUpdate.objects.filter(pk=update_id, submitted_by=by).exists():
        raise IllegalStep(_("You submitted this report yourself: somebody else accepts it. You can return it."))
    update = _decide(update_id, ProgressUpdate.Status.ACCEPTED, by=by, remark=remark, remarks=remarks)
    update.apply_milestones()
    return update


@transaction.atomic
def send_back(
    update_id: int, *, by: User, remark: str = "", remarks: Mapping[str, str] | None = None
) -> ProgressUpdate:
    """Return the report to its writers with what is missing, in all or at its fields; raises IllegalStep."""
    return _decide(update_id, ProgressUpdate.Status.RETURNED, by=by, remark=remark, remarks=remarks)


def _decide(
    update_id: int, status: ProgressUpdate.Status, *, by: User, remark: str, remarks: Mapping[str, str] | None
) -> ProgressUpdate:
    update = ProgressUpdate.objects.lock(update_id)
    update.decided_by, update.decided_at, update.remark, update.remarks = (
        by,
        timezone.now(),
        remark,
        dict(remarks or {}),
    )
    update.move_to(status, "decided_by", "decided_at", "remark", "remarks")
    project = update.project
    wrote = {person for person in (project.manager, project.deputy, update.submitted_by) if person and person != by}
    writers = {person for person in wrote if "draft_progress" in granted(person, project)}  # who left reads no remarks
    mail.send("progress_decided", to=writers, context={"update": update, "project": project}, by=by)
    return update
