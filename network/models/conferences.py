"""The work conferences as a series, each with what came out of it."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet

KEPT = datetime.timedelta(days=365)  # how long the personal data of registrations stay after the day


class ConferenceQuerySet(LockingQuerySet["Conference"]):
    """Sets of conferences."""

    def visible_to(self, user: AnyUser) -> Self:
        """All: the series is public."""
        return self.all()

    def series(self) -> Self:
        """The numbered ones, in their order."""
        return self.exclude(number=None)

    def to_come(self) -> Self:
        """Those whose day is today or later, the first one first."""
        return self.filter(starts_on__gte=timezone.localdate()).order_by("starts_on", "pk")

    def over(self) -> Self:
        """Those whose day has passed."""
        return self.filter(starts_on__lt=timezone.localdate())


class Conference(Edited):
    """One work conference; where a source gives no day, only ``when`` says what is known."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    number = models.PositiveSmallIntegerField(
        _("number in the series"), unique=True, null=True, blank=True,
        help_text=_("Leave empty when it is not one of the series."),
    )  # fmt: skip
    starts_on = models.DateField(_("date"), null=True, blank=True)
    when = models.CharField(
        _("when, in words"), max_length=80, help_text=_("For example “autumn 2013” where the day is not known.")
    )
    place = models.CharField(_("place"), max_length=80, blank=True)
    address = models.CharField(_("address of the place"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Who comes after the last place is put on the waiting list.")
    )
    registers_until = models.DateTimeField(
        _("registration until"), null=True, blank=True, help_text=_("Leave empty while nobody can register.")
    )
    evaluates_until = models.DateField(_("evaluation open until"), null=True, blank=True)
    shows_evaluation = models.BooleanField(
        _("show the marks to everybody"),
        default=False,
        help_text=_("Only the marks; what people wrote is never shown."),
    )
    # What is left of the registrations when their personal data are removed.
    registered = models.PositiveSmallIntegerField(_("registered"), null=True, editable=False)
    came = models.PositiveSmallIntegerField(_("came in"), null=True, editable=False)
    attendance = models.CharField(_("attendance"), max_length=80, blank=True, help_text=_("As the source gives it."))
    summary = models.TextField(_("in short"))
    body = models.TextField(_("report"), blank=True)

    objects = ConferenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = ["number", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registers_until=None) | Q(starts_on__isnull=False),
                name="network_conference_registers_for_a_day",
                violation_error_message=_("Give the day before people can register."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_today(self) -> bool:
        """Whether this is the day."""
        return self.starts_on == timezone.localdate()

    @property
    def is_over(self) -> bool:
        """Whether its day has passed."""
        return self.starts_on is not None and self.starts_on < timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Whether people can register now."""
        return self.registers_until is not None and timezone.now() < self.registers_until and not self.is_over

    @property
    def is_evaluated(self) -> bool:
        """Whether visitors can tell now how it was: from its day on."""
        today = timezone.localdate()
        return bool(self.starts_on and self.evaluates_until and self.starts_on <= today <= self.evaluates_until)

    @property
    def forgets_on(self) -> datetime.date | None:
        """The day on which the personal data of its registrations go."""
        return min(self.starts_on, datetime.date.max - KEPT) + KEPT if self.starts_on else None

    def get_absolute_url(self) -> str:
        """The public page of the conference."""
        return reverse("network:conference_detail", args=[self.slug])


class ConferenceResult(models.Model):
    """Something that a conference brought about."""

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="results", verbose_name=_("conference")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("result"), max_length=300)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("result of a conference")
        verbose_name_plural = _("results of a conference")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
