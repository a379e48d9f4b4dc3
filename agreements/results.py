"""What came out of a yearly review: per principle the mean and the spread, as a drawing and as numbers."""

import datetime
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import localize

from agreements.models import Review, ReviewScore
from agreements.models.principles import PRINCIPLES, Principle
from network.models import Organisation

LEFT, STEP = 20, 90  # of the drawing: where score 1 stands, and how far the next one is


class Line(NamedTuple):
    """One principle: how many answered, and what; ``before`` is the mean of the review before."""

    key: str
    title: str
    statement: str
    answers: int
    mean: float | None
    lowest: int | None
    highest: int | None
    before: float | None

    @property
    def mean_text(self) -> str:
        """The mean with one decimal, as this language writes it; empty without answers."""
        return "" if self.mean is None else str(localize(round(self.mean, 1)))

    @property
    def change(self) -> float | None:
        """How much higher than the time before, rounded as both are shown."""
        if self.mean is None or self.before is None:
            return None
        return round(round(self.mean, 1) - round(self.before, 1), 1)

    @property
    def change_text(self) -> str:
        """With its sign, which zero has not."""
        if self.change is None:
            return ""
        text = str(localize(abs(self.change)))
        return f"+{text}" if self.change > 0 else f"\N{MINUS SIGN}{text}" if self.change < 0 else text

    @property
    def direction(self) -> str:
        """As the trend tag names it."""
        change = self.change or 0
        return "up" if change > 0 else "down" if change < 0 else "same"

    @property
    def drawing(self) -> dict[str, str]:
        """Where the parts of the drawing stand, from left to right."""
        if self.mean is None or self.lowest is None or self.highest is None:
            return {}
        places = {"lowest": self.lowest, "highest": self.highest, "mean": self.mean}
        if self.before is not None:
            places["before"] = self.before
        return {name: f"{LEFT + (score - 1) * STEP:.0f}" for name, score in places.items()}


class Outcome(NamedTuple):
    """All that was answered in a review."""

    review: Review
    before: Review | None
    lines: list[Line]
    partners: list[Organisation]
    scores: dict[int, dict[str, ReviewScore]]  # by organisation and principle

    @property
    def answered(self) -> set[int]:
        """The organisations (keys) that answered."""
        return set(self.scores)

    @property
    def missing(self) -> list[Organisation]:
        """Who was asked and did not answer."""
        return [partner for partner in self.partners if partner.pk not in self.scores]

    def rows_for(self, organisations: set[int] | None) -> list[dict[str, Any]]:
        """Per partner its scores in the order of the principles; only these organisations, or all."""
        shown = [partner for partner in self.partners if partner.pk in self.scores]
        if organisations is not None:
            shown = [partner for partner in shown if partner.pk in organisations]
        return [
            {"organisation": partner, "cells": [self.scores[partner.pk].get(line.key) for line in self.lines]}
            for partner in shown
        ]


def of(review: Review) -> Outcome:
    """What was answered, beside the review before it; in a few queries, however many answers there are."""
    before = Review.objects.filter(year__lt=review.year).order_by("-year").first()
    scores: dict[int, dict[str, ReviewScore]] = defaultdict(dict)
    values: dict[str, list[int]] = defaultdict(list)
    for row in review.scores.select_related("organisation"):
        scores[row.organisation_id][row.principle] = row
        values[row.principle].append(row.score)
    means = _means(before)
    lines = [_line(principle, values[principle.key], means.get(principle.key)) for principle in PRINCIPLES]
    return Outcome(review, before, lines, _asked(review, set(scores)), dict(scores))


def with_counts(reviews: QuerySet[Review]) -> QuerySet[Any]:
    """With how many partners answered, in ``answered``."""
    return reviews.annotate(answered=Count("scores__organisation", distinct=True))


def _line(principle: Principle, scores: list[int], before: float | None) -> Line:
    title, statement = str(principle.title), str(principle.statement)
    if not scores:
        return Line(principle.key, title, statement, 0, None, None, None, before)
    mean = sum(scores) / len(scores)
    return Line(principle.key, title, statement, len(scores), mean, min(scores), max(scores), before)


def _means(review: Review | None) -> dict[str, float]:
    values: dict[str, list[int]] = defaultdict(list)
    for principle, score in review.scores.values_list("principle", "score") if review else ():
        values[principle].append(score)
    return {principle: sum(scores) / len(scores) for principle, scores in values.items()}


def _asked(review: Review, answered: set[int]) -> list[Organisation]:
    """The partners of that time: today's while it is open, afterwards those of its last day; and all who answered."""
    partners = Organisation.objects.can_sign()
    if review.is_open:
        asked = set(partners.values_list("pk", flat=True))
    else:
        moment = timezone.make_aware(datetime.datetime.combine(review.closes_on, datetime.time.max))
        history: Any = Organisation.history
        then = history.as_of(moment).filter(is_partner=True).exclude(kind=Organisation.Kind.PROJECT_OFFICE)
        asked = {organisation.pk for organisation in then}
    return list(Organisation.objects.filter(pk__in=asked | answered).order_by("name"))
