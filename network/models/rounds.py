"""Input rounds: questions to a hall or a region, what people bring in, and what becomes of it."""

import secrets
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.audiences import Audience
from network.models.conferences import Conference
from network.models.followup import Action
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def short_code(length: int = 5) -> str:
    """A code that is read out in a hall and typed on a phone."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def own_code() -> str:
    """The code of one contribution: longer, so that nobody comes upon it by trying."""
    return short_code(10)


class Stage(models.TextChoices):
    """Whether people can take part; the same for rounds and polls."""

    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


NEXT_STAGES: dict[Any, set[Any]] = {
    Stage.DRAFT: {Stage.OPEN},
    Stage.OPEN: {Stage.CLOSED},
    Stage.CLOSED: {Stage.OPEN},
}


class InputRoundQuerySet(LockingQuerySet["InputRound"]):
    """Sets of rounds."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those that have begun; for who prepares them all."""
        prepares = "network.change_inputround" in global_permissions(user)
        return self.all() if prepares else self.exclude(status=Stage.DRAFT)

    def with_numbers(self) -> Self:
        """With ``brought_in``, what may be on the screen, and ``waiting``, what nobody looked at yet."""
        standing, given = "questions__contributions__standing", "questions__contributions"
        return self.annotate(
            brought_in=Count(given, filter=Q(**{standing: "shown"})),
            waiting=Count(given, filter=Q(**{standing: "waiting"})),
        ).order_by("-pk")


class InputRound(Lifecycle, Edited):
    """A set of questions that people answer on their phones, without an account."""

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = NEXT_STAGES

    title = models.CharField(_("title"), max_length=120)
    code = models.CharField(_("code"), max_length=12, unique=True, default=short_code, editable=False)
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="input_rounds",
        verbose_name=_("conference"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=6, choices=Stage.choices, default=Stage.DRAFT, editable=False)
    introduction = models.TextField(_("introduction"), blank=True)
    is_moderated = models.BooleanField(
        _("somebody looks at it first"), default=True, help_text=_("Otherwise it is on the screen at once.")
    )
    most = models.PositiveSmallIntegerField(_("contributions for each question and phone"), default=3)

    objects = InputRoundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("input round")
        verbose_name_plural = _("input rounds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "open", "closed"]), name="network_round_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where people take part, and later read what came of it."""
        return reverse("network:input_answer", args=[self.code])

    @property
    def is_open(self) -> bool:
        """Whether people can take part now."""
        return bool(self.status == Stage.OPEN)

    @property
    def first_standing(self) -> "Contribution.Standing":
        """Where a contribution begins, and begins again when its words change."""
        return Contribution.Standing.WAITING if self.is_moderated else Contribution.Standing.SHOWN


class Question(Edited):
    """One question of a round, in its colour."""

    class Colour(models.TextChoices):
        """The colours of the cards on the wall."""

        GREEN = "green", _("Green")
        YELLOW = "yellow", _("Yellow")
        BLUE = "blue", _("Blue")
        GREY = "grey", _("Grey")

    round = models.ForeignKey(
        InputRound, on_delete=models.CASCADE, related_name="questions", editable=False, verbose_name=_("round")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, editable=False)
    colour = models.CharField(_("colour"), max_length=6, choices=Colour.choices, default=Colour.GREY)
    text = models.CharField(_("question"), max_length=200)

    objects = LockingQuerySet["Question"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Insight(Edited):
    """What several contributions say together, and the actions that follow from it."""

    round = models.ForeignKey(
        InputRound, on_delete=models.CASCADE, related_name="insights", editable=False, verbose_name=_("round")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, editable=False)
    title = models.CharField(_("insight"), max_length=200)
    text = models.TextField(_("explanation"), blank=True)
    actions = models.ManyToManyField(Action, blank=True, related_name="insights", editable=False)

    objects = LockingQuerySet["Insight"].as_manager()
    history = HistoricalRecords(m2m_fields=[actions])

    class Meta:
        verbose_name = _("insight")
        verbose_name_plural = _("insights")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class ContributionQuerySet(LockingQuerySet["Contribution"]):
    """Sets of contributions."""

    def shown(self) -> Self:
        """Those that may be on the screen."""
        return self.filter(standing=Contribution.Standing.SHOWN)

    def of_round(self, round_id: int) -> Self:
        """Those of one round."""
        return self.filter(question__round=round_id)


class Contribution(models.Model):
    """What somebody brought in; nothing is kept about who it was but a key that only their phone has."""

    class Standing(models.TextChoices):
        """Whether it may be on the screen."""

        WAITING = "waiting", _("Waits to be looked at")
        SHOWN = "shown", _("Shown")
        HIDDEN = "hidden", _("Not shown")

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("question")
    )
    text = models.CharField(_("contribution"), max_length=400)
    audience = models.CharField(_("I am"), max_length=15, choices=Audience.choices, blank=True)
    standing = models.CharField(
        _("standing"), max_length=7, choices=Standing.choices, default=Standing.WAITING, editable=False
    )
    insight = models.ForeignKey(
        Insight, on_delete=models.SET_NULL, null=True, related_name="contributions", editable=False,
        verbose_name=_("insight"),
    )  # fmt: skip
    device = models.CharField(max_length=64, editable=False)  # SHA-256 of the phone's key and the round
    key = models.CharField(max_length=36, editable=False)  # made by the form: the same form sent twice is one row
    code = models.CharField(_("code to follow it by"), max_length=12, editable=False, default=own_code)
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "device", "key"], name="network_contribution_once"),
            models.CheckConstraint(
                condition=Q(standing__in=["waiting", "shown", "hidden"]), name="network_contribution_standing_known"
            ),
        ]
        indexes = [models.Index(fields=["question", "standing"]), models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.text
