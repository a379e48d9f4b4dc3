"""Out of bandwidth: what the portal found, and what the client decided about it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.progress import ProgressUpdate
from projects.models.projects import Project
from zenderen.lib.access import AnyUser
from zenderen.lib.models import LockingQuerySet


class BreachQuerySet(LockingQuerySet["Breach"]):
    """Sets of breaches."""

    def visible_to(self, user: AnyUser) -> Self:
        """With the project."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def undecided(self) -> Self:
        """Those on which the client has not decided."""
        return self.filter(decision="")


class Breach(models.Model):
    """A project expects to go, or went, beyond what was agreed; it stays until the client decides."""

    class Kind(models.TextChoices):
        """In which respect."""

        TIME = "time", _("Time")
        MONEY = "money", _("Money")
        SCOPE = "scope", _("Scope")

    class Decision(models.TextChoices):
        """What the client decided."""

        ACCEPT = "accept", _("Accept it: the bandwidth stays, this time it is allowed")
        ADJUST = "adjust", _("Adjust the bandwidth")
        STOP = "stop", _("Stop the project")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="breaches", verbose_name=_("project"))
    kind = models.CharField(_("out of bandwidth in"), max_length=5, choices=Kind.choices)
    agreed = models.CharField(_("agreed"), max_length=300)
    expected = models.CharField(_("expected now"), max_length=300)
    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.SET_NULL, null=True, related_name="breaches",
        verbose_name=_("found in report"),
    )  # fmt: skip
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=6, choices=Decision.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = BreachQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("breach of the bandwidth")
        verbose_name_plural = _("breaches of the bandwidth")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(decision=""), name="projects_one_open_breach"
            ),
            models.CheckConstraint(condition=Q(kind__in=["time", "money", "scope"]), name="projects_breach_kind_known"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (Q(decision__in=["accept", "adjust", "stop"], decided_at__isnull=False) & ~Q(reason="")),
                name="projects_breach_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_kind_display()}"
