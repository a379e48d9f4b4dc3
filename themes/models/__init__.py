"""The work of the themes, one module for each aggregate."""

from themes.models.themes import Theme, ThemeGroupPermission, ThemeQuerySet, ThemeUserPermission
from themes.models.vision import BuildingBlock, Challenge, Objective, Pillar, Result, RoadmapStep

__all__ = [
    "BuildingBlock",
    "Challenge",
    "Objective",
    "Pillar",
    "Result",
    "RoadmapStep",
    "Theme",
    "ThemeGroupPermission",
    "ThemeQuerySet",
    "ThemeUserPermission",
]
