"""From when until when somebody holds a place."""

import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


class TermQuerySet(models.QuerySet[M]):
    """Rows with a first and a last day."""

    def current(self, on: datetime.date | None = None) -> Self:
        """Those whose term covers the day (today), first and last day included."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Term(models.Model):
    """A place held from one day until another, both included; no last day means until further notice."""

    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            )
        ]

    @property
    def is_current(self) -> bool:
        """Whether the term covers today."""
        return self.starts_on <= timezone.localdate() and (self.ends_on is None or self.ends_on >= timezone.localdate())

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()
