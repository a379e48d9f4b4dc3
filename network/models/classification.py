"""Public, internal, confidential: one rule that pages, lists, searches, feeds, exports and files obey alike."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zenderen.lib.access import AnyUser, global_permissions, permitted
from zenderen.lib.models import LockingQuerySet

M = TypeVar("M", bound=models.Model)


class Classification(models.TextChoices):
    """Who may read something."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    CONFIDENTIAL = "confidential", _("Confidential")


class ClassifiedQuerySet(LockingQuerySet[M]):
    """Rows with a classification."""

    def visible_to(self, user: AnyUser) -> Self:
        """Public rows for all, internal ones for the network, others where the view permission was granted."""
        view = f"view_{self.model._meta.model_name}"
        held = global_permissions(user)
        if f"{self.model._meta.app_label}.{view}" in held:
            return self.all()
        seen = Q(classification=Classification.PUBLIC) | permitted(self.model, user, view)
        if "network.view_internal" in held:
            seen |= Q(classification=Classification.INTERNAL)
        return self.filter(seen)


class Classified(models.Model):
    """A model that carries its classification; internal unless somebody chose otherwise."""

    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification.choices, default=Classification.INTERNAL
    )

    class Meta:
        abstract = True
