"""What one project needs of another before it can go on."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.projects import Project
from zenderen.lib.models import Edited, LockingQuerySet


class Dependency(Edited):
    """A project waits for something that another project makes."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="needs", verbose_name=_("project"))
    on = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="needed_by", verbose_name=_("depends on the project")
    )
    what = models.CharField(_("what it needs"), max_length=200)
    needed_on = models.DateField(_("needed on"), null=True, blank=True)
    met_on = models.DateField(_("there since"), null=True, blank=True)

    objects = LockingQuerySet["Dependency"].as_manager()
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
