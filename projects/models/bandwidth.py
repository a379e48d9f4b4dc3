"""Out of bandwidth: what the portal found, and what the client decided about it."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext
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

    def to_decide_by(self, user: AnyUser) -> Self:
        """Those of the projects on which this person decides for the client."""
        return self.filter(project__in=Project.objects.decided_by(user))

    def undecided(self) -> Self:
        """Those on which the client has not decided."""
        return self.filter(decision="")

    def for_page(self) -> Self:
        """With what a line about it names: the project and its client; those waiting longest first."""
        return self.select_related("project__theme__steering_group").order_by("found_at", "pk")


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
    # Each of these as it can be compared: a day ("2027-03-01"), euros ("12000") or words, after the kind.
    agreed = models.TextField(_("agreed"), help_text=_("The limit: tolerance included."))
    expected = models.TextField(_("expected now"), blank=True, help_text=_("Empty: it simply goes on."))
    allowed = models.TextField(_("allowed this time"), blank=True)
    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.SET_NULL, null=True, related_name="breaches",
        verbose_name=_("last found in report"),
    )  # fmt: skip
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    inside_since = models.DateTimeField(_("reported inside again at"), null=True)
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

    def get_absolute_url(self) -> str:
        """Where the client decides."""
        return reverse("projects:breach_list", args=[self.project.slug])

    @property
    def is_open(self) -> bool:
        """Whether the client has still to decide."""
        return not self.decision

    @property
    def agreed_words(self) -> str:
        """The limit as a person reads it."""
        if self.kind == self.Kind.SCOPE:
            return self.agreed or gettext("no scope was agreed")
        words = gettext("at the latest %(limit)s") if self.kind == self.Kind.TIME else gettext("at most %(limit)s")
        return words % {"limit": self._said(self.agreed)}

    @property
    def expected_words(self) -> str:
        """What is expected now, as a person reads it."""
        return self._said(self.expected) if self.expected else gettext("it goes on after its last day")

    @property
    def allowed_words(self) -> str:
        """What the client allowed this once."""
        return self._said(self.allowed)

    def measured(self, value: str) -> datetime.date | int | None:
        """A limit or an expectation as a day or as euros; None for words, and for what cannot be read as either."""
        try:
            if self.kind == self.Kind.TIME:
                return datetime.date.fromisoformat(value)
            return int(value) if self.kind == self.Kind.MONEY else None
        except ValueError:
            return None

    def _said(self, value: str) -> str:
        measured = self.measured(value)
        if isinstance(measured, datetime.date):
            return dateformat.format(measured, "j F Y")
        return value if measured is None else f"€ {intcomma(measured)}"

    @property
    def outcome(self) -> str:
        """What the client decided, in a word."""
        words = {"accept": _("Allowed this once"), "adjust": _("Bandwidth adjusted"), "stop": _("Project stopped")}
        return str(words.get(self.decision, _("Not decided yet")))

    def decide(self, decision: str, *, by: Any, reason: str) -> None:
        """Write down what was decided; on a locked row. ``by`` is None where an agreement decided it."""
        self.decision, self.reason, self.decided_by, self.decided_at = decision, reason, by, timezone.now()
        self.save(update_fields=["decision", "reason", "decided_by", "decided_at", "allowed"])

    def allows(self, expected: str) -> bool:
        """Whether what the client allowed then covers this expectation too."""
        if self.kind == self.Kind.SCOPE:
            return expected == self.allowed
        now, most = self.measured(expected), self.measured(self.allowed)
        return now is not None and most is not None and now <= most  # type: ignore[operator]
