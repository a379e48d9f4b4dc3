"""What follows once an agreement is in force: notice, what executives say of it, and how the cooperation goes."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement, executives_of
from agreements.models.people import person
from agreements.models.principles import BY_KEY
from agreements.models.signing_rules import Hand
from network.models import Organisation
from zenderen.lib.models import LockingQuerySet


class Notice(models.Model):
    """A party leaves the agreement, after the notice period of its text."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="notices", editable=False, verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("organisation")
    )
    given_by = person(_("given by"), editable=False)
    given_by_name = models.CharField(max_length=150, editable=False)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    factor = models.CharField(_("second factor"), max_length=12, editable=False)
    reason = models.TextField(_("reason"), max_length=2000)
    ends_on = models.DateField(_("last day as a party"), editable=False)

    objects = LockingQuerySet["Notice"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="agreements_one_notice"),
            models.CheckConstraint(condition=~Q(reason=""), name="agreements_notice_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.ends_on}"

    @property
    def is_over(self) -> bool:
        """Whether the party has left."""
        return self.ends_on < timezone.localdate()


class NoticePartQuerySet(LockingQuerySet["NoticePart"]):
    """Sets of parts of notices."""

    def waiting(self) -> Self:
        """Those that still count, of executives who are so today, where the others did not all follow yet."""
        same = {name: models.OuterRef(name) for name in ("agreement", "organisation")}
        in_office = executives_of("organisation", user=models.OuterRef("given_by"))
        fresh = self.filter(given_at__gte=timezone.now() - NoticePart.COUNTS_FOR)
        return fresh.filter(models.Exists(in_office), ~models.Exists(Notice.objects.filter(**same)))


class NoticePart(models.Model):
    """One executive gives notice where several must do so together: it counts until the others follow, or for a month.

    The notice itself is there when the signing rule of the party holds.
    """

    COUNTS_FOR = datetime.timedelta(days=30)

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="notice_parts", editable=False, verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("organisation")
    )
    given_by = person(_("given by"), editable=False)
    given_by_name = models.CharField(max_length=150, editable=False)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    factor = models.CharField(_("second factor"), max_length=12, editable=False)
    reason = models.TextField(_("reason"), max_length=2000)

    objects = NoticePartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("part of a notice")
        verbose_name_plural = _("parts of notices")
        ordering = ["given_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="agreements_notice_part_with_reason")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.given_by_name}"

    @property
    def hand(self) -> Hand:
        """Whose hand it was: in notices nobody acts by power of attorney."""
        return Hand(str(self.given_by_id), str(self.given_by_id))


class TestimonialQuerySet(LockingQuerySet["Testimonial"]):
    """Sets of testimonials."""

    def shown(self) -> Self:
        """Those whose author agrees today that everybody reads them."""
        return self.filter(consent_withdrawn_at=None)


class Testimonial(models.Model):
    """What an executive says about the cooperation, shown to everybody for as long as they agree."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="testimonials", editable=False, verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="testimonials", verbose_name=_("organisation")
    )
    author = person(_("by"), editable=False)
    author_name = models.CharField(max_length=150, editable=False)
    author_position = models.CharField(max_length=120, blank=True, editable=False)
    text = models.TextField(_("what you want to say"), max_length=1200)
    consented_at = models.DateTimeField(_("consent given at"), default=timezone.now, editable=False)
    consent_withdrawn_at = models.DateTimeField(_("consent withdrawn at"), null=True, editable=False)

    objects = TestimonialQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("testimonial")
        verbose_name_plural = _("testimonials")
        ordering = ["-consented_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "author"],
                condition=Q(consent_withdrawn_at=None),
                name="agreements_one_testimonial",
            )
        ]

    def __str__(self) -> str:
        return f"{self.author_name} ({self.organisation})"


class Review(models.Model):
    """The yearly review of the cooperation: each partner scores the principles."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    opened_by = person(_("opened by"), editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closes_on = models.DateField(_("open until"))

    objects = LockingQuerySet["Review"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("review of the cooperation")
        verbose_name_plural = _("reviews of the cooperation")
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def is_open(self) -> bool:
        """Whether partners can still answer."""
        return self.closes_on >= timezone.localdate()

    @classmethod
    def asked_on(cls, day: datetime.date | None = None) -> "Review | None":
        """The review that is open on this day (today)."""
        return cls.objects.filter(closes_on__gte=day or timezone.localdate()).first()


class ReviewScore(models.Model):
    """How one partner scores one principle, with a note."""

    SCORES = [
        (1, _("1 – not at all")),
        (2, _("2 – hardly")),
        (3, _("3 – partly")),
        (4, _("4 – mostly")),
        (5, _("5 – fully")),
    ]

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores", verbose_name=_("review"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="review_scores", verbose_name=_("organisation")
    )
    principle = models.CharField(_("principle"), max_length=40)
    score = models.PositiveSmallIntegerField(_("score"), choices=SCORES)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    given_by = person(_("by"))
    given_by_name = models.CharField(max_length=150)
    given_at = models.DateTimeField(default=timezone.now)

    objects = LockingQuerySet["ReviewScore"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["organisation__name", "principle"]
        constraints = [
            models.UniqueConstraint(fields=["review", "organisation", "principle"], name="agreements_one_score"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="agreements_score_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.principle}: {self.score}"

    @property
    def title(self) -> str:
        """The principle in a few words."""
        return str(BY_KEY[self.principle].title)
