"""Input about bottlenecks and about room asked of authorities, and the filters of both registers."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from projects.forms.fields import PlainSelect
from projects.models import Bottleneck, Project, RegulatoryRequest
from projects.models.bottlenecks import BottleneckQuerySet, RegulatoryRequestQuerySet
from themes.models import Theme
from zenderen.lib.forms import DateInput, EditForm


class BottleneckForm(EditForm):
    """What hinders, whom, and where."""

    class Meta:
        model = Bottleneck
        fields = ["title", "about", "project", "theme", "organisation", "classification"]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 5}),
            "project": PlainSelect,
            "theme": PlainSelect,
            "organisation": PlainSelect,
            "classification": forms.RadioSelect,
        }
        help_texts = {
            "title": _("In a few words, as you would say it to a colleague."),
            "theme": _("Only where it is not about one project."),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project, organisation, theme = (self.fields[name] for name in ("project", "organisation", "theme"))
        projects = Project.objects.visible_to(by)
        here = projects.filter(pk=self.instance.project_id)
        project.queryset = projects.filter(pk__in=projects.current()) | here  # type: ignore[attr-defined]
        project.empty_label = _("No project in particular")  # type: ignore[attr-defined]
        organisation.queryset = Organisation.objects.partners()  # type: ignore[attr-defined]
        organisation.empty_label = _("Several, or the whole network")  # type: ignore[attr-defined]
        theme.empty_label = _("No theme in particular")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A project brings its own theme."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("project"):
            cleaned["theme"] = None
        return cleaned


class MoveForm(forms.Form):
    """What happens with it now, and why."""

    act = forms.ChoiceField(label=_("What happens now?"), widget=forms.RadioSelect)
    holder = forms.CharField(
        label=_("Who has it now"),
        required=False,
        max_length=160,
        help_text=_("A person, a group or an authority. Left empty: whoever is nearest at the level where it comes."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was tried, and what is asked now? It stays with the bottleneck."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, bottleneck: Bottleneck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = bottleneck.edition
        self.fields["act"].choices = [(act.value, act.label) for act in bottleneck.acts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Handing on is to somebody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("act") == Bottleneck.Act.HAND_ON and not cleaned.get("holder"):
            self.add_error("holder", _("Say to whom it is handed on."))
        return cleaned


class BottleneckFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, filters and order of the register; the choices name nothing that this person may not see."""

    SORTS = ("title", "level", "age", "theme", "status")
    MOST = 100  # projects to choose from; with more of them the search finds one by its title

    q = django_filters.CharFilter(label=_("Search"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Bottleneck.Status.choices, empty_label=_("All"), widget=PlainSelect
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=Bottleneck.Level.choices, empty_label=_("All"), widget=PlainSelect
    )
    theme = django_filters.ChoiceFilter(label=_("Theme"), method="in_theme", empty_label=_("All"), widget=PlainSelect)
    project = django_filters.ChoiceFilter(
        label=_("Project"), field_name="project__slug", empty_label=_("All"), widget=PlainSelect
    )
    sort = django_filters.ChoiceFilter(
        method="order", choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")]
    )

    class Meta:
        model = Bottleneck
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: BottleneckQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        self.filters["theme"].extra["choices"] = list(Theme.objects.values_list("slug", "name"))
        asked = Project.objects.visible_to(request.user).filter(slug=self.data.get("project", ""))  # it may have none
        named = Q(pk__in=queryset.order_by().values("project")) | Q(pk__in=asked.values("pk"))
        about = Project.objects.filter(named).values_list("slug", "title")
        projects = list(about[: self.MOST + 1])
        if len(projects) > self.MOST:
            projects = list(about.filter(slug=self.data.get("project", "")))
        self.filters["project"].extra["choices"] = projects

    def search(self, queryset: BottleneckQuerySet, name: str, value: str) -> BottleneckQuerySet:
        """All words, anywhere in it."""
        for word in value.split():
            found = Q(title__icontains=word) | Q(about__icontains=word) | Q(holder__icontains=word)
            queryset = queryset.filter(found | Q(project__title__icontains=word))
        return queryset

    def in_theme(self, queryset: BottleneckQuerySet, name: str, value: str) -> BottleneckQuerySet:
        """Of the theme itself and of its projects."""
        return queryset.filter(Q(theme__slug=value) | Q(project__theme__slug=value))

    def order(self, queryset: BottleneckQuerySet, name: str, value: str) -> BottleneckQuerySet:
        """By one column of the register."""
        return queryset.in_order(value.removeprefix("-"), backwards=value.startswith("-"))


class RequestForm(EditForm):
    """What was asked of whom, and what came back."""

    class Meta:
        model = RegulatoryRequest
        fields = [
            "bottleneck",
            "authority",
            "rule",
            "asked",
            "asked_on",
            "outcome",
            "answer",
            "answered_on",
            "until",
        ]
        widgets = {
            "bottleneck": PlainSelect,
            "asked": forms.Textarea(attrs={"rows": 4}),
            "asked_on": DateInput,
            "outcome": forms.RadioSelect,
            "answer": forms.Textarea(attrs={"rows": 4}),
            "answered_on": DateInput,
            "until": DateInput,
        }
        help_texts = {"until": _("Leave empty where the room has no end.")}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        field: Any = self.fields["bottleneck"]
        seen = Bottleneck.objects.visible_to(by)
        field.queryset = seen.filter(pk__in=seen.open()) | seen.filter(pk=self.instance.bottleneck_id)
        field.empty_label = _("No bottleneck in the register")

    def clean_bottleneck(self) -> Bottleneck | None:
        """Whoever may not ask authorities for the whole network asks about a bottleneck of their own."""
        about: Bottleneck | None = self.cleaned_data["bottleneck"]
        if not RegulatoryRequest(bottleneck=about).may_be_changed_by(self.by):
            raise forms.ValidationError(_("Choose a bottleneck that is yours to move."))
        return about

    def clean_asked_on(self) -> datetime.date:
        """What was asked was asked at last today."""
        return _passed(self.cleaned_data["asked_on"])

    def clean_answered_on(self) -> datetime.date | None:
        """What came back came at last today."""
        day: datetime.date | None = self.cleaned_data["answered_on"]
        return _passed(day) if day else None

    def clean(self) -> dict[str, Any]:
        """An answer has its day and its words; room that holds until a day was given."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome and outcome != RegulatoryRequest.Outcome.WAITING:
            for name in ("answer", "answered_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("An answer has its day and its words."))
        elif cleaned.get("answered_on"):
            self.add_error("outcome", _("Choose what the answer was."))
        if cleaned.get("until") and outcome in (RegulatoryRequest.Outcome.WAITING, RegulatoryRequest.Outcome.REFUSED):
            self.add_error("until", _("No room was given, so none ends."))
        asked, answered = cleaned.get("asked_on"), cleaned.get("answered_on")
        if asked and answered and answered < asked:
            self.add_error("answered_on", _("The answer comes before the question."))
        return cleaned


def _passed(day: datetime.date) -> datetime.date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))
    return day


class RequestFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, filters and order of what was asked of authorities."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    outcome = django_filters.ChoiceFilter(
        label=_("The answer"), choices=RegulatoryRequest.Outcome.choices, empty_label=_("All"), widget=PlainSelect
    )
    authority = django_filters.ChoiceFilter(label=_("Authority"), empty_label=_("All"), widget=PlainSelect)
    ending = django_filters.BooleanFilter(
        label=_("Room that ends soon or has ended"), method="soon", widget=forms.CheckboxInput
    )
    sort = django_filters.OrderingFilter(
        fields=[(name, name) for name in ("authority", "rule", "asked_on", "outcome", "until")]
    )

    class Meta:
        model = RegulatoryRequest
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: RegulatoryRequestQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        names = sorted(set(queryset.order_by().values_list("authority", flat=True)))
        self.filters["authority"].extra["choices"] = [(name, name) for name in names]

    def search(self, queryset: RegulatoryRequestQuerySet, name: str, value: str) -> RegulatoryRequestQuerySet:
        """All words, anywhere in it."""
        for word in value.split():
            found = Q(authority__icontains=word) | Q(rule__icontains=word) | Q(asked__icontains=word)
            queryset = queryset.filter(found | Q(answer__icontains=word) | Q(bottleneck__title__icontains=word))
        return queryset

    def soon(self, queryset: RegulatoryRequestQuerySet, name: str, value: bool) -> RegulatoryRequestQuerySet:  # noqa: FBT001
        """What somebody has to ask again."""
        return queryset.ending() if value else queryset
