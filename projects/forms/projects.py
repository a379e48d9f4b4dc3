"""Input about a project itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from projects.forms.fields import DateInput
from projects.models import Project, ProjectPartner
from zenderen.lib.forms import EditForm
from zenderen.lib.slugs import free_slug


class ProjectForm(EditForm):
    """All about a project that is not a step, a partner or a milestone."""

    # Who runs it, for whom, and who may see it: the network manager's, not the project manager's own.
    COMMISSION = ("theme", "manager", "deputy", "support", "classification")

    class Meta:
        model = Project
        fields = [
            "title",
            "theme",
            "summary",
            "goal",
            "ambitions",
            "manager",
            "deputy",
            "support",
            "classification",
            "starts_on",
            "ends_on",
            "budget",
            "time_tolerance",
            "money_tolerance",
            "scope",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "goal": forms.Textarea(attrs={"rows": 4}),
            "scope": forms.Textarea(attrs={"rows": 3}),
            "ambitions": forms.CheckboxSelectMultiple,
            "classification": forms.RadioSelect,
            "starts_on": DateInput,
            "ends_on": DateInput,
        }

    def __init__(self, *args: Any, commissions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not commissions:
            for name in self.COMMISSION:
                del self.fields[name]
            return
        people = User.objects.filter(is_active=True)
        for name in ("manager", "deputy", "support"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A deputy is somebody else."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("deputy") and cleaned["deputy"] == cleaned.get("manager"):
            self.add_error("deputy", _("The deputy is somebody else than the project manager."))
        return cleaned

    def save(self, commit: bool = True) -> Project:  # noqa: FBT001, FBT002 - Django's signature
        """A new project gets its address, which stays the same when the title changes."""
        if not self.instance.slug:
            self.instance.slug = free_slug(Project, self.cleaned_data["title"])
        project: Project = super().save(commit)
        return project


class StepForm(forms.Form):
    """The next phase of a project, with the reason."""

    status = forms.ChoiceField(label=_("To which phase?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who decided this, when and why? It stays with the project."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = project.NEXT_STATUSES[project.status]
        choices = [(status.value, status.label) for status in Project.Status if status in allowed]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]
    """An organisation and its role in a project."""

    class Meta:
        model = ProjectPartner
        fields = ["organisation", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["organisation"]
        else:
            taken = ProjectPartner.objects.filter(project=self.instance.project_id)
            free = Organisation.objects.partners().exclude(pk__in=taken.values("organisation"))
            self.fields["organisation"].queryset = free  # type: ignore[attr-defined]
