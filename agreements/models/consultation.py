"""What partners and councils say about a text before it is signed, and what was done with it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement
from agreements.models.people import person
from agreements.models.versions import Version
from network.models import Body, Seat, User
from zenderen.lib.models import LockingQuerySet


class CommentQuerySet(LockingQuerySet["Comment"]):
    """Sets of comments."""

    def unanswered(self) -> Self:
        """Those of which nobody said yet what was done with them."""
        return self.filter(outcome="")


class Comment(models.Model):
    """A remark on one article or on the whole of a version; stays with that version."""

    class Kind(models.TextChoices):
        """When it was made."""

        COMMENT = "comment", _("Comment")
        CHANGE = "change", _("Asks for a change")  # by somebody who was asked to sign

    class Outcome(models.TextChoices):
        """What was done with it."""

        ANSWERED = "answered", _("Answered")
        TAKEN_OVER = "taken_over", _("Taken over")

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="comments", editable=False, verbose_name=_("version")
    )
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.COMMENT, editable=False)
    article = models.PositiveSmallIntegerField(
        _("article"), null=True, blank=True, help_text=_("Leave empty when it is about the whole.")
    )
    text = models.TextField(_("comment"), max_length=5000)
    author = person(_("by"), null=True, editable=False)
    author_name = models.CharField(max_length=150, editable=False)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.CharField(_("what was done with it"), max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=5000)
    answered_by = person(_("answered by"), null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["article", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None)
                | ~Q(outcome="") & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="agreements_comment_answered_or_not",
            )
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:60]}"

    @property
    def is_answered(self) -> bool:
        """Whether somebody said what was done with it."""
        return self.outcome != ""

    def settle(self, outcome: str, answer: str, *, by: User) -> None:
        """Note what was done with it. On a locked row."""
        self.outcome, self.answer, self.answered_by, self.answered_at = outcome, answer, by, timezone.now()
        self.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])


class AdviceQuerySet(LockingQuerySet["Advice"]):
    """Sets of advices."""

    def asked_of(self, user: User) -> Self:
        """Those that a council in which this person sits today still has to give."""
        seats = Seat.objects.current().filter(user=user, body=models.OuterRef("body"))
        return self.filter(
            models.Exists(seats),
            given_at=None,
            version__ended_as="",
            version__consultation_closed_at=None,
            version__agreement__status=Agreement.Status.CONSULTATION,
        )


class Advice(models.Model):
    """What an advisory council was asked about a version, what it advised, and what was done with that."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="advices", editable=False, verbose_name=_("version")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("advisory council"))
    asked_by = person(_("asked by"), editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField(_("before"))
    text = models.TextField(_("advice"), blank=True, max_length=20_000)
    given_by = person(_("given by"), null=True, editable=False)
    given_by_name = models.CharField(max_length=150, blank=True, editable=False)
    given_at = models.DateTimeField(null=True, editable=False)
    response = models.TextField(_("what was done with it"), blank=True, max_length=5000)
    responded_by = person(_("answered by"), null=True, editable=False)
    responded_at = models.DateTimeField(null=True, editable=False)

    objects = AdviceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("advices")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "body"], name="agreements_one_advice"),
            models.CheckConstraint(
                condition=Q(text="", given_at=None, response="", responded_at=None)
                | ~Q(text="") & Q(given_at__isnull=False),
                name="agreements_advice_given_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}"

    @property
    def is_given(self) -> bool:
        """Whether the council has advised."""
        return self.given_at is not None

    @property
    def is_late(self) -> bool:
        """Whether the day has passed on which it was asked for, without an advice."""
        return not self.is_given and self.due_on < timezone.localdate()

    def give(self, text: str, *, by: User) -> None:
        """Record the advice. On a locked row."""
        self.text, self.given_by, self.given_by_name, self.given_at = text, by, str(by), timezone.now()
        self.save(update_fields=["text", "given_by", "given_by_name", "given_at"])

    def respond(self, response: str, *, by: User) -> None:
        """Note what was done with the advice. On a locked row."""
        self.response, self.responded_by, self.responded_at = response, by, timezone.now()
        self.save(update_fields=["response", "responded_by", "responded_at"])
