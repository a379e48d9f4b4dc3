"""Texts to start an agreement from, in Dutch as agreements are; one TOML file for each, filled in from the project.

``{placeholders}`` are filled in here; what is not known becomes a remark between square brackets for the writer, and an
agreement is not opened before the last of those is gone (``unfinished``).
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import dateformat, translation

from network.models import Ambition, Organisation
from projects.models import Project

FOLDER = Path(__file__).parent
NAMES = ("cooperation_network", "cooperation_project", "vision", "intent")  # in the order of the page
ACCESSION = "accession"

_UNFINISHED = re.compile(r"\[\s*nog invullen[^\]]*\]", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """A text to start from; the strings still hold their placeholders."""

    slug: str
    name: str
    about: str
    kind: str
    title: str
    articles: tuple[tuple[str, str], ...]
    role: str
    responsibilities: str
    for_project: bool
    notice_months: int | None


@cache
def get(slug: str) -> Text:
    """The text of this name; KeyError when there is none."""
    if slug not in (*NAMES, ACCESSION):
        raise KeyError(slug)
    with (FOLDER / f"{slug}.toml").open("rb") as file:
        row = tomllib.load(file)
    return Text(
        slug=slug,
        name=row["name"],
        about=row["about"],
        kind=row["kind"],
        title=row["title"],
        articles=tuple((article["title"], article["body"].strip()) for article in row["article"]),
        role=row["role"],
        responsibilities=row["responsibilities"].strip(),
        for_project=row.get("for_project", False),
        notice_months=row.get("notice_months"),
    )


def all_texts() -> list[Text]:
    """Those to choose from for a new agreement."""
    return [get(slug) for slug in NAMES]


def fill(text: str, words: dict[str, str]) -> str:
    """The text with its placeholders filled in; KeyError for one that nobody knows."""
    return text.format_map(words)


def words_for(project: Project | None) -> dict[str, str]:
    """What the placeholders stand for, in an agreement about this project or about the network as a whole."""
    network = settings.NETWORK_NAME
    ambitions: Iterable[Ambition] = project.ambitions.all() if project else Ambition.objects.all()
    words = {
        "network": network,
        "subject": project.title if project else network,
        "project": project.title if project else missing("het project"),
        "ambitions": _list(str(ambition) for ambition in ambitions) or f"- {missing('de ambities')}",
        "client": str(project.client) if project else "de coördinatiegroep",
        "project_manager": str(project.manager) if project and project.manager else missing("wie de projectleider is"),
        "summary": (project.summary.strip() if project else "") or missing("waar het over gaat"),
        "goal": (project.goal.strip() if project else "") or missing("wat er anders is als het klaar is, en voor wie"),
        "period": _period(project),
        "partners": f"- {missing('wat ieder bijdraagt')}",
    }
    if project:
        parts = [f"{part.organisation}: {part.role or missing('de bijdrage')}" for part in partners_of(project)]
        words["partners"] = _list(parts) or words["partners"]
    return words


def bandwidth_of(project: Project) -> dict[str, Any]:
    """The limits within which the project manager decides, as fields of a version; only those that are known."""
    found: dict[str, Any] = {}
    if project.time_tolerance is not None:
        found["tolerance_weeks"] = project.time_tolerance
        found["bandwidth_time"] = f"Hoogstens {_weeks(project.time_tolerance)} later dan de planning."
    if project.money_tolerance is not None:
        found["tolerance_euros"] = project.money_tolerance
        budget = f" Begroot is € {_euros(project.budget)}." if project.budget is not None else ""
        found["bandwidth_money"] = f"Hoogstens € {_euros(project.money_tolerance)} meer dan de begroting.{budget}"
    if project.scope.strip():
        found["bandwidth_scope"] = project.scope.strip()
    return found


def _weeks(number: int) -> str:
    return "1 week" if number == 1 else f"{number} weken"


def _euros(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def partners_of(project: Project) -> list[Any]:
    """The partners of a project that can be a party, with their organisation."""
    organisations = Organisation.objects.can_sign()
    return list(project.partners.filter(organisation__in=organisations).select_related("organisation"))


def for_kind(kind: str, *, is_for_project: bool) -> Text | None:
    """The text with which an agreement of this kind begins."""
    fitting = [text for text in all_texts() if text.kind == kind]
    return next((text for text in fitting if text.for_project == is_for_project), next(iter(fitting), None))


def missing(what: str) -> str:
    """A remark for the writer, in the text itself."""
    return f"[Nog invullen: {what}]"


def is_unfinished(text: str) -> bool:
    """Whether a remark for the writer is still in it."""
    return bool(_UNFINISHED.search(text))


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def _period(project: Project | None) -> str:
    start, end = (project.starts_on, project.ends_on) if project else (None, None)
    if not start and not end:
        return missing("wanneer het begint en wanneer het klaar is")
    with translation.override("nl"):
        begins = f"begint op {dateformat.format(start, 'j F Y')}" if start else ""
        ready = f"is klaar op {dateformat.format(end, 'j F Y')}" if end else ""
    return f"Het werk {' en '.join(filter(None, (begins, ready)))}."
