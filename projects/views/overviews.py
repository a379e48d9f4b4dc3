"""All projects against what the network wants: ambitions, the vision, the roadmap, and time."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from network.models import Ambition, Page
from projects import timeline
from projects.forms.lists import TimelineFilter
from projects.models import Level, Project
from themes.models import BuildingBlock, Challenge, Pillar, RoadmapStep, Theme
from zenderen.lib.access import global_permissions

FEW = 4  # projects that are named where a list of all of them is one link away
ROWS = 40  # bars of one page of the timeline


class Cell(NamedTuple):
    """The projects at one place of an overview: how many, how they stand, and the first few."""

    number: int
    levels: list[tuple[str, int]]
    first: list[Project]

    @property
    def words(self) -> str:
        """How many, in words."""
        return ngettext("%(n)s project", "%(n)s projects", self.number) % {"n": self.number}

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.number - len(self.first)


def _cell(levels: dict[str, int], first: list[Project] | None = None) -> Cell:
    known = [(level.value, levels[level]) for level in Level if levels.get(level)]
    return Cell(sum(levels.values()), known, first or [])


def _cells(projects: Any, *columns: str) -> dict[tuple[Any, ...], Cell]:
    """For each combination of these columns, what is there."""
    first = projects.first_by(*columns, most=FEW)
    return {key: _cell(levels, first.get(key)) for key, levels in projects.levels_by(*columns).items()}


@login_not_required
def ambition_list(request: HttpRequest) -> HttpResponse:
    """The joint ambitions against the themes: where something is being done, and where not yet."""
    projects = Project.objects.visible_to(request.user)
    cells, totals = projects.levels_by("ambitions", "theme"), _cells(projects, "ambitions")
    themes = list(Theme.objects.visible_to(request.user))
    rows = [
        (ambition, totals.get((ambition.pk,), _cell({})), [
            (theme, _cell(cells.get((ambition.pk, theme.pk), {}))) for theme in themes
        ])
        for ambition in Ambition.objects.all()
    ]  # fmt: skip
    return render(request, "projects/overview_ambitions.html", {"themes": themes, "rows": rows})


@login_not_required
def roadmap(request: HttpRequest) -> HttpResponse:
    """What each pillar brings within which horizon, and which projects work on it."""
    cells = _cells(Project.objects.visible_to(request.user).filter(roadmap_steps__isnull=False), "roadmap_steps")
    steps: dict[tuple[int, str], list[tuple[RoadmapStep, Cell]]] = {}
    for step in RoadmapStep.objects.order_by("order", "pk"):
        steps.setdefault((step.pillar_id, step.horizon), []).append((step, cells.get((step.pk,), _cell({}))))
    horizons, pillars = list(RoadmapStep.Horizon), Pillar.objects.all()
    rows = [(pillar, [(each, steps.get((pillar.pk, each), [])) for each in horizons]) for pillar in pillars]
    context = {"rows": rows, "horizons": horizons, "has_steps": bool(steps), "may_edit": _may_edit(request)}
    return render(request, "projects/overview_roadmap.html", context | {"text": _text(Page.Key.ROADMAP)})


@login_not_required
def vision(request: HttpRequest) -> HttpResponse:
    """The vision as a tree: building block, theme, project; then pillars, challenges, and small beside large."""
    projects = Project.objects.visible_to(request.user)
    blocks = BuildingBlock.objects.prefetch_related("themes", "objectives__results")
    cells = _cells(projects.filter(building_blocks__isnull=False), "building_blocks", "theme")
    tree = _tree(list(blocks), list(Theme.objects.visible_to(request.user)), cells)
    pillars = Pillar.objects.prefetch_related("challenges")
    counted = projects.filter(pillars__isnull=False).levels_by("pillars")
    context = {
        "tree": tree,
        "pillars": [(pillar, _cell(counted.get((pillar.pk,), {}))) for pillar in pillars],
        "challenges": Challenge.objects.prefetch_related("pillars"),
        "balance": projects.balance(),
        "may_edit": _may_edit(request),
        "text": _text(Page.Key.VISION),
    }
    return render(request, "projects/overview_vision.html", context)


def _tree(blocks: list[BuildingBlock], themes: list[Theme], cells: dict[tuple[Any, ...], Cell]) -> list[Any]:
    """Block, how many projects, and its branches: themes that belong to it or have a project in it, with those."""
    tree = []
    for block in blocks:
        own = {theme.pk for theme in block.themes.all()}
        found = [(theme, cells.get((block.pk, theme.pk), _cell({}))) for theme in themes]
        branches = [(theme, cell) for theme, cell in found if cell.number or theme.pk in own]
        tree.append((block, sum(cell.number for _theme, cell in branches), branches))
    return tree


@login_not_required
def project_timeline(request: HttpRequest) -> HttpResponse:
    """When projects run, by theme, as bars and as a table."""
    seen = Project.objects.visible_to(request.user)
    filters = TimelineFilter(request, seen)
    dated = Q(starts_on__isnull=False) | Q(ends_on__isnull=False)
    rows = filters.qs.filter(dated).select_related("theme").prefetch_related("milestones").with_report()
    page = Paginator(rows.order_by(F("starts_on").asc(nulls_first=True), "title"), ROWS).get_page(
        request.GET.get("page")
    )
    undated = filters.qs.aggregate(number=Count("pk", ~dated))["number"]
    bars = [timeline.Bar.of(project) for project in page.object_list]
    chart = timeline.chart(bars, today=timezone.localdate())
    context = {"filter": filters, "page": page, "bars": bars, "chart": chart, "undated": undated}
    return render(request, "projects/overview_timeline.html", context)


def _may_edit(request: HttpRequest) -> bool:
    return "themes.change_pillar" in global_permissions(request.user)


def _text(key: str) -> Page | None:
    return Page.objects.by_key(key).get(key)
