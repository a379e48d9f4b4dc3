"""Actions: what somebody promised to do, until when, and what came of it; who agreed on it holds the relation."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models.classification import Classified, ClassifiedQuerySet
from network.models.people import User
from zenderen.lib.models import Edited


class ActionQuerySet(ClassifiedQuerySet["Action"]):
    """Sets of actions; the owner sees theirs through a permission of their own."""

    def open(self) -> Self:
        """Those that were not done yet, the first due first."""
        return self.filter(done_on=None).order_by("due_on", "pk")

    def done(self) -> Self:
        """Those with an outcome, the last one first."""
        return self.exclude(done_on=None).order_by("-done_on", "-pk")

    def for_list(self) -> Self:
        """With their owner and where they were agreed on; open ones first, those due first at the top."""
        order = (F("done_on").desc(nulls_first=True), "due_on", "pk")
        return self.select_related("owner", "point__meeting__body").order_by(*order)

    def overdue(self, on: datetime.date | None = None) -> Self:
        """Open ones whose day has passed."""
        return self.filter(done_on=None, due_on__lt=on or timezone.localdate())


class Action(Classified, Edited):
    """Something that one person does before a day; it ends with an outcome."""

    title = models.CharField(_("action"), max_length=250)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="actions", verbose_name=_("owner"))
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    outcome = models.TextField(_("outcome"), blank=True, help_text=_("What came of it, in one or two sentences."))
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("recorded by")
    )
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, outcome="") | (Q(done_on__isnull=False) & ~Q(outcome="")),
                name="network_action_done_has_outcome",
                violation_error_message=_("Say what came of it."),
            )
        ]
        permissions = [("close_action", "May close this action with its outcome")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the action."""
        return reverse("network:action_detail", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether its day passed and nobody closed it."""
        return self.done_on is None and self.due_on < timezone.localdate()


class ActionUserPermission(UserObjectPermissionBase):
    """A permission of one person on one action."""

    content_object = models.ForeignKey(Action, on_delete=models.CASCADE)


class ActionGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one action."""

    content_object = models.ForeignKey(Action, on_delete=models.CASCADE)
