"""Input about projects, one module for each aggregate."""

from projects.forms.lists import ProjectFilter
from projects.forms.posters import PosterFilter, PosterForm, PosterSetForm, StudioSearch
from projects.forms.progress import DecisionForm, MilestoneForm, ProgressForm
from projects.forms.projects import PartnerForm, ProjectForm, StepForm

__all__ = [
    "DecisionForm",
    "MilestoneForm",
    "PartnerForm",
    "PosterFilter",
    "PosterForm",
    "PosterSetForm",
    "ProgressForm",
    "ProjectFilter",
    "ProjectForm",
    "StepForm",
    "StudioSearch",
]
