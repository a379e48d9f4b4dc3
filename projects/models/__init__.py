"""Projects, one module for each aggregate."""

from projects.models.actors import Actor, Ambassador, Benefit
from projects.models.bandwidth import Breach
from projects.models.bottlenecks import Bottleneck, BottleneckStep, RegulatoryRequest
from projects.models.contributions import Expectation, PartnerContribution
from projects.models.dependencies import Dependency
from projects.models.indicators import Evaluation, Indicator, Measurement
from projects.models.lists import SavedList
from projects.models.posters import Poster, PosterSet
from projects.models.progress import Grade, Milestone, ProgressUpdate
from projects.models.projects import (
    Project,
    ProjectGroupPermission,
    ProjectPartner,
    ProjectQuerySet,
    ProjectUserPermission,
    StatusChange,
)
from projects.models.rounds import REPORTED, InRound, UpdateRound
from projects.models.scans import Mechanism, Scan, ScanScore
from projects.models.standing import MAX_AGE, Level, Standing

__all__ = [
    "MAX_AGE",
    "REPORTED",
    "Actor",
    "Ambassador",
    "Benefit",
    "Bottleneck",
    "BottleneckStep",
    "Breach",
    "Dependency",
    "Evaluation",
    "Expectation",
    "Grade",
    "InRound",
    "Indicator",
    "Level",
    "Measurement",
    "Mechanism",
    "Milestone",
    "PartnerContribution",
    "Poster",
    "PosterSet",
    "ProgressUpdate",
    "Project",
    "ProjectGroupPermission",
    "ProjectPartner",
    "ProjectQuerySet",
    "ProjectUserPermission",
    "RegulatoryRequest",
    "SavedList",
    "Scan",
    "ScanScore",
    "Standing",
    "StatusChange",
    "UpdateRound",
]
