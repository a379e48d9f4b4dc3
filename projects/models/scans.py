"""The scan of the five mechanisms of regional cooperation, of a theme or of a project."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.projects import Project
from themes.models import Theme
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.models import Edited, LockingQuerySet


class Mechanism(models.TextChoices):
    """What makes a regional cooperation work."""

    URGENCY = "urgency", _("Urgency and commitment")
    STRATEGY = "strategy", _("Strategy")
    ACTORS = "actors", _("The relevant actors")
    ROOM = "room", _("Regulatory room")
    INFRASTRUCTURE = "infrastructure", _("Regional infrastructure")


class ScanQuerySet(LockingQuerySet["Scan"]):
    """Sets of scans."""

    def visible_to(self, user: AnyUser) -> Self:
        """For the network; those of a project with the project."""
        if "network.view_internal" not in global_permissions(user):
            return self.none()
        return self.filter(Q(project=None) | Q(project__in=Project.objects.visible_to(user)))

    def newest(self) -> Self:
        """The last one of each theme and of each project."""
        last = Scan.objects.order_by("theme_id", "project_id", "-scanned_on", "-pk").distinct("theme_id", "project_id")
        return self.filter(pk__in=last.values("pk"))

    def low(self) -> Self:
        """Those with a low score on any mechanism."""
        return self.filter(pk__in=ScanScore.objects.filter(score__lte=ScanScore.LOW).values("scan"))

    def low_on(self, mechanism: str) -> Self:
        """Those with a low score on this mechanism."""
        low = ScanScore.objects.filter(mechanism=mechanism, score__lte=ScanScore.LOW)
        return self.filter(pk__in=low.values("scan"))

    def for_list(self) -> Self:
        """With what a row shows: what it is of, and its scores."""
        return self.select_related("theme", "project__theme", "made_by").prefetch_related("scores")


class Scan(Edited):
    """Five scores of one day, of a theme or of a project."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="scans", verbose_name=_("project")
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="scans", verbose_name=_("theme")
    )
    scanned_on = models.DateField(_("date"), default=timezone.localdate)
    with_whom = models.CharField(_("with whom"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )

    objects = ScanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("scan of the five mechanisms")
        verbose_name_plural = _("scans of the five mechanisms")
        ordering = ["-scanned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project=None, theme__isnull=False) | Q(project__isnull=False, theme=None),
                name="projects_scan_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project or self.theme}, {self.scanned_on}"

    def get_absolute_url(self) -> str:
        """The page of the scan."""
        return reverse("projects:scan_detail", args=[self.pk])

    @property
    def thing(self) -> Project | Theme:
        """What was scanned."""
        found = self.project or self.theme
        assert found
        return found

    @property
    def lows(self) -> "list[ScanScore]":
        """The scores that ask for a next step."""
        return [score for score in self.scores.all() if score.is_low]

    def previous(self) -> "Scan | None":
        """The scan of the same thing before this one."""
        same = Scan.objects.filter(project=self.project_id, theme=self.theme_id)
        earlier = Q(scanned_on__lt=self.scanned_on) | Q(scanned_on=self.scanned_on, pk__lt=self.pk)
        return same.filter(earlier).prefetch_related("scores").first()


class ScanScore(models.Model):
    """How one mechanism works, from 0 (not at all) to 4 (fully)."""

    LOW = 1  # up to here a next step is asked for

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="scores", verbose_name=_("scan"))
    mechanism = models.CharField(_("mechanism"), max_length=15, choices=Mechanism.choices)
    score = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(4)])
    note = models.TextField(_("explanation"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("score of a mechanism")
        verbose_name_plural = _("scores of mechanisms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "mechanism"], name="projects_one_score_a_mechanism"),
            models.CheckConstraint(condition=Q(score__range=(0, 4)), name="projects_scan_score_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_mechanism_display()}: {self.score}"

    @property
    def is_low(self) -> bool:
        """Whether it asks for a next step."""
        return self.score <= self.LOW
