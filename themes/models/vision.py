"""The vision: challenges, pillars, building blocks with their objectives and results, and the roadmap."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from themes.models.themes import Theme
from zenderen.lib.models import Edited, LockingQuerySet


class Pillar(Edited):
    """One of the few directions in which all work goes at the same time."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    about = models.TextField(_("explanation"), blank=True)
    strengthens = models.TextField(_("how it strengthens the others"), blank=True)

    objects = LockingQuerySet["Pillar"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Challenge(Edited):
    """What the region faces, and which pillars answer it."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=160, unique=True)
    about = models.TextField(_("explanation"), blank=True)
    pillars = models.ManyToManyField(
        Pillar, blank=True, related_name="challenges", verbose_name=_("answered by"),
        help_text=_("The pillars that do something about it."),
    )  # fmt: skip

    objects = LockingQuerySet["Challenge"].as_manager()
    history = HistoricalRecords(m2m_fields=[pillars])

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class BuildingBlock(Edited):
    """A part of the vision; themes and projects hang under it."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    about = models.TextField(_("explanation"), blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="building_blocks", verbose_name=_("themes"))

    objects = LockingQuerySet["BuildingBlock"].as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        verbose_name = _("building block")
        verbose_name_plural = _("building blocks")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Objective(Edited):
    """What a building block is to reach."""

    building_block = models.ForeignKey(
        BuildingBlock, on_delete=models.CASCADE, related_name="objectives", verbose_name=_("building block")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("objective"), max_length=300)

    objects = LockingQuerySet["Objective"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Result(Edited):
    """What will be there when an objective is reached; what was reached stands beside it with its day."""

    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="results", verbose_name=_("objective")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("result"), max_length=300)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = LockingQuerySet["Result"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class RoadmapStep(Edited):
    """What a pillar brings within a horizon."""

    class Horizon(models.TextChoices):
        """How far away, as the plan speaks of it."""

        YEAR = "1", _("1 year")
        SOON = "3-5", _("3–5 years")
        DECADE = "10", _("10 years")
        FAR = "20-30", _("20–30 years")

    pillar = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="steps", verbose_name=_("pillar"))
    horizon = models.CharField(_("horizon"), max_length=5, choices=Horizon.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("what will be there"), max_length=200)
    about = models.TextField(_("explanation"), blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = LockingQuerySet["RoadmapStep"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step of the roadmap")
        verbose_name_plural = _("steps of the roadmap")
        ordering = ["pillar__number", "horizon", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(horizon__in=["1", "3-5", "10", "20-30"]), name="themes_horizon_known"
            )
        ]

    def __str__(self) -> str:
        return self.title
