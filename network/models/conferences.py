"""The work conferences as a series, each with what came out of it."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet


class ConferenceQuerySet(LockingQuerySet["Conference"]):
    """Sets of conferences."""

    def visible_to(self, user: AnyUser) -> Self:
        """All: the series is public."""
        return self.all()


class Conference(Edited):
    """One work conference; where a source gives no day, only ``when`` says what is known."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    number = models.PositiveSmallIntegerField(_("number in the series"), unique=True)
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
    attendance = models.CharField(_("attendance"), max_length=80, blank=True, help_text=_("As the source gives it."))
    summary = models.TextField(_("in short"))
    body = models.TextField(_("report"), blank=True)

    objects = ConferenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

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
