"""Update rounds: the network manager asks all projects that run for a report before a day."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle


class UpdateRoundQuerySet(LockingQuerySet["UpdateRound"]):
    """Sets of rounds."""

    def open(self) -> Self:
        """The one in which reports are asked now, if there is one."""
        return self.filter(status=UpdateRound.Status.OPEN)

    def to_remind(self) -> Self:
        """Open ones of which the reminder is due: also where nobody looked on its day, until the last day."""
        today = timezone.localdate()
        return self.open().filter(reminded_at=None, remind_on__lte=today, due_on__gte=today)

    def to_close(self) -> Self:
        """Open ones whose last day has passed."""
        return self.open().filter(due_on__lt=timezone.localdate())


class InRound(models.TextChoices):
    """How far the report of one project is in a round."""

    ACCEPTED = "accepted", _("Accepted")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    DRAFT = "draft", _("Draft")
    NOTHING = "nothing", _("Nothing yet")


REPORTED = (InRound.ACCEPTED, InRound.SUBMITTED)  # the others are asked again


class UpdateRound(Lifecycle, Edited):
    """One round of reports: kick-off, reminder, close-out."""

    class Status(models.TextChoices):
        """Where the round is."""

        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.PLANNED: {Status.OPEN},
        Status.OPEN: {Status.CLOSED},
        Status.CLOSED: set(),
    }

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("For example “Spring 2027”."))
    status = models.CharField(_("status"), max_length=7, choices=Status.choices, default=Status.PLANNED, editable=False)
    opens_on = models.DateField(_("opens on"))
    remind_on = models.DateField(_("reminder on"), null=True, blank=True)
    due_on = models.DateField(_("reports before"), help_text=_("The last day."))
    message = models.TextField(_("message to the project managers"), blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    # What the close-out found, as it was then:
    # {"expected": 12, "reported": 9, "missing": [{"title", "slug", "theme", "status"}, …],
    #  "themes": [{"name", "slug", "expected", "accepted", "submitted", "returned", "draft", "nothing"}, …]}.
    outcome = models.JSONField(_("outcome"), default=dict, editable=False)

    objects = UpdateRoundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("update round")
        verbose_name_plural = _("update rounds")
        ordering = ["-opens_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="open"),
                name="projects_one_open_round",
                violation_error_message=_("Another round is still open."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "open", "closed"]), name="projects_round_status_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="projects_round_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(remind_on=None) | Q(remind_on__gte=F("opens_on"), remind_on__lte=F("due_on")),
                name="projects_round_reminds_within",
                violation_error_message=_("The reminder comes between the first and the last day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def badge(self) -> str:
        """How its status is shown (see .badge in components.css)."""
        return "open" if self.status == self.Status.OPEN else "done" if self.status == self.Status.CLOSED else ""

    @property
    def is_planned(self) -> bool:
        """Whether nobody was asked yet."""
        return self.status == self.Status.PLANNED

    @property
    def is_open(self) -> bool:
        """Whether reports are asked now."""
        return self.status == self.Status.OPEN

    def get_absolute_url(self) -> str:
        """The page that shows who has reported."""
        return reverse("projects:round_detail", args=[self.pk])
