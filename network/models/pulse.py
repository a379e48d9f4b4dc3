"""The urgency pulse: one question to each partner, each quarter."""

import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.organisations import Organisation, OrganisationQuerySet
from network.models.people import User
from zenderen.lib.models import Edited, LockingQuerySet


class PulseQuerySet(LockingQuerySet["Pulse"]):
    """Sets of pulses."""

    def open(self) -> Self:
        """Those that can be answered today."""
        today = timezone.localdate()
        return self.filter(opens_on__lte=today, closes_on__gte=today)

    def planned(self) -> Self:
        """Those of which the first day is still to come: only who asks them knows."""
        return self.filter(opens_on__gt=timezone.localdate())

    def visible(self, *, all_of_them: bool) -> Self:
        """Those whose first day has come, or all."""
        return self.all() if all_of_them else self.filter(opens_on__lte=timezone.localdate())

    def closed(self) -> Self:
        """Those that can no longer be answered: only these are shown in figures."""
        return self.filter(closes_on__lt=timezone.localdate())

    def with_average(self) -> Self:
        """With the mean answer in ``average``, its spread in ``least`` and ``most``, and how many ``answered``."""
        return self.annotate(
            average=Avg("answers__score"),
            least=Min("answers__score"),
            most=Max("answers__score"),
            answered=models.Count("answers"),
        )


class Pulse(Edited):
    """The question of one quarter."""

    FEWEST = 3  # below so many answers the mean would tell what a single partner said
    FALL = 0.5  # so much less than a quarter before counts as falling

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=[MinValueValidator(1), MaxValueValidator(4)])
    question = models.CharField(
        _("question"), max_length=200, help_text=_("Keep it the same each quarter, so that the answers compare.")
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))

    objects = PulseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("urgency pulse")
        verbose_name_plural = _("urgency pulses")
        ordering = ["year", "quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter"],
                name="network_one_pulse_a_quarter",
                violation_error_message=_("This quarter has its question already."),
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="network_pulse_quarter_known"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="network_pulse_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("quarter %(quarter)s of %(year)s") % {"quarter": self.quarter, "year": self.year}

    def get_absolute_url(self) -> str:
        """The page of this quarter."""
        return reverse("network:pulse_detail", args=[self.pk])

    @property
    def label(self) -> str:
        """Short, for the axis of a chart."""
        return quarter_label(self.year, self.quarter)

    @property
    def shows_average(self) -> bool:
        """Whether enough partners answered to show the mean, on a row loaded ``with_average``."""
        return bool(self.answered >= self.FEWEST)  # type: ignore[attr-defined]

    @property
    def is_closed(self) -> bool:
        """Whether it can no longer be answered."""
        return self.closes_on < timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Whether it can be answered today."""
        return self.opens_on <= timezone.localdate() <= self.closes_on

    @staticmethod
    def asked() -> OrganisationQuerySet:
        """The partners that are asked; the project office facilitates and has no urgency of its own."""
        return Organisation.objects.can_sign()

    def waiting(self) -> OrganisationQuerySet:
        """The partners that have not answered."""
        return self.asked().exclude(pk__in=self.answers.values("organisation"))

    def respondents(self) -> models.QuerySet[User]:
        """Who is written to: the executives of who did not answer, and where there are none its members."""
        led = self.waiting().filter(leaders_group__user__is_active=True)
        groups = Q(groups__in=led.values("leaders_group"))
        groups |= Q(groups__in=self.waiting().exclude(pk__in=led.values("pk")).values("members_group"))
        return User.objects.filter(groups, is_active=True).distinct()


class PulseAnswer(models.Model):
    """What one partner answered; the last answer before closing counts."""

    LEAST, MOST = 1, 10
    FALL = 2  # so much less than a quarter before is worth a conversation

    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="answers", verbose_name=_("pulse"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="pulse_answers", verbose_name=_("organisation")
    )
    score = models.PositiveSmallIntegerField(
        _("answer"), validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)]
    )
    note = models.TextField(_("explanation"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("answered by"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer to a pulse")
        verbose_name_plural = _("answers to a pulse")
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["pulse", "organisation"], name="network_one_pulse_answer"),
            models.CheckConstraint(condition=Q(score__range=(1, 10)), name="network_pulse_score_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.score}"


def falling() -> tuple[Pulse, Pulse] | None:
    """The last closed pulse and the one before, ``with_average``, when the mean fell by ``Pulse.FALL`` or more."""
    closed = Pulse.objects.closed().with_average().filter(answered__gte=Pulse.FEWEST)  # type: ignore[misc]
    last, before = [*closed.order_by("-year", "-quarter")[:2], None, None][:2]
    if last is None or before is None or before.average - last.average < Pulse.FALL:
        return None
    return last, before


def partners_that_fell() -> list[PulseAnswer]:
    """Answers to the last closed question of partners that said ``PulseAnswer.FALL`` less than a quarter before.

    With what they said then in ``before``; the deepest fall first.
    """
    pulses = list(Pulse.objects.closed().order_by("-year", "-quarter")[:2])
    if len(pulses) < 2:
        return []
    last, earlier = pulses
    then = PulseAnswer.objects.filter(pulse=earlier, organisation=models.OuterRef("organisation"))
    answers = last.answers.annotate(before=models.Subquery(then.values("score")[:1]))
    fallen = answers.filter(before__gte=models.F("score") + PulseAnswer.FALL)
    return list(fallen.select_related("pulse", "organisation").order_by(models.F("score") - models.F("before"), "pk"))


def quarter_of(day: datetime.date) -> tuple[int, int]:
    """Year and quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1


def quarter_label(year: int, quarter: int) -> str:
    """Short, for charts and the heads of columns."""
    return gettext("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year}
