"""What people said: top-5 wishes and worries, the goals of residents, and who was spoken to by which method."""

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.audiences import Audience
from zenderen.lib.models import Edited, LockingQuerySet


class RankedList(Edited):
    """The wishes or the worries of an audience, in their order, as collected on a day."""

    class Kind(models.TextChoices):
        """What was asked."""

        WISHES = "wishes", _("Wishes")
        WORRIES = "worries", _("Worries")

    audience = models.CharField(_("audience"), max_length=15, choices=Audience.choices)
    kind = models.CharField(_("what was asked"), max_length=7, choices=Kind.choices)
    question = models.CharField(_("question"), max_length=200)
    collected_on = models.DateField(_("collected on"), null=True, blank=True)
    when = models.CharField(
        _("when, in words"), max_length=80, help_text=_("For example “10 February (year not given)”.")
    )
    source = models.CharField(_("source"), max_length=200)

    objects = LockingQuerySet["RankedList"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("list of wishes or worries")
        verbose_name_plural = _("lists of wishes and worries")
        ordering = ["audience", "kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["wishes", "worries"]), name="network_ranked_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_audience_display()}"


class RankedItem(Edited):
    """One place in such a list; projects that do something about it point to it."""

    list = models.ForeignKey(RankedList, on_delete=models.CASCADE, related_name="items", verbose_name=_("list"))
    rank = models.PositiveSmallIntegerField(_("place"))
    text = models.CharField(_("wish or worry"), max_length=200)

    objects = LockingQuerySet["RankedItem"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("wish or worry")
        verbose_name_plural = _("wishes and worries")
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["list", "rank"], name="network_one_item_a_rank")]

    def __str__(self) -> str:
        return self.text


class ResidentGoal(Edited):
    """What residents want of care in the region; traced to the projects that work on it."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    text = models.CharField(_("goal"), max_length=300)
    source = models.CharField(_("source"), max_length=200)

    objects = LockingQuerySet["ResidentGoal"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal of residents")
        verbose_name_plural = _("goals of residents")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.text


class ParticipationFigure(Edited):
    """How many people took part by one method; figures of different methods are never added up."""

    class Operator(models.TextChoices):
        """How exact the number is."""

        EXACT = "=", _("exactly")
        ABOUT = "~", _("approximately")
        MORE = ">", _("more than")
        LESS = "<", _("less than")

    operator = models.CharField(_("how exact"), max_length=1, choices=Operator.choices, default=Operator.EXACT)
    number = models.PositiveIntegerField(_("number"))
    what = models.CharField(_("of what"), max_length=120, help_text=_("For example “people spoken to”."))
    method = models.CharField(_("method"), max_length=160)
    source = models.CharField(_("source"), max_length=200)
    collected_on = models.DateField(_("collected on"), null=True, blank=True)

    objects = LockingQuerySet["ParticipationFigure"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("figure about participation")
        verbose_name_plural = _("figures about participation")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.words} {self.what}"

    @property
    def words(self) -> str:
        """The number, and how exact it is when it is not exact."""
        number = number_format(self.number, force_grouping=True)
        return number if self.operator == self.Operator.EXACT else f"{self.get_operator_display()} {number}"


class Conversation(Edited):
    """A group that was spoken to, and how."""

    who = models.CharField(_("who"), max_length=160)
    audience = models.CharField(_("audience"), max_length=15, choices=Audience.choices, blank=True)
    method = models.CharField(_("how"), max_length=160)
    figure = models.ForeignKey(
        ParticipationFigure, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations",
        verbose_name=_("counted in"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=200)

    objects = LockingQuerySet["Conversation"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("group that was spoken to")
        verbose_name_plural = _("groups that were spoken to")
        ordering = ["who"]

    def __str__(self) -> str:
        return self.who
