"""What one project needs of another before it can go on."""

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.projects import Project
from projects.models.standing import Level
from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet


class DependencyQuerySet(LockingQuerySet["Dependency"]):
    """Sets of dependencies."""

    def visible_to(self, user: AnyUser) -> Self:
        """Only with both projects: a dependency names the one and the other."""
        seen = Project.objects.visible_to(user).values("pk")
        return self.filter(project__in=seen, on__in=seen)

    def with_risk(self) -> Self:
        """With how the other project stands in ``on_level``, for ``Dependency.risk``."""
        other = Project.objects.with_level().filter(pk=OuterRef("on"))
        stands = Subquery(other.values("level")[:1])  # type: ignore[misc]
        level = Coalesce(stands, Value(""), output_field=models.CharField())
        return self.select_related("project", "on").annotate(on_level=level)

    def at_risk(self) -> Self:
        """What a current project waits for while its day has passed or the other project is not on course."""
        waits = self.with_risk().filter(met_on=None).exclude(project__status__in=Project.ENDED)
        late = Q(needed_on__lt=timezone.localdate())
        return waits.filter(late | Q(on__status=Project.Status.STOPPED) | Q(on_level__in=Dependency.RISKY))


class Dependency(Edited):
    """A project waits for something that another project makes."""

    RISKY = (Level.OFF_COURSE, Level.OUTDATED)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="needs", verbose_name=_("project"))
    on = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="needed_by", verbose_name=_("depends on the project")
    )
    what = models.CharField(_("what it needs"), max_length=200)
    needed_on = models.DateField(_("needed on"), null=True, blank=True)
    met_on = models.DateField(_("there since"), null=True, blank=True)

    objects = DependencyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        ordering = [F("met_on").desc(nulls_first=True), F("needed_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(project=F("on")),
                name="projects_depends_on_another",
                violation_error_message=_("A project cannot wait for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} → {self.on}: {self.what}"

    @property
    def is_late(self) -> bool:
        """Whether its day has passed without it being there."""
        return self.met_on is None and self.needed_on is not None and self.needed_on < timezone.localdate()

    @property
    def risk(self) -> str:
        """Why it is at risk, in words, on a row loaded ``with_risk``; "" where nothing is the matter."""
        if self.met_on or self.project.is_ended:
            return ""
        level = self.on_level  # type: ignore[attr-defined]
        words = [
            _("The day on which it was needed has passed.") if self.is_late else "",
            _("The other project was stopped.") if self.on.status == Project.Status.STOPPED else "",
            _("The other project is off course.") if level == Level.OFF_COURSE else "",
            _("The other project was not updated, so nobody knows.") if level == Level.OUTDATED else "",
        ]
        return " ".join(str(word) for word in words if word)
