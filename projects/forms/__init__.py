"""Input about projects, one module for each aggregate."""

from projects.forms.actors import ActorForm, AmbassadorForm, BenefitForm
from projects.forms.bandwidth import BreachForm
from projects.forms.dependencies import DependencyForm
from projects.forms.lists import ProjectFilter
from projects.forms.partners import ContributionForm, PartnerForm
from projects.forms.posters import PosterFilter, PosterForm, PosterSetForm, StudioSearch
from projects.forms.progress import DecisionForm, MilestoneForm, ProgressForm
from projects.forms.projects import NewProjectForm, ProjectForm, ProposalForm, StepForm
from projects.forms.rounds import RoundFilter, RoundForm

__all__ = [
    "ActorForm",
    "AmbassadorForm",
    "BenefitForm",
    "BreachForm",
    "ContributionForm",
    "DecisionForm",
    "DependencyForm",
    "MilestoneForm",
    "NewProjectForm",
    "PartnerForm",
    "PosterFilter",
    "PosterForm",
    "PosterSetForm",
    "ProgressForm",
    "ProjectFilter",
    "ProjectForm",
    "ProposalForm",
    "RoundFilter",
    "RoundForm",
    "StepForm",
    "StudioSearch",
]
