"""Input about a project itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from projects.forms.fields import DateInput, RankedItemsField
from projects.models import Evaluation, Project
from themes.models import Decision
from zenderen.lib.forms import EditForm
from zenderen.lib.slugs import free_slug


class ProjectForm(EditForm):
    """All about a project that is not a step, a partner or a milestone."""

    # Who runs it, for whom, and who may see it: the network manager's, not the project manager's own.
    COMMISSION = ("theme", "manager", "deputy", "support", "classification")
    # What a manager agrees with the client beforehand and does not widen by themselves once it runs.
    BANDWIDTH = ("starts_on", "ends_on", "budget", "time_tolerance", "money_tolerance", "scope")
    # What an agreement fixes, for everybody, as long as it is in force.
    FIXED = ("time_tolerance", "money_tolerance", "scope")
    VISION = ("building_blocks", "pillars", "roadmap_steps")
    ASKED = ("resident_goals", "ranked_items")
    GROUPS = (
        (_("What it is about"), ("title", "theme", "summary", "goal", "ambitions", "scale", "reason")),
        (_("Place in the vision"), VISION),
        (_("What people said"), ASKED),
        (_("Who runs it, and who may read it"), ("manager", "deputy", "support", "classification")),
        (_("Bandwidth"), BANDWIDTH),
    )

    class Meta:
        model = Project
        fields = [
            *("title", "theme", "summary", "goal", "ambitions", "scale"),
            *("building_blocks", "pillars", "roadmap_steps", "resident_goals", "ranked_items"),
            *("manager", "deputy", "support", "classification"),
            *("starts_on", "ends_on", "budget", "time_tolerance", "money_tolerance", "scope"),
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "goal": forms.Textarea(attrs={"rows": 4}),
            "scope": forms.Textarea(attrs={"rows": 3}),
            "ambitions": forms.CheckboxSelectMultiple,
            "scale": forms.RadioSelect,
            "building_blocks": forms.CheckboxSelectMultiple,
            "pillars": forms.CheckboxSelectMultiple,
            "roadmap_steps": forms.CheckboxSelectMultiple,
            "resident_goals": forms.CheckboxSelectMultiple,
            "classification": forms.RadioSelect,
            "starts_on": DateInput,
            "ends_on": DateInput,
        }
        field_classes = {"ranked_items": RankedItemsField}

    def __init__(self, *args: Any, commissions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = self.instance
        self.fields["scale"].choices = [("", _("Not chosen")), *Project.Scale.choices]  # type: ignore[attr-defined]
        dropped = set(self.FIXED) if project.bandwidth_source else set()
        if not commissions:
            dropped |= {*self.COMMISSION, *(self.BANDWIDTH if project.has_started else ())}
        for name in (*self.VISION, *self.ASKED):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                dropped.add(name)
        for name in dropped:
            del self.fields[name]
        people = User.objects.filter(is_active=True)
        for name in {"manager", "deputy", "support"} - dropped:
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        found = [(str(words), [self[name] for name in names if name in self.fields]) for words, names in self.GROUPS]
        return [(words, fields) for words, fields in found if fields]

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


class NewProjectForm(ProjectForm):
    """The network manager starts a proposal, with the reason that its client reads."""

    reason = forms.CharField(
        label=_("Why this project?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The steering group reads this when it decides on the proposal."),
    )


class ProposalForm(EditForm):
    """What a partner tells of a project that does not exist yet; the rest comes when it is accepted."""

    organisation = forms.ModelChoiceField(
        label=_("Your organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        help_text=_("It takes part in the project from the start."),
    )
    reason = forms.CharField(
        label=_("Why this project?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The steering group reads this when it decides on the proposal."),
    )

    field_order = ["title", "theme", "summary", "goal", "ambitions", "organisation", "reason"]

    class Meta:
        model = Project
        fields = ["title", "theme", "summary", "goal", "ambitions"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "goal": forms.Textarea(attrs={"rows": 4}),
            "ambitions": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.can_sign().filter(members_group__user=user)
        if mine:
            self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]  # the project office proposes without taking part itself

    def save(self, commit: bool = True) -> Project:  # noqa: FBT001, FBT002 - Django's signature
        """A new project gets its address."""
        self.instance.slug = free_slug(Project, self.cleaned_data["title"])
        project: Project = super().save(commit)
        return project


STEPS = {
    ("proposal", "accepted"): _("Accept the proposal"),
    ("proposal", "stopped"): _("Refuse the proposal"),
    ("accepted", "running"): _("Let it start"),
    ("running", "evaluated"): _("It was evaluated"),
    ("evaluated", "running"): _("Another round of work"),
    ("evaluated", "embedded"): _("It is part of the usual work now"),
}


class StepForm(forms.Form):
    """The next phase of a project, with the reason."""

    status = forms.ChoiceField(label=_("To which phase?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who decided this, when and why? It stays with the project."),
    )
    despite = forms.CharField(
        label=_("Why may it start without those who do the work?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed only when you let it start now. It is shown with this step."),
    )
    decision = forms.ModelChoiceField(
        label=_("Decided in a meeting"),
        queryset=Decision.objects.none(),
        required=False,
        help_text=_("The decision of the steering group, when it has one."),
    )

    def __init__(self, *args: Any, project: Project, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, now = project, project.status
        self.missing = project.missing_workers() if now == Project.Status.ACCEPTED else []
        self.evaluation = Evaluation.objects.since_start(project).first()
        self.is_client = project.is_decided_by(user)
        allowed = set(project.NEXT_STATUSES[now])
        if self.missing and not self.is_client:
            allowed.discard(Project.Status.RUNNING)
        choices = [
            (status.value, STEPS.get((now, status.value)) or _("Stop the project"))
            for status in Project.Status
            if status in allowed
        ]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        if not (self.missing and self.is_client):
            del self.fields["despite"]
        decisions = Decision.objects.visible_to(user).filter(body=project.theme.steering_group_id)
        if decisions.exists():
            self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]
        else:
            del self.fields["decision"]

    def clean(self) -> dict[str, Any]:
        """It starts with those who do the work, or with the client's words about why not; found is what is written."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("status") == Project.Status.EVALUATED and not self.evaluation:
            self.add_error("status", _("Write the evaluation first: what was found, and what was adjusted?"))
        starts = cleaned.get("status") == Project.Status.RUNNING
        if starts and "despite" in self.fields and not cleaned.get("despite", "").strip():
            self.add_error(
                "despite", _("Those who do the work are not involved yet. Say why it may start without them.")
            )
        return cleaned
