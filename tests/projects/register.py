"""Bottlenecks, requests, indicators and evaluations for the tests, made the way the portal makes them."""

import datetime
from itertools import count

from django.utils import timezone

from projects import actions
from projects.models import Bottleneck, BottleneckStep, Evaluation, Indicator, Measurement, RegulatoryRequest
from tests import factories

_numbers = count(1)


def make_bottleneck(*, by=None, days_ago=0, level="floor", **fields):
    """An open bottleneck, reported so many days ago and brought to this level by its reporter just then."""
    by = by or factories.UserFactory()
    fields = {"title": f"Knelpunt {next(_numbers)}", "about": "Er zijn te weinig handen.", **fields}
    bottleneck = actions.report_bottleneck(by=by, **fields)
    while bottleneck.level != level:
        bottleneck = move(bottleneck, "raise", by=by)
    at = timezone.now() - datetime.timedelta(days=days_ago)
    if days_ago:
        Bottleneck.objects.filter(pk=bottleneck.pk).update(reported_at=at)
        bottleneck.steps.update(at=at)
    return Bottleneck.objects.get(pk=bottleneck.pk)


def move(bottleneck, act, *, by, **fields):
    """Take a step, as who saw the bottleneck as it is now."""
    edition = Bottleneck.objects.get(pk=bottleneck.pk).edition
    fields = {"reason": "Dit lukt ons zelf niet.", **fields}
    return actions.move_bottleneck(bottleneck.pk, act, edition=edition, by=by, **fields)


def age(bottleneck, *days):
    """Let its steps lie so many days ago, the first one first."""
    for step, ago in zip(bottleneck.steps.order_by("pk"), days, strict=True):
        at = timezone.now() - datetime.timedelta(days=ago)
        BottleneckStep.objects.filter(pk=step.pk).update(at=at)


def make_request(**fields):
    """Something asked of an authority last week."""
    asked_on = timezone.localdate() - datetime.timedelta(days=7)
    given = {"authority": "Inspectie", "rule": "Aanrijtijden", "asked": "Mag het ook zo?", "asked_on": asked_on}
    return RegulatoryRequest.objects.create(**{**given, **fields})


def make_indicator(**fields):
    """Something that is counted."""
    given = {
        "name": f"Meetpunt {next(_numbers)}",
        "definition": "Wat telt mee, en wat niet.",
        "source": "Registratie van de huisartsenpost",
        "period": "elk kwartaal",
        "unit": "%",
    }
    return Indicator.objects.create(**{**given, **fields})


def make_measurement(indicator, value, *, on="2026-03-31", by=None, **fields):
    """A value of one period; None: not measured."""
    by = by or factories.UserFactory()
    return Measurement.objects.create(indicator=indicator, value=value, on=on, entered_by=by, **fields)


def make_evaluation(project, *, by=None, **fields):
    """A look back that led to a change."""
    given = {
        "period": "Zes maanden",
        "question": "Werkt het?",
        "findings": "Het werkt, maar niet overal.",
        "verdict": Evaluation.Verdict.ADJUST,
        "adjustment": "Twee groepen in plaats van een.",
        "written_by": by or factories.UserFactory(),
    }
    return Evaluation.objects.create(project=project, **{**given, **fields})
