"""Arrangements that differ per partner, and how they were made the same."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.organisations import Organisation
from zenderen.lib.models import Edited, LockingQuerySet


class Arrangement(Edited):
    """Something that each partner arranges in its own way, such as an allowance."""

    subject = models.CharField(_("subject"), max_length=160, unique=True)
    about = models.TextField(_("why the difference matters"), blank=True)
    outcome = models.CharField(_("what it became for all"), max_length=200, blank=True)
    harmonised_on = models.DateField(_("the same since"), null=True, blank=True)

    objects = LockingQuerySet["Arrangement"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangements")
        ordering = ["subject"]
        constraints = [
            models.CheckConstraint(
                condition=Q(harmonised_on=None) | ~Q(outcome=""),
                name="network_harmonised_in_words",
                violation_error_message=_("Say what it became for all."),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """The page that shows how each partner arranges it."""
        return reverse("network:arrangement_detail", args=[self.pk])


class ArrangementTerm(Edited):
    """How one partner arranges it."""

    arrangement = models.ForeignKey(
        Arrangement, on_delete=models.CASCADE, related_name="terms", editable=False, verbose_name=_("arrangement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="arrangement_terms", verbose_name=_("organisation")
    )
    text = models.CharField(_("how it is arranged"), max_length=200)

    objects = LockingQuerySet["ArrangementTerm"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("arrangement of a partner")
        verbose_name_plural = _("arrangements of partners")
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["arrangement", "organisation"],
                name="network_one_term_a_partner",
                violation_error_message=_("This partner stands in it already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text}"
