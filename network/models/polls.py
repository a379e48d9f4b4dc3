"""Polls: one question to a hall; no personal data, one vote for each phone."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.conferences import Conference
from network.models.rounds import NEXT_STAGES, Stage, short_code
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle


class Poll(Lifecycle, Edited):
    """Choose one, choose several, or put in order."""

    class Kind(models.TextChoices):
        """How one votes."""

        ONE = "one", _("Choose one")
        SEVERAL = "several", _("Choose several")
        RANK = "rank", _("Put in order")

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = NEXT_STAGES

    question = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("how one votes"), max_length=7, choices=Kind.choices, default=Kind.ONE)
    code = models.CharField(_("code"), max_length=12, unique=True, default=short_code, editable=False)
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="polls", verbose_name=_("conference")
    )
    status = models.CharField(_("status"), max_length=6, choices=Stage.choices, default=Stage.DRAFT, editable=False)
    results_shown_at = models.DateTimeField(_("results shown since"), null=True, editable=False)
    # What a source tells of a poll that was not held here: the order, without counts that nobody gives.
    told_order = models.JSONField(_("order as a source tells it"), default=list, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = LockingQuerySet["Poll"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["one", "several", "rank"]), name="network_poll_kind_known"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "open", "closed"]), name="network_poll_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Where people vote, and see the results when they are shown."""
        return reverse("network:poll_vote", args=[self.code])


class Option(models.Model):
    """Something to choose."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options", verbose_name=_("poll"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("answer"), max_length=120)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer to choose")
        verbose_name_plural = _("answers to choose")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """What one phone chose, in its order; changed until the poll closes."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes", verbose_name=_("poll"))
    device = models.CharField(max_length=64, editable=False)  # SHA-256 of the phone's key and the poll
    choice = models.JSONField(_("choice"))  # [option pk, …], the first one first
    voted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["poll", "device"], name="network_one_vote")]

    def __str__(self) -> str:
        return f"{self.poll}"
