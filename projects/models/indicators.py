"""Indicators with their definition and source, and what was measured; "not measured" is an honest value."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models import Lesson
from projects.models.projects import Project
from themes.models import Theme
from zenderen.lib.access import AnyUser, granted
from zenderen.lib.models import Edited, LockingQuerySet


class IndicatorQuerySet(LockingQuerySet["Indicator"]):
    """Sets of indicators."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those of a theme for all, those of a project with the project."""
        return self.filter(Q(project=None) | Q(project__in=Project.objects.visible_to(user)))

    def with_values(self) -> Self:
        """With what was measured, the oldest first, in ``values``."""
        return self.prefetch_related(Prefetch("measurements", Measurement.objects.order_by("on"), to_attr="values"))

    def for_page(self) -> Self:
        """With what its own page shows."""
        return self.select_related("project__theme", "theme").with_values()


class Indicator(Edited):
    """Something that can be counted, of a project or of a theme; never without its definition and source."""

    class Better(models.TextChoices):
        """Which way is good."""

        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="indicators", verbose_name=_("project")
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="indicators", verbose_name=_("theme")
    )
    name = models.CharField(_("indicator"), max_length=160)
    definition = models.TextField(_("definition"), help_text=_("What exactly is counted, and what is not."))
    source = models.CharField(_("source"), max_length=200, help_text=_("Where the numbers come from."))
    period = models.CharField(_("period"), max_length=80, help_text=_("For example “each quarter”."))
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example “%” or “patients”."))
    better = models.CharField(_("direction"), max_length=4, choices=Better.choices, default=Better.UP)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(_("target to be reached on"), null=True, blank=True)

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project=None, theme__isnull=False) | Q(project__isnull=False, theme=None),
                name="projects_indicator_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page with its values over time."""
        return reverse("projects:indicator_detail", args=[self.pk])

    @property
    def subject(self) -> Theme:
        """The theme that it is about, through its project too."""
        theme = self.project.theme if self.project else self.theme
        assert theme
        return theme

    @property
    def last(self) -> "Measurement | None":
        """The last measurement, also when nothing was measured then; on a row loaded ``with_values``."""
        values: list[Measurement] = self.values  # type: ignore[attr-defined]
        return values[-1] if values else None

    def is_reached_by(self, value: Decimal) -> bool | None:
        """Whether this value reaches the target; None without one."""
        if self.target is None:
            return None
        return value >= self.target if self.better == self.Better.UP else value <= self.target

    def may_be_changed_by(self, user: AnyUser) -> bool:
        """Who may change what the project or the theme is about."""
        if self.project:
            return "change_project" in granted(user, self.project)
        return bool(self.theme) and "change_theme" in granted(user, self.theme)  # type: ignore[arg-type]


class Measurement(Edited):
    """The value of one day or period; empty means that it was not measured."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="measurements", verbose_name=_("indicator")
    )
    on = models.DateField(_("last day of the period"))
    label = models.CharField(_("period, in words"), max_length=60, blank=True)
    value = models.DecimalField(
        _("value"), max_digits=12, decimal_places=2, null=True, blank=True,
        help_text=_("Leave empty when it was not measured."),
    )  # fmt: skip
    note = models.CharField(_("remark"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("entered by"),
    )  # fmt: skip

    objects = LockingQuerySet["Measurement"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                name="projects_one_measurement_a_day",
                violation_error_message=_("This period has its value already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value if self.value is not None else _('not measured')}"


class EvaluationQuerySet(LockingQuerySet["Evaluation"]):
    """Sets of evaluations."""

    def visible_to(self, user: AnyUser) -> Self:
        """With the project."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def since_start(self, project: Project) -> Self:
        """Those of this round of work: evaluated since the project last started to run."""
        started = project.status_changes.filter(status=Project.Status.RUNNING).order_by("-at").first()
        found = self.filter(project=project)
        return found.filter(evaluated_on__gte=timezone.localdate(started.at)) if started else found


class Evaluation(Edited):
    """A pilot was looked at: what was found, what it led to, and the lessons for others."""

    class Verdict(models.TextChoices):
        """What it led to."""

        CONTINUE = "continue", _("Go on as it is")
        ADJUST = "adjust", _("Go on, adjusted")
        STOP = "stop", _("Stop")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="evaluations", verbose_name=_("project")
    )
    period = models.CharField(_("period that was looked at"), max_length=80)
    question = models.TextField(_("what we wanted to know"))
    findings = models.TextField(_("what was found"))
    verdict = models.CharField(_("conclusion"), max_length=8, choices=Verdict.choices)
    adjustment = models.TextField(_("what was adjusted"), blank=True)
    evaluated_on = models.DateField(_("evaluated on"), default=timezone.localdate)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("written by"),
    )  # fmt: skip
    lessons = models.ManyToManyField(
        Lesson, blank=True, related_name="evaluations", editable=False, verbose_name=_("lessons")
    )

    objects = EvaluationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[lessons])

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-evaluated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="adjust") | ~Q(adjustment=""),
                name="projects_evaluation_says_what_was_adjusted",
                violation_error_message=_("Say what was adjusted."),
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["continue", "adjust", "stop"]), name="projects_evaluation_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.period}"

    def get_absolute_url(self) -> str:
        """Its place on the page of the project's evaluations."""
        return f"{reverse('projects:evaluation_list', args=[self.project.slug])}#e{self.pk}"
