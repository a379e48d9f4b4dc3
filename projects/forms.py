"""Input about projects and reports, and the filters of the list."""

import datetime
from html import escape
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from projects.models import Level, Milestone, Poster, ProgressUpdate, Project, ProjectPartner, ProjectQuerySet
from themes.models import Theme
from zenderen.lib.forms import Difference, EditForm
from zenderen.lib.slugs import free_slug


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


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


class MilestoneForm(EditForm):
    """What will have been reached when."""

    class Meta:
        model = Milestone
        fields = ["title", "due_on", "done_on"]
        widgets = {"due_on": DateInput, "done_on": DateInput}

    def clean_done_on(self) -> datetime.date | None:
        """Nothing has been reached tomorrow."""
        day: datetime.date | None = self.cleaned_data["done_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class ProgressForm(EditForm):
    """The project manager's ten minutes: starts from the last report."""

    reached = forms.MultipleChoiceField(
        label=_("Milestones reached"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ProgressUpdate
        fields = ["state", "reason", "trend", "text", "asks"]
        widgets = {
            "state": forms.RadioSelect,
            "trend": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
            "text": forms.Textarea(attrs={"rows": 6}),
            "asks": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = ["state", "reason", "trend", "reached", "text", "asks"]

    def __init__(self, data: Any, *, instance: ProgressUpdate, last: ProgressUpdate | None, **kwargs: Any) -> None:
        initial = {} if instance.pk or not last else {"state": last.state, "text": last.text, "asks": last.asks}
        super().__init__(data, instance=instance, initial=initial, **kwargs)
        self.fields["state"].choices = ProgressUpdate.State.choices  # type: ignore[attr-defined]
        if not instance.pk:
            self.fields["edition"].initial = 0  # nobody's yet: a report that somebody else starts meanwhile differs
        milestones = list(instance.project.milestones.all())
        if not milestones:
            del self.fields["reached"]
            return
        done = {item["id"] for item in instance.milestones if item["done_on"]} if instance.pk else None
        field = self.fields["reached"]
        field.choices = [(str(milestone.pk), milestone.title) for milestone in milestones]  # type: ignore[attr-defined]
        field.initial = [
            str(milestone.pk)
            for milestone in milestones
            if (milestone.pk in done if done is not None else milestone.done_on)
        ]

    def clean(self) -> dict[str, Any]:
        """What is not on course has a reason beside it; what is on course needs none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state and state != ProgressUpdate.State.ON_COURSE and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why the project is not on course."))
        if not self.instance.is_open:
            self.add_error(None, _("This report is submitted already. It can be changed again when it is returned."))
        self._compare_milestones(cleaned)
        return cleaned

    def _compare_milestones(self, cleaned: dict[str, Any]) -> None:
        """Ticks are no column of the row: compare them here with those of somebody who saved meanwhile."""
        if "reached" not in self.fields or cleaned.get("edition") in (None, self.instance.edition):
            return
        field = self.fields["reached"]
        theirs, yours = (
            ", ".join(label for key, label in field.choices if key in keys)  # type: ignore[attr-defined]
            for keys in (field.initial, cleaned.get("reached", []))
        )
        if self.instance.pk and theirs != yours:
            self.conflict.append(Difference(str(field.label), theirs, yours))

    def save(self, commit: bool = True) -> ProgressUpdate:  # noqa: FBT001, FBT002 - Django's signature
        """Keep the text and the ticked milestones; the project itself changes when the client accepts."""
        update: ProgressUpdate = self.instance
        done = {int(pk) for pk in self.cleaned_data.get("reached", [])}
        update.take_milestones(done, on=timezone.localdate())
        if update.pk:
            update.save(update_fields=["milestones"])
        else:
            last = update.project.updates.order_by("number").last()
            update.number = last.number + 1 if last else 1
        super().save(commit)
        return update


class DecisionForm(forms.Form):
    """The client's answer to a report."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you return the report: what should be different?"),
    )

    def clean(self) -> dict[str, Any]:
        """Returning without a word helps nobody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "send_back" in self.data and not cleaned.get("remark", "").strip():
            self.add_error("remark", _("Say what should be different."))
        return cleaned


class PosterForm(forms.Form):
    """Which sheet."""

    size = forms.ChoiceField(
        label=_("Size"), choices=Poster.Size.choices, initial=Poster.Size.A1, widget=forms.RadioSelect
    )


class PlainSelect(forms.Select):
    """A choice that is written down at once: with 300 partners a template per option costs more than the list."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same elements as the widget of Django, without groups."""
        chosen = "" if value is None else str(value)
        mark = " selected"
        options = "".join(
            f'<option value="{escape(str(key))}"{mark if str(key) == chosen else ""}>{escape(str(label))}</option>'
            for key, label in self.choices
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return mark_safe(f"<select{attributes}>{options}</select>")  # noqa: S308 - every part of it is escaped


class ProjectFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, filters and order of the list; the choices name nothing that this person may not see."""

    SORTS = ("title", "theme", "state", "status", "reported_on", "ends_on")

    q = django_filters.CharFilter(label=_("Search"), method="search")
    theme = django_filters.ChoiceFilter(
        label=_("Theme"), field_name="theme__slug", empty_label=_("All"), widget=PlainSelect
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), method="at_level", choices=Level.choices, empty_label=_("All"), widget=PlainSelect
    )
    status = django_filters.ChoiceFilter(
        label=_("Phase"), choices=Project.Status.choices, empty_label=_("All"), widget=PlainSelect
    )
    partner = django_filters.ChoiceFilter(
        label=_("Partner"), field_name="partners__organisation__slug", empty_label=_("All"), widget=PlainSelect
    )
    manager = django_filters.ChoiceFilter(label=_("Project manager"), empty_label=_("All"), widget=PlainSelect)
    sort = django_filters.ChoiceFilter(
        method="order", choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")]
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: ProjectQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        self._offer("theme", Theme.objects.values_list("slug", "name"))
        parts = ProjectPartner.objects.filter(project__in=queryset)
        self._offer(
            "partner", Organisation.objects.filter(pk__in=parts.values("organisation")).values_list("slug", "name")
        )
        self._offer("manager", User.objects.filter(pk__in=queryset.values("manager")).values_list("pk", "name"))

    def _offer(self, name: str, choices: QuerySet[Any, tuple[Any, ...]]) -> None:
        self.filters[name].extra["choices"] = [(str(key), label) for key, label in choices]

    def search(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """All words, anywhere in the title or the summary."""
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(summary__icontains=word))
        return queryset

    def at_level(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """What counts today, not what was once reported."""
        return queryset.at_level(value)

    def order(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """By one column of the list."""
        return queryset.in_order(value.removeprefix("-"), backwards=value.startswith("-"))
