"""Meetings of the bodies that decide: agenda, papers, attendance, minutes, decisions, actions, and their bundle."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Max, Prefetch, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models import Action, Body, Classified, ClassifiedQuerySet
from zenderen.lib.access import AnyUser, permitted
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle

DECIDING = (Body.Kind.COORDINATION, Body.Kind.STEERING)  # the bodies that meet here


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options
    )


class MeetingQuerySet(LockingQuerySet["Meeting"]):
    """Sets of meetings."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those of one's own bodies, those one keeps the minutes of, and all for who sees across the themes."""
        return self.filter(permitted(Meeting, user, "view_meeting"))

    def upcoming(self) -> Self:
        """Those that are still to come or were not closed yet, the first one first."""
        return self.filter(status=Meeting.Status.PLANNED).order_by("starts_at", "pk")

    def coming_first(self) -> Self:
        """Planned ones first, the first one at the top; then what was, the last one at the top."""
        planned = Case(When(status=Meeting.Status.PLANNED, then="starts_at"))
        return self.order_by(planned.asc(nulls_last=True), "-starts_at", "-pk")

    def for_page(self) -> Self:
        """With everything that was written about it."""
        parts: tuple[Any, ...] = (
            Prefetch("items", AgendaItem.objects.prefetch_related("papers")),
            Prefetch("attendances", Attendance.objects.select_related("person").order_by("-presence", "person__name")),
            Prefetch("decisions", Decision.objects.select_related("item").order_by("year", "number")),
            Prefetch("points", ActionPoint.objects.select_related("action__owner", "item")),
        )
        return self.select_related("body__theme", "secretary", "adopted_by").prefetch_related(*parts)


class Meeting(Lifecycle, Edited):
    """One meeting of a steering group or of the coordination group; its members see it, nobody else."""

    class Status(models.TextChoices):
        """From the invitation to the minutes that can no longer change."""

        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        ADOPTED = "adopted", _("Minutes adopted")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.PLANNED: {Status.HELD, Status.CANCELLED},
        Status.HELD: {Status.ADOPTED},
        Status.ADOPTED: set(),
        Status.CANCELLED: set(),
    }

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("body"))
    starts_at = models.DateTimeField(_("date and time"))
    duration = models.PositiveSmallIntegerField(
        _("duration in minutes"), default=90, validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    place = models.CharField(_("place"), max_length=150, help_text=_("A room, or the address of an online meeting."))
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="minuted_meetings", verbose_name=_("keeps the minutes"),
        help_text=_("May prepare this meeting and write its minutes, for instance somebody of the project support."),
    )  # fmt: skip
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False
    )
    guests = models.CharField(
        _("others who were there"), max_length=300, blank=True, help_text=_("People without an account, with a comma.")
    )
    minutes = models.TextField(_("minutes"), blank=True)
    invited_at = models.DateTimeField(_("invitation sent at"), null=True, editable=False)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    adopted_at = models.DateTimeField(_("minutes adopted at"), null=True, editable=False)
    adopted_by = _person(_("minutes adopted by"), null=True, editable=False)
    created_by = _person(_("planned by"), editable=False)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "held", "adopted", "cancelled"]), name="themes_meeting_known_status"
            ),
            models.CheckConstraint(
                condition=Q(status="adopted", adopted_at__isnull=False, adopted_by__isnull=False) & ~Q(minutes="")
                | ~Q(status="adopted") & Q(adopted_at=None, adopted_by=None),
                name="themes_meeting_adopted_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="themes_meeting_cancelled_says_why"
            ),
            models.CheckConstraint(condition=Q(duration__range=(15, 600)), name="themes_meeting_duration"),
        ]
        permissions = [("lead_meeting", "May adopt the minutes of this meeting")]

    def __str__(self) -> str:
        return f"{self.body}, {date_format(timezone.localtime(self.starts_at), 'j F Y')}"

    def get_absolute_url(self) -> str:
        """The page with everything of this meeting."""
        return reverse("themes:meeting_detail", args=[self.pk])

    @property
    def when(self) -> str:
        """The day and the time in words, in the language of the moment."""
        return date_format(timezone.localtime(self.starts_at), "l j F Y, H:i")

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is over, as planned."""
        return self.starts_at + datetime.timedelta(minutes=self.duration)

    @property
    def has_begun(self) -> bool:
        """Whether its day has come: before that nobody can say that it was held."""
        return timezone.localdate(self.starts_at) <= timezone.localdate()

    @property
    def is_planned(self) -> bool:
        """Whether day and place can still change."""
        return self.status == self.Status.PLANNED

    @property
    def is_open(self) -> bool:
        """Whether agenda, papers and attendance can still change."""
        return self.status in (self.Status.PLANNED, self.Status.HELD)

    @property
    def is_minuted(self) -> bool:
        """Whether minutes, decisions and actions can be written: after the meeting, until the minutes are adopted."""
        return self.status == self.Status.HELD


class MeetingUserPermission(UserObjectPermissionBase):
    """A permission of one person on one meeting."""

    content_object = models.ForeignKey(Meeting, on_delete=models.CASCADE)


class MeetingGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one meeting."""

    content_object = models.ForeignKey(Meeting, on_delete=models.CASCADE)


class AgendaItem(Edited):
    """A point on the agenda of a meeting."""

    class Kind(models.TextChoices):
        """What is asked of the meeting."""

        INFORM = "inform", _("To inform")
        DISCUSS = "discuss", _("To discuss")
        DECIDE = "decide", _("To decide")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="items", editable=False, verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("asked of the meeting"), max_length=8, choices=Kind.choices, default=Kind.DISCUSS)
    about = models.TextField(_("explanation"), blank=True)

    objects = LockingQuerySet["AgendaItem"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="themes_one_item_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["inform", "discuss", "decide"]), name="themes_item_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Paper(models.Model):
    """A file that belongs to an agenda item. Added and removed, never changed."""

    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, related_name="papers", editable=False, verbose_name=_("agenda item")
    )
    title = models.CharField(_("title"), max_length=150)
    name = models.CharField(_("name of the file"), max_length=120, editable=False)
    kind = models.CharField(_("type"), max_length=4, editable=False)
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    added_by = _person(_("added by"), editable=False)
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects = LockingQuerySet["Paper"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["item__number", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="themes_paper_has_hash"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether somebody was at a meeting."""

    class Presence(models.TextChoices):
        """Excused: told so beforehand."""

        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances", editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances", editable=False,
        verbose_name=_("person"),
    )  # fmt: skip
    presence = models.CharField(_("attendance"), max_length=8, choices=Presence.choices)

    objects = LockingQuerySet["Attendance"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["person__name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="themes_one_attendance"),
            models.CheckConstraint(
                condition=Q(presence__in=["present", "excused", "absent"]), name="themes_known_presence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_presence_display()}"


class DecisionQuerySet(ClassifiedQuerySet["Decision"]):
    """Sets of decisions."""

    def visible_to(self, user: AnyUser) -> Self:
        """By their classification, and all of a meeting for who sees that meeting."""
        ours = self.filter(meeting__in=Meeting.objects.visible_to(user).order_by())
        return super().visible_to(user) | ours

    def with_source(self) -> Self:
        """With what a row of the list shows."""
        return self.select_related("body__theme", "meeting")


class Decision(Classified, Edited):
    """What a body decided, with its number in that body and year; frozen once the minutes are adopted."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="decisions", editable=False, verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name=_("agenda item"),
    )  # fmt: skip
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="decisions", editable=False, verbose_name=_("body")
    )
    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    decided_on = models.DateField(_("decided on"), editable=False)
    title = models.CharField(_("decision in one line"), max_length=200)
    text = models.TextField(_("what was decided"))
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it was decided, and what weighed against it."))

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_on", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="themes_one_decision_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="themes_decision_numbered"),
            models.CheckConstraint(condition=Q(decided_on__year=models.F("year")), name="themes_decision_of_its_year"),
        ]
        indexes = [models.Index(fields=["-decided_on"], name="themes_decision_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("themes:decision_detail", args=[self.pk])

    @property
    def code(self) -> str:
        """Its number, as people name it within the body."""
        return f"{self.year}-{self.number:02}"

    @classmethod
    def next_number(cls, body: Body, year: int) -> int:
        """The first number that this body never gave in that year; hold the row of the body meanwhile."""
        given = cls.history.filter(body=body, year=year)
        return (given.aggregate(last=Max("number"))["last"] or 0) + 1


class ActionPoint(models.Model):
    """An action that was agreed on in a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="points", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="points",
        verbose_name=_("agenda item"),
    )  # fmt: skip
    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="point", verbose_name=_("action"))

    objects = models.Manager["ActionPoint"]()

    class Meta:
        verbose_name = _("action of a meeting")
        verbose_name_plural = _("actions of a meeting")
        ordering = ["action__due_on", "pk"]

    def __str__(self) -> str:
        return str(self.action)


class MeetingBundleQuerySet(LockingQuerySet["MeetingBundle"]):
    """Sets of bundles."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those of the meetings that this person sees."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user).order_by())


class MeetingBundle(models.Model):
    """Everything of a meeting in one PDF, as it was when somebody asked for it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="bundles", verbose_name=_("meeting"))
    data = models.JSONField(_("what is in it"), editable=False)
    data_at = models.DateTimeField(_("data of"), default=timezone.now, editable=False)
    created_by = _person(_("made by"), editable=False)
    file = models.FileField(_("file"), max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    bytes = models.PositiveIntegerField(_("size in bytes"), null=True, editable=False)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, editable=False)

    objects = MeetingBundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting bundle")
        verbose_name_plural = _("meeting bundles")
        ordering = ["-data_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") | (~Q(sha256="") & Q(bytes__isnull=False, pages__isnull=False)),
                name="themes_bundle_file_has_hash",
            )
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        """The page of the meeting, which shows how far it is."""
        return self.meeting.get_absolute_url()

    @property
    def filename(self) -> str:
        """What the file is called where it is downloaded."""
        return f"{_('meeting')}-{self.meeting.body.slug}-{timezone.localdate(self.meeting.starts_at):%Y%m%d}.pdf"
