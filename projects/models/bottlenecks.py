"""Bottlenecks that rise from floor to board to national level, and what was asked of authorities."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models import Classified, ClassifiedQuerySet, Organisation
from projects.models.projects import Project
from themes.models import Theme
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle


class BottleneckQuerySet(ClassifiedQuerySet["Bottleneck"]):
    """Sets of bottlenecks."""

    def visible_to(self, user: AnyUser) -> Self:
        """By classification; with a project only for who sees the project too."""
        seen = super().visible_to(user)
        return seen.filter(Q(project=None) | Q(project__in=Project.objects.visible_to(user)))

    def open(self) -> Self:
        """Those that still hinder."""
        return self.filter(status=Bottleneck.Status.OPEN)


class Bottleneck(Classified, Lifecycle, Edited):
    """Something that hinders the work and that those who meet it cannot solve by themselves."""

    class Level(models.TextChoices):
        """Who has to solve it."""

        FLOOR = "floor", _("Work floor")
        BOARD = "board", _("Boards")
        NATIONAL = "national", _("National")

    class Status(models.TextChoices):
        """Whether it still hinders."""

        OPEN = "open", _("Open")
        SOLVED = "solved", _("Solved")

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.OPEN: {Status.SOLVED},
        Status.SOLVED: {Status.OPEN},
    }

    title = models.CharField(_("bottleneck"), max_length=160)
    about = models.TextField(_("what happens, and whom it hinders"))
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="bottlenecks", verbose_name=_("project")
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="bottlenecks", verbose_name=_("theme")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="bottlenecks",
        verbose_name=_("met by"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.OPEN, editable=False)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.FLOOR, editable=False)
    holder = models.CharField(_("who has it now"), max_length=160, help_text=_("A person, a group or an authority."))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("reported by"),
    )  # fmt: skip
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now, editable=False)

    objects = BottleneckQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bottleneck")
        verbose_name_plural = _("bottlenecks")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["open", "solved"]), name="projects_bottleneck_status_known"),
            models.CheckConstraint(
                condition=Q(level__in=["floor", "board", "national"]), name="projects_bottleneck_level_known"
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["public", "internal", "confidential"]),
                name="projects_bottleneck_classification_known",
            ),
        ]
        permissions = [("move_bottleneck", "May raise, lower and close bottlenecks")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the register."""
        return reverse("projects:bottleneck_detail", args=[self.pk])


class BottleneckStep(models.Model):
    """One move of a bottleneck: raised, lowered, handed on, solved or back; with the reason."""

    bottleneck = models.ForeignKey(
        Bottleneck, on_delete=models.CASCADE, related_name="steps", verbose_name=_("bottleneck")
    )
    status = models.CharField(_("status"), max_length=6, choices=Bottleneck.Status.choices)
    level = models.CharField(_("level"), max_length=8, choices=Bottleneck.Level.choices)
    holder = models.CharField(_("who has it now"), max_length=160)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a bottleneck")
        verbose_name_plural = _("steps of a bottleneck")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bottleneck}: {self.get_level_display()}"


class RegulatoryRequestQuerySet(LockingQuerySet["RegulatoryRequest"]):
    """Sets of requests to authorities."""

    def visible_to(self, user: AnyUser) -> Self:
        """With the bottleneck that it is about; without one as internal matters are."""
        seen = Q(bottleneck__in=Bottleneck.objects.visible_to(user))
        if "network.view_internal" in global_permissions(user):
            seen |= Q(bottleneck=None)
        return self.filter(seen)


class RegulatoryRequest(Edited):
    """Room within the rules that was asked of an authority, and what came back."""

    class Outcome(models.TextChoices):
        """What the authority said."""

        WAITING = "waiting", _("No answer yet")
        GRANTED = "granted", _("Room given")
        PARTLY = "partly", _("Partly")
        REFUSED = "refused", _("Refused")

    bottleneck = models.ForeignKey(
        Bottleneck, on_delete=models.CASCADE, null=True, blank=True, related_name="requests",
        verbose_name=_("bottleneck"),
    )  # fmt: skip
    authority = models.CharField(_("authority"), max_length=120, help_text=_("For example the NZa or the ministry."))
    rule = models.CharField(_("rule that hinders"), max_length=200)
    asked = models.TextField(_("what was asked"))
    asked_on = models.DateField(_("asked on"), default=timezone.localdate)
    outcome = models.CharField(_("answer"), max_length=7, choices=Outcome.choices, default=Outcome.WAITING)
    answer = models.TextField(_("what came back"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    until = models.DateField(_("room until"), null=True, blank=True)

    objects = RegulatoryRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("request for room in the rules")
        verbose_name_plural = _("requests for room in the rules")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", answered_on=None)
                | (Q(outcome__in=["granted", "partly", "refused"], answered_on__isnull=False) & ~Q(answer="")),
                name="projects_request_answered_in_words",
                violation_error_message=_("An answer has its day and its words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.rule}"
