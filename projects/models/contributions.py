"""What partners bring to a project, and what they expect of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models import Organisation
from projects.models.projects import Project, ProjectPartner
from zenderen.lib.models import Edited, LockingQuerySet


class PartnerContribution(Edited):
    """Hours, money or something in kind that a partner brings; agreed, and delivered so far."""

    class Kind(models.TextChoices):
        """What it is counted in."""

        HOURS = "hours", _("Hours")
        MONEY = "money", _("Money")
        KIND = "kind", _("In kind")

    part = models.ForeignKey(
        ProjectPartner, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("partner")
    )
    kind = models.CharField(_("contribution"), max_length=5, choices=Kind.choices)
    agreed = models.PositiveIntegerField(
        _("agreed"), null=True, blank=True, help_text=_("In hours or in euros; empty for something in kind.")
    )
    delivered = models.PositiveIntegerField(_("delivered so far"), null=True, blank=True)
    text = models.CharField(_("explanation"), max_length=200, blank=True)
    counted_on = models.DateField(_("counted on"), default=timezone.localdate)

    objects = LockingQuerySet["PartnerContribution"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contribution of a partner")
        verbose_name_plural = _("contributions of partners")
        ordering = ["part__organisation__name", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["hours", "money", "kind"]), name="projects_contribution_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="kind") | (Q(agreed=None, delivered=None) & ~Q(text="")),
                name="projects_contribution_in_kind_in_words",
                violation_error_message=_("Say in words what is brought in kind; it has no number."),
            ),
            models.CheckConstraint(
                condition=Q(kind="kind") | Q(agreed__isnull=False) | Q(delivered__isnull=False),
                name="projects_contribution_counted",
                violation_error_message=_("Fill in how much was agreed or delivered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.get_kind_display()}"


class Expectation(Edited):
    """Something that a partner expects of a project: how important it is to them, and how far it is met."""

    LEAST, MOST = 0, 5
    SCORE = (MinValueValidator(LEAST), MaxValueValidator(MOST))

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="expectations", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="expectations", verbose_name=_("organisation")
    )
    text = models.CharField(_("what we expect"), max_length=200)
    importance = models.PositiveSmallIntegerField(_("how important it is"), validators=SCORE)
    satisfaction = models.PositiveSmallIntegerField(_("how far it is met"), validators=SCORE)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    rated_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = LockingQuerySet["Expectation"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("expectation")
        verbose_name_plural = _("expectations")
        ordering = [F("importance").desc(), "satisfaction", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation", "text"],
                name="projects_expectation_once",
                violation_error_message=_("This expectation is there already."),
            ),
            models.CheckConstraint(
                condition=Q(importance__range=(0, 5), satisfaction__range=(0, 5)), name="projects_expectation_scored"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def gap(self) -> int:
        """How much more important it is than it is met; never below nothing."""
        return max(self.importance - self.satisfaction, 0)
