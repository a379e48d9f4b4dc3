"""Input rounds and polls: one that was harvested, one to try, and a poll that a source tells of."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from network.actions.rounds import follow_up, merge
from network.models import Classification, Contribution, InputRound, Poll
from zenderen.demo import accounts
from zenderen.demo.loading import Chapter, content, in_the_past, person


def load_rounds() -> None:
    """Rounds with their questions, and of the first what was made of it."""
    for row in content("hall")["round"]:
        facts = {name: row[name] for name in ("code", "title", "status", "introduction")}
        round_ = InputRound.objects.create(**facts)
        for order, (colour, text) in enumerate(row["questions"]):
            round_.questions.create(order=order, colour=colour, text=text)
        for insight in row.get("insight", ()):
            _insight(round_, insight)
        for loose in row.get("loose", ()):
            _say(round_, loose["said"])


def _insight(round_: InputRound, row: dict[str, Any]) -> None:
    insight = merge(round_, [each.pk for each in _say(round_, row["said"])], into=None, title=row["title"])
    insight.text = row["text"]
    insight.save(update_fields=["text"])
    title, days = row["action"]
    due_on = timezone.localdate() + timedelta(days=days)
    with in_the_past():
        follow_up(
            insight.pk,
            title=title,
            owner=person(accounts.PROJECT_MANAGER),
            due_on=due_on,
            classification=Classification.PUBLIC,
            by=person(accounts.NETWORK_MANAGER),
        )


def _say(round_: InputRound, said: list[list[str]]) -> list[Contribution]:
    """Each on a phone of its own, with a key that no phone has."""
    questions = {question.colour: question for question in round_.questions.all()}
    before = Contribution.objects.of_round(round_.pk).count()
    return [
        Contribution.objects.create(
            question=questions[colour],
            audience=audience,
            text=text,
            standing=Contribution.Standing.SHOWN,
            device=f"demo {before + number}",
            key="demo",
        )
        for number, (colour, audience, text) in enumerate(said)
    ]


def load_polls() -> None:
    """A poll that was held elsewhere, told without numbers, and one to try."""
    for row in content("hall")["poll"]:
        answers = row.pop("answers", [])
        poll = Poll.objects.create(**row)
        for order, text in enumerate(answers):
            poll.options.create(order=order, text=text)


CHAPTERS = (
    Chapter("what a hall brought in, and a round to try", InputRound.objects.exists, load_rounds),
    Chapter("polls", Poll.objects.exists, load_polls),
)
