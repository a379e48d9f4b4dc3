"""Hand-overs: what is told to the next one when a seat or a role changes hands."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.models import Edited, LockingQuerySet


class HandOverQuerySet(LockingQuerySet["HandOver"]):
    """Sets of hand-overs."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those that somebody gives or gets; all for who administers seats."""
        if "network.change_seat" in global_permissions(user):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(giver=user) | Q(receiver=user))

    def open(self) -> Self:
        """Those that were asked for and not given or waived yet."""
        return self.filter(status=HandOver.Status.ASKED)

    def for_list(self) -> Self:
        """With the people that a row shows; what is still to be given first."""
        asked_first = models.Case(models.When(status=HandOver.Status.ASKED, then=0), default=1)
        return self.select_related("giver", "receiver", "closed_by").order_by(asked_first, "-asked_at", "-pk")


class HandOver(Edited):
    """What somebody who leaves a place tells who comes after: agreements made, what runs, whom to know."""

    class Status(models.TextChoices):
        """Whether it was given."""

        ASKED = "asked", _("Asked for")
        GIVEN = "given", _("Given")
        WAIVED = "waived", _("Not needed")

    place = models.CharField(_("place"), max_length=250, help_text=_("The seat or role, in words."))
    address = models.CharField(_("page of the place"), max_length=200, blank=True, editable=False)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handovers_to_give", verbose_name=_("from")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True,
        related_name="handovers_to_get", verbose_name=_("to"), help_text=_("Leave empty while nobody is known."),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.ASKED, editable=False)
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now, editable=False)
    due_on = models.DateField(_("before"), null=True, blank=True)
    agreed = models.TextField(_("what was agreed"), blank=True)
    running = models.TextField(_("what is running"), blank=True)
    contacts = models.TextField(_("whom to know"), blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("closed by"),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    reason = models.TextField(_("why it is not needed"), blank=True, editable=False)
    received_at = models.DateTimeField(_("read at"), null=True, editable=False)

    objects = HandOverQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["asked", "given", "waived"]), name="network_handover_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="asked") | Q(closed_at__isnull=False), name="network_handover_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.giver}"

    def get_absolute_url(self) -> str:
        """What is handed over."""
        return reverse("network:handover_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be given."""
        return self.status == self.Status.ASKED
