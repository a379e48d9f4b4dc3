"""Lessons that were learned here or in another region, for who starts something like it."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.classification import Classified, ClassifiedQuerySet
from zenderen.lib.models import Edited


class Lesson(Classified, Edited):
    """What was learned, where, and what it means for others."""

    title = models.CharField(_("lesson"), max_length=160)
    situation = models.TextField(_("what was tried"), help_text=_("Where, with whom, and what for."))
    lesson = models.TextField(_("what was learned"))
    advice = models.TextField(_("what it means for others"), blank=True)
    region = models.CharField(
        _("region"), max_length=120, blank=True, help_text=_("Where it was learned, when that is not here.")
    )
    source = models.CharField(_("source"), max_length=250, blank=True, help_text=_("Report, meeting or web address."))
    learned_on = models.DateField(_("learned on"), default=timezone.localdate, null=True, blank=True)

    objects = ClassifiedQuerySet["Lesson"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["-learned_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(classification__in=["public", "internal", "confidential"]),
                name="network_lesson_classification_known",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the knowledge bank."""
        return reverse("network:lesson_detail", args=[self.pk])
