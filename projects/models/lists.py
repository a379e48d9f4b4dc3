"""Lists that somebody keeps: search, filters and order under a name, for oneself or for the network."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zenderen.lib.access import AnyUser, global_permissions


class SavedListQuerySet(models.QuerySet["SavedList"]):
    """Sets of saved lists."""

    def visible_to(self, user: AnyUser) -> Self:
        """One's own, and what members of the network share with the network."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(owner=user)
        if "network.view_internal" in global_permissions(user):
            seen |= Q(is_shared=True)
        return self.filter(seen)


class SavedList(models.Model):
    """An address of the list of projects under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lists", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filters"), max_length=500, blank=True, editable=False)
    is_shared = models.BooleanField(_("share with the network"), default=False)

    objects = SavedListQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="projects_saved_list_once",
                violation_error_message=_("You already have a list with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list of projects with these filters."""
        return f"{reverse('projects:project_list')}?{self.query}"
