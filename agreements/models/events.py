"""The occasion at which an agreement is signed, and the reminders on the way to it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.parties import Party
from agreements.models.versions import Version
from zenderen.lib.models import Edited, LockingQuerySet


class SigningEvent(Edited):
    """When and where a version is signed together, and in whose presence."""

    version = models.OneToOneField(
        Version, on_delete=models.CASCADE, related_name="event", editable=False, verbose_name=_("version")
    )
    starts_at = models.DateTimeField(_("date and time"), null=True, blank=True)
    date_text = models.CharField(
        _("date in words"),
        max_length=80,
        blank=True,
        help_text=_("Only for an occasion of which the full date is not known."),
    )
    place = models.CharField(_("place"), max_length=150)
    witness = models.CharField(_("witness"), max_length=150, blank=True)
    witness_position = models.CharField(_("position of the witness"), max_length=150, blank=True)

    objects = LockingQuerySet["SigningEvent"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("signing event")
        verbose_name_plural = _("signing events")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False, date_text="") | Q(starts_at=None) & ~Q(date_text=""),
                name="agreements_event_has_date",
                violation_error_message=_("Give the date and time, or the date in words."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version.agreement}, {self.place}"

    def get_absolute_url(self) -> str:
        """The page of the agreement."""
        return self.version.get_absolute_url()

    @property
    def when(self) -> str:
        """The day and the time in words, in the language of the moment; or the words that were given instead."""
        if self.starts_at is None:
            return self.date_text
        return date_format(timezone.localtime(self.starts_at), "l j F Y, H:i")

    @property
    def present(self) -> str:
        """The witness with their position; empty when there is none."""
        return ", ".join(filter(None, (self.witness, self.witness_position)))


class Reminder(models.Model):
    """A party was reminded, once for each occasion."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("party"))
    days_before = models.SmallIntegerField(_("days before the deadline"), null=True)  # None: a person sent it
    sent_on = models.DateField(_("sent on"), default=timezone.localdate)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    objects = models.Manager["Reminder"]()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "days_before", "sent_on"],
                name="agreements_remind_once_a_day",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.sent_on}"
