"""The work of the themes, one module for each aggregate."""

from themes.models.meetings import (
    DECIDING,
    ActionPoint,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingBundle,
    MeetingGroupPermission,
    MeetingUserPermission,
    Paper,
)
from themes.models.themes import Theme, ThemeGroupPermission, ThemeQuerySet, ThemeUserPermission
from themes.models.vision import BuildingBlock, Challenge, Objective, Pillar, Result, RoadmapStep

__all__ = [
    "DECIDING",
    "ActionPoint",
    "AgendaItem",
    "Attendance",
    "BuildingBlock",
    "Challenge",
    "Decision",
    "Meeting",
    "MeetingBundle",
    "MeetingGroupPermission",
    "MeetingUserPermission",
    "Objective",
    "Paper",
    "Pillar",
    "Result",
    "RoadmapStep",
    "Theme",
    "ThemeGroupPermission",
    "ThemeQuerySet",
    "ThemeUserPermission",
]
