"""Polls: one question to a hall; no personal data, one vote for each phone."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.conferences import Conference
from network.models.rounds import NEXT_STAGES, Stage, short_code
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle


class Line(NamedTuple):
    """How one answer did: ``score`` in votes, or in points where answers are put in order."""

    option: "Option"
    place: int
    is_tied: bool
    score: int
    share: float  # of the voters, in per cent
    mean: float | None  # place, where answers are put in order


class Result(NamedTuple):
    """How many voted, and the answers with the best first; what ends level shares its place."""

    voters: int
    lines: Sequence[Line]


class PollQuerySet(LockingQuerySet["Poll"]):
    """Sets of polls."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those that have begun; for who prepares them all."""
        prepares = "network.change_poll" in global_permissions(user)
        return self.all() if prepares else self.exclude(status=Stage.DRAFT)


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

    objects = PollQuerySet.as_manager()
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

    @property
    def is_open(self) -> bool:
        """Whether people can vote now."""
        return bool(self.status == Stage.OPEN)

    def result(self) -> Result:
        """The votes as they are now. In order: the last answer gets no point, each above it one more (Borda)."""
        choices = list(self.votes.values_list("choice", flat=True))
        options = list(self.options.all())
        scores, places, ranks = Counter[int](), Counter[int](), self.kind == self.Kind.RANK
        for choice in choices:
            for index, pk in enumerate(choice):
                scores[pk] += len(options) - 1 - index if ranks else 1
                places[pk] += index + 1
        level = Counter(scores[option.pk] for option in options)
        lines = [
            Line(
                option,
                place=1 + sum(scores[other.pk] > scores[option.pk] for other in options),
                is_tied=level[scores[option.pk]] > 1,
                score=scores[option.pk],
                share=100 * scores[option.pk] / len(choices) if choices else 0,
                mean=places[option.pk] / len(choices) if ranks and choices else None,
            )
            for option in options
        ]
        return Result(len(choices), sorted(lines, key=lambda line: line.place))


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
