"""Around a project: who is affected and when they were involved, who speaks for it, and for whom it is good."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models import Audience, Organisation
from projects.models.projects import Project
from zenderen.lib.models import Edited, LockingQuerySet


class ActorQuerySet(LockingQuerySet["Actor"]):
    """Sets of actors."""

    def missing_workers(self) -> Self:
        """Those who do the work and were not involved yet: a project does not start without them."""
        return self.filter(kind=Actor.Kind.WORKS, involved_on=None)


class Actor(Edited):
    """A group of people or an organisation that a project touches, and the day on which it was involved."""

    class Kind(models.TextChoices):
        """What the project is to them."""

        WORKS = "works", _("Does the work")
        AFFECTED = "affected", _("Notices it")
        DECIDES = "decides", _("Decides on it")
        PAYS = "pays", _("Pays for it")
        NATIONAL = "national", _("National party")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="actors", verbose_name=_("project"))
    kind = models.CharField(_("what the project is to them"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("who"), max_length=160, help_text=_("A group, a profession or an organisation."))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("partner organisation"),
    )  # fmt: skip
    effect = models.TextField(_("what changes for them"), blank=True)
    involved_on = models.DateField(
        _("involved since"), null=True, blank=True,
        help_text=_("The day on which they were first asked. Leave empty while that did not happen."),
    )  # fmt: skip
    involved_how = models.CharField(_("how they were involved"), max_length=200, blank=True)

    objects = ActorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "name"],
                name="projects_actor_once",
                violation_error_message=_("They are on the map already."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["works", "affected", "decides", "pays", "national"]),
                name="projects_actor_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ambassador(Edited):
    """Somebody who speaks for the project where it matters; the portal names who agreed to that."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="ambassadors", verbose_name=_("project")
    )
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("partner organisation"),
    )  # fmt: skip
    reaches = models.CharField(_("whom they reach"), max_length=200, blank=True)
    agreed_on = models.DateField(_("agreed on"), help_text=_("The day on which they agreed to be named here."))

    objects = LockingQuerySet["Ambassador"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ambassador")
        verbose_name_plural = _("ambassadors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Benefit(Edited):
    """What an audience gets out of a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="benefits", verbose_name=_("project"))
    audience = models.CharField(_("for whom"), max_length=15, choices=Audience.choices)
    text = models.CharField(_("benefit"), max_length=300)

    objects = LockingQuerySet["Benefit"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        ordering = ["audience", "pk"]

    def __str__(self) -> str:
        return self.text
