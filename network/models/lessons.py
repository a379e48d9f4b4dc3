"""Lessons that were learned here or in another region, for who starts something like it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.classification import Classified, ClassifiedQuerySet
from network.models.library import Document
from network.models.people import User
from zenderen.lib.access import AnyUser, granted
from zenderen.lib.models import Edited


class LessonQuerySet(ClassifiedQuerySet["Lesson"]):
    """Sets of lessons."""

    def visible_to(self, user: AnyUser) -> Self:
        """By classification, and always for who wrote it."""
        shown = super().visible_to(user)
        return self.filter(Q(pk__in=shown.values("pk")) | Q(written_by=user.pk)) if user.is_authenticated else shown

    def regions(self) -> list[str]:
        """The other regions that lessons of this set come from."""
        return sorted(set(self.exclude(region="").order_by().values_list("region", flat=True)))


class Lesson(Classified, Edited):
    """What was learned, where, and what it means for others."""

    title = models.CharField(_("lesson"), max_length=160)
    situation = models.TextField(_("what was tried"), help_text=_("Where, with whom, and what for."))
    lesson = models.TextField(_("what was learned"))
    advice = models.TextField(_("what it means for others"), blank=True)
    region = models.CharField(
        _("region"), max_length=120, blank=True, help_text=_("Where it was learned, when that is not here.")
    )
    source = models.CharField(_("source"), max_length=250, blank=True, help_text=_("Report, meeting or web address."))
    learned_on = models.DateField(_("learned on"), default=timezone.localdate, null=True, blank=True)
    documents = models.ManyToManyField(
        Document, blank=True, related_name="lessons", verbose_name=_("documents about it"),
        help_text=_("Who may not read such a document does not see it here either."),
    )  # fmt: skip
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="lessons", verbose_name=_("written by")
    )

    objects = LessonQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[documents])

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["-learned_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(classification__in=["public", "internal", "confidential"]),
                name="network_lesson_classification_known",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the knowledge bank."""
        return reverse("network:lesson_detail", args=[self.pk])

    def may_be_changed_by(self, user: AnyUser) -> bool:
        """Its writer, and the network manager."""
        return (user.is_authenticated and self.written_by_id == user.pk) or "change_lesson" in granted(user, self)
