"""Ways to fill a sheet, the one that says most first: what is said about each project, theme or partner."""

import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, npgettext
from django.utils.translation import gettext as _

from network.models import Audience
from projects.models import Level, Project
from projects.sheet.cards import Card, Item, Part
from projects.sheet.formats import Format

Plan = list[list[Card]]

AT_MOST = 14  # cards that stay readable; what is left out is counted


class Draft(NamedTuple):
    """Cards that say equally much, and the ways to spread them over rows."""

    smallest: float  # text size from which this is enough, in rem
    pad: float
    heading: float  # the size of a title in sizes of the text
    plans: list[Plan]
    left_out: int = 0
    is_even: bool = True  # cards in a row are equally wide


class Detail(NamedTuple):
    """How much is said about each project; lengths in letters."""

    smallest: float
    pad: float
    heading: float
    title: int
    reason: int
    asks: int
    milestone: int
    partners: int  # names; 0: only how many; -1: nothing
    summary: int = 0
    steps: int = 0  # milestones by name
    merged: bool = False  # milestones and the next one in a single sentence


# What is asked goes before the reason of a project that is not on course: that one always stands beside its state.
# A title is cut last of all.
DETAILS = (
    Detail(4.2, 2.6, 1.4, 200, 300, 300, 160, 30, summary=300, steps=7),
    Detail(3.8, 2.6, 1.4, 200, 300, 300, 160, 30, summary=300),
    Detail(3.2, 2.4, 1.4, 200, 300, 300, 160, 30),
    Detail(2.8, 2.4, 1.4, 200, 160, 160, 120, 12),
    Detail(2.6, 2.2, 1.4, 200, 110, 110, 80, 8),
    Detail(0, 2.0, 1.35, 200, 80, 80, 60, 5),
    Detail(0, 1.8, 1.25, 200, 70, 50, 50, 3),
    Detail(0, 1.8, 1.2, 200, 70, 0, 45, 2),
    Detail(0, 1.6, 1.15, 200, 70, 0, 60, 2, merged=True),
    Detail(0, 1.4, 1.1, 200, 50, 0, 40, 0, merged=True),
    Detail(0, 1.2, 1.1, 200, 60, 0, 30, -1, merged=True),
    Detail(0, 1.0, 1.05, 200, 50, 0, 25, -1, merged=True),
    Detail(0, 1.0, 1.05, 200, 60, 0, 0, -1, merged=True),
    Detail(0, 1.0, 1.05, 200, 30, 0, 0, -1, merged=True),
    Detail(0, 1.0, 1.05, 120, 30, 0, 0, -1, merged=True),
    Detail(0, 1.0, 1.0, 80, 30, 0, 0, -1, merged=True),
    Detail(0, 1.0, 1.0, 50, 25, 0, 0, -1, merged=True),
)


def of_theme(data: dict[str, Any], sheet: Format) -> Iterator[Draft]:
    """A card for each project."""
    return _of_projects(data, sheet, has_theme=False)


def of_partner(data: dict[str, Any], sheet: Format) -> Iterator[Draft]:
    """A card for each project that the partner is active in, in the colour of its theme and with its role."""
    return _of_projects(data, sheet, has_theme=True)


def _of_projects(data: dict[str, Any], sheet: Format, *, has_theme: bool) -> Iterator[Draft]:
    projects = [project | {"state": _state(project), "reached": _reached(project)} for project in data["projects"]]
    for count in range(min(len(projects), AT_MOST), 0, -1):
        for detail in DETAILS:
            cards = [_project_card(project, detail, has_theme=has_theme) for project in projects[:count]]
            plans = [deal(cards, split) for split in splits(count, sheet.columns)]
            yield Draft(*_looks(detail), plans, left_out=len(projects) - count)


def _looks(detail: Any) -> tuple[float, float, float]:
    return detail.smallest, detail.pad, detail.heading


def _project_card(project: dict[str, Any], detail: Detail, *, has_theme: bool) -> Card:
    parts = [Part("eyebrow", _short(project["theme"], 40 if detail.merged else 120), own=True)] if has_theme else []
    parts += [Part("title", _short(project["title"], detail.title), own=True), project["state"]]
    if project["reason"]:
        parts.append(Part("prose", _short(project["reason"], detail.reason), own=True))
    if detail.summary and project["summary"]:
        parts.append(Part("prose", _short(project["summary"], detail.summary), own=True))
    parts += _progress(project, detail)
    if has_theme and project["role"] and detail.partners >= 0:
        parts.append(Part("prose", _short(project["role"], detail.reason), own=True))
    if with_whom := _with(project["partners"], detail.partners):
        parts.append(Part("soft", with_whom))
    if detail.asks and project["asks"]:
        parts.append(Part("asks", _short(project["asks"], detail.asks), own=True))
    return Card(parts, tone=project["tone"])


def _state(project: dict[str, Any]) -> Part:
    level = project["level"]
    words = str(Level(level).label if level else Project.Status(project["status"]).label)
    day = project["reported_on"] and _day(project["reported_on"])
    age = (_("reported %(day)s") % {"day": day} if day else _("never reported yet")) if level else ""
    return Part("state", words, more=age, mark=level or "planned")


def _progress(project: dict[str, Any], detail: Detail) -> list[Part]:
    steps = project["steps"]
    ahead = [step for step in steps if not step["done_on"]]
    following = ""
    if ahead and detail.milestone:
        due = ahead[0]["due_on"]
        title = _short(ahead[0]["title"], detail.milestone)
        following = _("Next: %(milestone)s") % {"milestone": title} + (f" ({_day(due)})" if due else "")
    if not steps:
        return []
    reached = project["reached"]
    if detail.merged:
        return [Part("prose", f"{reached}. {following}" if following else reached)]
    parts = [_bar(project), Part("prose", reached)]
    if detail.steps and len(steps) > 1:
        return [*parts, Part("steps", items=_some(steps, detail.steps, detail.milestone))]
    return [*parts, Part("prose", following)] if following else parts


def _bar(project: dict[str, Any]) -> Part:
    steps = project["steps"]
    return Part("bar", percent=round(100 * sum(bool(step["done_on"]) for step in steps) / len(steps)))


def _reached(project: dict[str, Any]) -> str:
    done, total = sum(bool(step["done_on"]) for step in project["steps"]), len(project["steps"])
    words = ngettext("%(done)s of %(n)s milestone reached", "%(done)s of %(n)s milestones reached", total)
    return words % {"done": done, "n": total}


def _some(steps: list[dict[str, Any]], at_most: int, length: int) -> tuple[Item, ...]:
    """The last one that was reached, and what lies ahead; how many more there are."""
    ahead = [step for step in steps if not step["done_on"]]
    done = [step for step in steps if step["done_on"]]
    shown = done[len(done) - max(1, at_most - len(ahead)) :] if len(done) > 1 else done
    shown = [*shown, *ahead][:at_most]
    items = [_step(step, length) for step in shown]
    if more := len(steps) - len(shown):
        items.append(Item(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}, "", "more"))
    return tuple(items)


def _step(step: dict[str, Any], length: int) -> Item:
    if step["done_on"]:
        return Item(_short(step["title"], length), _("reached %(day)s") % {"day": _day(step["done_on"])}, "done")
    return Item(_short(step["title"], length), _day(step["due_on"]) if step["due_on"] else "", "open")


def _with(names: list[str], at_most: int) -> str:
    if not names or at_most < 0:
        return ""
    if not at_most:
        return ngettext("With %(n)s partner", "With %(n)s partners", len(names)) % {"n": len(names)}
    shown, more = names[:at_most], len(names) - at_most
    words = ", ".join(shown)
    if more > 0:
        words = ngettext("%(names)s and %(n)s other", "%(names)s and %(n)s others", more) % {"names": words, "n": more}
    return _("With %(names)s") % {"names": words}


# --- One project ----------------------------------------------------------------------------------------------------


class Story(NamedTuple):
    """How much is said on the sheet of a single project; lengths in letters."""

    smallest: float
    pad: float
    heading: float
    goal: int
    reason: int
    asks: int
    steps: int
    milestone: int
    partners: int
    role: int
    benefits: int
    benefit: int


STORIES = (
    Story(3.4, 3.0, 1.25, 900, 500, 500, 14, 160, 30, 200, 8, 300),
    Story(2.8, 2.6, 1.2, 700, 400, 400, 14, 160, 20, 120, 6, 200),
    Story(2.6, 2.4, 1.2, 500, 300, 300, 10, 120, 14, 80, 5, 140),
    Story(0, 2.2, 1.15, 400, 250, 250, 8, 100, 12, 60, 4, 100),
    Story(0, 2.0, 1.15, 300, 200, 200, 6, 80, 10, 40, 3, 80),
    Story(0, 1.8, 1.1, 220, 160, 160, 5, 60, 8, 0, 2, 80),
    Story(0, 1.6, 1.1, 160, 120, 120, 4, 50, 6, 0, 0, 0),
    Story(0, 1.4, 1.05, 110, 90, 90, 3, 45, 4, 0, 0, 0),
    Story(0, 1.2, 1.0, 80, 60, 60, 2, 35, 2, 0, 0, 0),
)


def of_project(data: dict[str, Any], sheet: Format) -> Iterator[Draft]:
    """Where it stands, what it is for, its milestones, who takes part, what is asked and what it brings."""
    for story in STORIES:
        found = {name: card for name, make in _BLOCKS.items() if (card := make(data, story))}
        plans = [
            [row for names in plan if (row := [found[name] for name in names if name in found])]
            for plan in (_BESIDE if sheet.panel else _UPRIGHT)
        ]
        yield Draft(*_looks(story), plans, is_even=False)


def _where(data: dict[str, Any], story: Story) -> Card:
    project = data["projects"][0]
    parts = [_state(project)]
    if project["reason"]:
        parts.append(Part("prose", _short(project["reason"], story.reason), own=True))
    if project["steps"]:
        parts += [_bar(project), Part("prose", _reached(project))]
    return Card(parts, tone=data["tone"], scale=1.2)


def _goal(data: dict[str, Any], story: Story) -> Card | None:
    if not data["goal"]:
        return None
    words = Part("prose", _short(data["goal"], story.goal), own=True)
    return Card([Part("title", _("What will be different")), words], tone=data["tone"])


def _ask(data: dict[str, Any], story: Story) -> Card | None:
    asks = data["projects"][0]["asks"]
    if not asks:
        return None
    words = Part("prose", _short(asks, story.asks), own=True)
    return Card([Part("title", _("What we ask")), words], tone=data["tone"], look="tinted")


def _milestones(data: dict[str, Any], story: Story) -> Card | None:
    steps = data["projects"][0]["steps"]
    if not steps:
        return None
    items = _some(steps, story.steps, story.milestone)
    return Card([Part("title", _("Milestones")), Part("steps", items=items)], tone=data["tone"])


def _partners(data: dict[str, Any], story: Story) -> Card | None:
    parts = data["parts"]
    if not parts:
        return None
    items = [
        Item(part["name"], _short(part["role"], story.role) if story.role else "") for part in parts[: story.partners]
    ]
    if more := len(parts) - len(items):
        items.append(Item("", ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}))
    return Card([Part("title", _("Who takes part")), Part("names", items=tuple(items))], tone=data["tone"])


def _benefits(data: dict[str, Any], story: Story) -> Card | None:
    if not data["benefits"] or not story.benefits:
        return None
    items = tuple(
        Item(str(Audience(one["audience"]).label), _short(one["text"], story.benefit))
        for one in data["benefits"][: story.benefits]
    )
    return Card([Part("title", _("What it brings")), Part("names", items=items)], tone=data["tone"])


_BLOCKS: dict[str, Callable[[dict[str, Any], Story], Card | None]] = {
    "where": _where,
    "goal": _goal,
    "ask": _ask,
    "milestones": _milestones,
    "partners": _partners,
    "benefits": _benefits,
}
_UPRIGHT = (
    (("where",), ("goal", "ask"), ("milestones", "partners"), ("benefits",)),
    (("where", "ask"), ("goal", "benefits"), ("milestones", "partners")),
    (("where",), ("goal",), ("milestones", "partners"), ("benefits", "ask")),
    (("where", "goal"), ("milestones", "partners"), ("benefits", "ask")),
)
_BESIDE = (
    (("where", "goal"), ("milestones", "partners"), ("benefits", "ask")),
    (("where", "goal", "ask"), ("milestones", "partners", "benefits")),
    (("where", "ask"), ("goal", "milestones", "partners"), ("benefits",)),
    (("where", "goal"), ("milestones", "partners", "ask"), ("benefits",)),
)


# --- The network ----------------------------------------------------------------------------------------------------


class Overview(NamedTuple):
    """How much is said about each theme; lengths in letters."""

    smallest: float
    pad: float
    heading: float
    name: int
    ambition: int
    ambitions: int
    has_words: bool = True  # of the levels; without: only their bar


OVERVIEWS = (
    Overview(3.6, 2.8, 1.4, 200, 400, 200),
    Overview(3.0, 2.6, 1.4, 200, 250, 200),
    Overview(2.6, 2.4, 1.35, 200, 180, 160),
    Overview(0, 2.0, 1.3, 200, 120, 120),
    Overview(0, 1.8, 1.2, 200, 80, 100),
    Overview(0, 1.6, 1.15, 200, 0, 100),
    Overview(0, 1.4, 1.1, 200, 0, 80),
    Overview(0, 1.2, 1.05, 120, 0, 50),
    Overview(0, 1.2, 1.0, 70, 0, 50, has_words=False),
    Overview(0, 1.0, 1.0, 50, 0, 0, has_words=False),
)


def of_network(data: dict[str, Any], sheet: Format) -> Iterator[Draft]:
    """What the partners want together, and a card for each theme with how its projects stand."""
    themes = data["themes"]
    for count in range(min(len(themes), AT_MOST), 0, -1):
        for overview in OVERVIEWS:
            cards = [_theme_card(theme, overview) for theme in themes[:count]]
            if data["ambitions"] and overview.ambitions:
                cards.insert(0, _ambitions(data["ambitions"], overview))
            plans = [deal(cards, split) for split in splits(len(cards), sheet.columns)]
            yield Draft(*_looks(overview), plans, left_out=len(themes) - count)


def _ambitions(ambitions: list[str], overview: Overview) -> Card:
    items = tuple(Item("", _short(ambition, overview.ambitions)) for ambition in ambitions)
    return Card([Part("title", _("What we want together")), Part("names", items=items, own=True)], look="tinted")


def _theme_card(theme: dict[str, Any], overview: Overview) -> Card:
    number = sum(theme["levels"].values())
    parts = [Part("title", _short(theme["name"], overview.name), own=True)]
    parts.append(Part("figure", str(number), more=npgettext("counted", "project", "projects", number)))
    levels = [(level, theme["levels"][level]) for level in (*Level.values, "") if theme["levels"].get(level)]
    if levels:
        shares = tuple(Item(f"{100 * count / number:.3f}", mark=level or "planned") for level, count in levels)
        parts.append(Part("levels", items=shares))
        if overview.has_words:
            words = ((f"{count} {_level(level)}", level or "planned") for level, count in levels)
            parts.append(Part("pills", items=tuple(Item(text, mark=mark) for text, mark in words)))
    if overview.ambition:
        parts.append(Part("prose", _short(theme["ambition"], overview.ambition), own=True))
    return Card(parts, tone=theme["tone"])


def _level(level: str) -> str:
    return str(Level(level).label if level else _("Not started yet"))


# --- Spreading ------------------------------------------------------------------------------------------------------


def splits(count: int, columns: int) -> Iterator[list[int]]:
    """All ways to spread the cards over rows in which none is left alone; fuller rows first."""
    for rows in range(1, count + 1):
        small, larger = divmod(count, rows)
        split = [small + 1] * larger + [small] * (rows - larger)
        if split[0] <= columns and (split[-1] > 1 or split[0] == 1):
            yield split


def deal(cards: list[Card], split: list[int]) -> Plan:
    """The cards in rows of these lengths."""
    rows, start = [], 0
    for count in split:
        rows.append(cards[start : start + count])
        start += count
    return rows


@lru_cache(4096)
def _short(words: str, length: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= length else textwrap.shorten(words, length, placeholder="…")


def _day(day: str) -> str:
    return _day_in(day, get_language())


@lru_cache(1024)
def _day_in(day: str, language: str | None) -> str:
    return date_format(datetime.fromisoformat(day), "j b Y")
