"""Quarters of the urgency pulse and hand-overs for the tests."""

import datetime

from django.utils import timezone

from network.models import HandOver, Pulse, PulseAnswer

QUESTION = "Hoe dringend vindt u het dat wij samenwerken?"


def make_pulse(quarter=None, *, closed=False, **fields):
    """The question of a quarter: open now, or closed since yesterday."""
    today = timezone.localdate()
    year, number = quarter or (today.year, 1)
    days = {"opens_on": today - datetime.timedelta(days=9), "closes_on": today + datetime.timedelta(days=9)}
    if closed:
        days["closes_on"] = today - datetime.timedelta(days=1)
    return Pulse.objects.create(year=year, quarter=number, **{"question": QUESTION, **days, **fields})


def make_answer(pulse, organisation, score, by, **fields):
    """What a partner answered."""
    return PulseAnswer.objects.create(pulse=pulse, organisation=organisation, score=score, answered_by=by, **fields)


def make_handover(giver, *, receiver=None, status="asked", **fields):
    """A hand-over that was asked of ``giver``, or given by them."""
    closed = {} if status == "asked" else {"closed_by": giver, "closed_at": timezone.now(), "agreed": "Alles."}
    fields = {"place": "Lid van de stuurgroep", "status": status, **closed, **fields}
    return HandOver.objects.create(giver=giver, receiver=receiver, **fields)
