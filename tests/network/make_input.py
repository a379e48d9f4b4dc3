"""Input rounds and polls for the tests."""

import re
from uuid import uuid4

from network.models import Contribution, InputRound, Poll

QUESTIONS = (("Wat geeft hoop?", "green"), ("Wat zien we niet?", "yellow"), ("Wat is er nodig?", "blue"))
ANSWERS = ("Taakherschikking", "Triage", "Technologie", "Regionale avondzorg")


def make_round(*, status="open", questions=QUESTIONS, **fields):
    """A round with three questions, open and not moderated unless said otherwise."""
    fields = {"title": "Drie vragen", "is_moderated": False, **fields}
    row = InputRound.objects.create(status=status, **fields)
    for order, (text, colour) in enumerate(questions):
        row.questions.create(order=order, text=text, colour=colour)
    return row


def make_contribution(row, text="Samen eten", *, question=0, **fields):
    """What some phone brought in."""
    fields = {"standing": "shown", "device": uuid4().hex, "key": uuid4().hex, **fields}
    return Contribution.objects.create(question=row.questions.all()[question], text=text, **fields)


def make_poll(kind="one", *, status="open", answers=ANSWERS, **fields):
    """A poll with four answers."""
    poll = Poll.objects.create(question="Wat helpt het meest?", kind=kind, status=status, **fields)
    for order, text in enumerate(answers):
        poll.options.create(order=order, text=text)
    return poll


def make_vote(poll, *places):
    """A vote of some phone for the answers at these places (0, 1 …), the best first."""
    options = list(poll.options.all())
    return poll.votes.create(device=uuid4().hex, choice=[options[place].pk for place in places])


def hidden(page, *names):
    """The hidden fields of the form on a page, as a browser sends them back."""
    html = page.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in names}
