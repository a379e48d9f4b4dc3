"""The vision and the roadmap of the demo, each part with its source, and the projects under them."""

from typing import Any

from network.models import Page
from projects.models import Project
from themes.models import BuildingBlock, Challenge, Pillar, RoadmapStep, Theme
from zenderen.demo.loading import Chapter, content
from zenderen.demo.projects import MARK


def load_vision() -> None:
    """Pillars with their steps, challenges, building blocks with objectives and results, then what hangs under them."""
    rows = content("vision")
    for page in rows["page"]:
        Page.objects.update_or_create(key=page["key"], defaults=page)
    for number, row in enumerate(rows["pillar"], start=1):
        steps = row.pop("steps")
        pillar = Pillar.objects.create(number=number, **row)
        for horizon, title in steps:
            pillar.steps.create(horizon=horizon, title=title)
    for number, row in enumerate(rows["challenge"], start=1):
        pillars = Pillar.objects.filter(slug__in=row.pop("pillars"))
        Challenge.objects.create(number=number, **row).pillars.set(pillars)
    for number, row in enumerate(rows["block"], start=1):
        _build(number, row)
    for row in rows["project"]:
        _hang(Project.objects.get(title=f"{row['title']} {MARK}"), row)


def _build(number: int, row: dict[str, Any]) -> None:
    themes, objectives = Theme.objects.filter(slug__in=row.pop("themes")), row.pop("objectives")
    block = BuildingBlock.objects.create(number=number, **row)
    block.themes.set(themes)
    for place, (text, results) in enumerate(objectives):
        objective = block.objectives.create(order=place, text=text)
        for order, result in enumerate(results):
            objective.results.create(order=order, text=result)


def _hang(project: Project, row: dict[str, Any]) -> None:
    project.scale = row["scale"]
    project.save(update_fields=["scale"])
    steps = [RoadmapStep.objects.get(pillar__slug=slug, horizon=horizon) for slug, horizon in row.get("steps", ())]
    pillars = Pillar.objects.filter(slug__in={*row.get("pillars", ()), *(step.pillar.slug for step in steps)})
    project.roadmap_steps.set(steps)
    project.pillars.set(pillars)
    project.building_blocks.set(BuildingBlock.objects.filter(slug__in=row.get("blocks", ())))


CHAPTERS = (Chapter("vision and roadmap, with the projects under them", Pillar.objects.exists, load_vision),)
