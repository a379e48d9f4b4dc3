"""Projects, one module for each aggregate."""

from projects.models.posters import Poster, PosterSet
from projects.models.progress import Milestone, ProgressUpdate
from projects.models.projects import (
    Project,
    ProjectGroupPermission,
    ProjectPartner,
    ProjectQuerySet,
    ProjectUserPermission,
    StatusChange,
)
from projects.models.standing import MAX_AGE, Level, Standing

__all__ = [
    "MAX_AGE",
    "Level",
    "Milestone",
    "Poster",
    "PosterSet",
    "ProgressUpdate",
    "Project",
    "ProjectGroupPermission",
    "ProjectPartner",
    "ProjectQuerySet",
    "ProjectUserPermission",
    "Standing",
    "StatusChange",
]
