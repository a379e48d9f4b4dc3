"""What people said in the demo, arrangements that differ, and words of executives of invented organisations."""

from typing import Any

from agreements.models import Agreement, Testimonial
from network.models import (
    Arrangement,
    ArrangementTerm,
    Conversation,
    Membership,
    ParticipationFigure,
    RankedItem,
    RankedList,
    ResidentGoal,
)
from projects.models import Project
from zenderen.demo.loading import Chapter, content, organisation, person
from zenderen.demo.projects import MARK


def load_voices() -> None:
    """Wishes, worries and goals with the projects that answer them; figures, and who was spoken to."""
    story = content("voices")
    source = {"source": story["source"]}
    for row in story["list"]:
        words = {name: row[name] for name in ("audience", "kind", "question", "when")}
        ranked = RankedList.objects.create(**words, **source)
        for rank, (text, titles) in enumerate(row["items"], start=1):
            RankedItem.objects.create(list=ranked, rank=rank, text=text).projects.set(_projects(titles))
    for number, (text, titles) in story["goals"].items():
        goal: Any = ResidentGoal.objects.create(number=int(number), text=text, **source)
        goal.projects.set(_projects(titles))
    for row in story["figure"]:
        words = {name: row[name] for name in ("operator", "number", "what", "method")}
        figure = ParticipationFigure.objects.create(**words, **source)
        _converse(row, figure=figure, **source)
    for row in story["conversation"]:
        _converse(row, **source)


def _projects(titles: list[str]) -> list[Project]:
    return [Project.objects.get(title=f"{title} {MARK}") for title in titles]


def _converse(row: dict[str, Any], **words: Any) -> None:
    for who, audience in row.get("groups", ()):
        Conversation.objects.create(who=who, audience=audience, method=row["method"], **words)


def load_arrangements() -> None:
    """One that a source tells of, and one that is an example."""
    for row in content("voices")["arrangement"]:
        words = {name: row[name] for name in ("subject", "about", "outcome") if name in row}
        arrangement = Arrangement.objects.create(**words)
        for name, text in row.get("terms", ()):
            ArrangementTerm.objects.create(arrangement=arrangement, organisation=organisation(name), text=text)


def load_testimonials() -> None:
    """Written past the form, as the seal of their agreement is still being made when the demo is loaded."""
    for row in content("voices")["testimonial"]:
        author = person(row["by"])
        place = author.memberships.select_related("organisation").get(role=Membership.Role.EXECUTIVE)
        Testimonial.objects.create(
            agreement=Agreement.objects.get(title=row["agreement"]),
            organisation=place.organisation,
            author=author,
            author_name=str(author),
            author_position=author.position,
            text=row["text"],
        )


CHAPTERS = (
    Chapter("what people said", RankedList.objects.exists, load_voices),
    Chapter("arrangements that differ", Arrangement.objects.exists, load_arrangements),
    Chapter("words of executives", Testimonial.objects.exists, load_testimonials),
)
