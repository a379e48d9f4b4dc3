"""What stands on a poster, in JSON: written down when it is asked for, so that a sheet keeps the data of its day.

Codes and dates, no words of our own: those come in the language of the sheet. Only what is public is written down: a
poster hangs where everybody walks.
"""

from html import unescape
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags

from network.models import Ambition, Classification, Organisation, Page
from projects.models.projects import Project, ProjectPartner, ProjectQuerySet
from projects.models.standing import Level
from themes.models import Theme
from zenderen.lib import richtext

AT_MOST = 14  # projects on a sheet that stay readable; the others are counted

Subject = Theme | Project | Organisation | None
Content = tuple[dict[str, Any], list[Project]]


def content_of(subject: Subject) -> Content:
    """What stands on the poster of this theme, project or partner, or (None) of the network; and its projects."""
    if isinstance(subject, Theme):
        return of_theme(subject)
    if isinstance(subject, Project):
        return of_project(subject)
    if isinstance(subject, Organisation):
        return of_partner(subject)
    return of_network(), []


def of_theme(theme: Theme) -> Content:
    """A theme, its ambition and its projects."""
    projects = _at_work().filter(theme=theme)
    shown = list(projects.for_poster()[:AT_MOST])
    data = {
        "kind": "theme",
        "name": theme.name,
        "lead": theme.ambition,
        "tone": theme.accent,
        "client": theme.steering_group.name,
        "projects": [_project(project) for project in shown],
        "more": _more(projects, shown),
    }
    return data | _place(theme), shown


def of_project(project: Project) -> Content:
    """One project with all that matters in the hall; ``project`` must be public."""
    one = Project.objects.filter(classification=Classification.PUBLIC).for_poster().get(pk=project.pk)
    parts = one.partners.all()
    data = {
        "kind": "project",
        "name": one.title,
        "lead": one.summary,
        "tone": one.theme.accent,
        "client": one.client.name,
        "goal": _plain(one.goal),
        "parts": [{"name": part.organisation.name, "role": part.role} for part in parts],
        "benefits": [{"audience": benefit.audience, "text": benefit.text} for benefit in one.benefits.all()],
        "projects": [_project(one)],
        "more": 0,
    }
    return data | _place(one), [one]


def of_partner(organisation: Organisation) -> Content:
    """A partner and the projects that it is active in, theme by theme."""
    mine = ProjectPartner.objects.filter(
        organisation=organisation, participation=ProjectPartner.Participation.ACTIVE
    ).values_list("project", "role")
    roles = dict(mine)
    projects = _at_work().filter(pk__in=roles)
    shown = list(projects.for_poster().order_by("theme__number", "title")[:AT_MOST])
    data = {
        "kind": "partner",
        "name": organisation.name,
        "lead": "",
        "tone": 0,
        "client": "",
        "projects": [_project(project) | {"role": roles[project.pk]} for project in shown],
        "more": _more(projects, shown),
    }
    return data | _place(organisation), shown


def of_network() -> dict[str, Any]:
    """What the network is for, its ambitions, and of each theme how many projects stand how; no project by name."""
    levels = _at_work().by_theme()
    purpose = Page.objects.by_key(Page.Key.PURPOSE).get(Page.Key.PURPOSE)
    return {
        "kind": "network",
        "name": settings.NETWORK_NAME,
        "lead": _plain(purpose.body) if purpose else "",
        "tone": 0,
        "client": "",
        "ambitions": [ambition.name for ambition in Ambition.objects.all()],
        "themes": [
            {"name": theme.name, "ambition": theme.ambition, "tone": theme.accent, "levels": levels.get(theme.pk, {})}
            for theme in Theme.objects.all()
        ],
        "projects": [],
        "more": 0,
        "network": settings.NETWORK_NAME,
        "address": f"{settings.SITE_URL}/",
    }


def _at_work() -> ProjectQuerySet:
    at_work = (Project.Status.ACCEPTED, *Project.REPORTING)
    return Project.objects.filter(status__in=at_work, classification=Classification.PUBLIC)


def _more(projects: ProjectQuerySet, shown: list[Project]) -> int:
    return projects.count() - len(shown) if len(shown) == AT_MOST else 0


def _place(subject: Theme | Project | Organisation) -> dict[str, Any]:
    return {"network": settings.NETWORK_NAME, "address": f"{settings.SITE_URL}{subject.get_absolute_url()}"}


def _project(project: Project) -> dict[str, Any]:
    standing = project.standing
    return {
        "title": project.title,
        "summary": project.summary,
        "theme": project.theme.label,
        "tone": project.theme.accent,
        "status": project.status,
        "level": standing.level if standing else "",
        "reported_on": standing.reported_on.isoformat() if standing and standing.reported_on else None,
        "reason": standing.reason if standing and standing.level != Level.ON_COURSE else "",
        "asks": project.report["asks"] if standing and project.report else "",  # type: ignore[attr-defined]
        "steps": [
            {"title": step.title, "due_on": _iso(step.due_on), "done_on": _iso(step.done_on)}
            for step in project.milestones.all()
        ],
        "partners": [part.organisation.label for part in project.partners.all()],
        "role": "",
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _plain(text: str) -> str:
    """Text with markup as one paragraph without."""
    return " ".join(unescape(strip_tags(richtext.render(text))).split())
