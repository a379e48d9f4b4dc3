"""Search, filters and order of the list of projects, and the name under which somebody keeps them."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db import connection
from django.db.models import F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from network.models import Ambition, Classification, Organisation, ResidentGoal, User
from projects.forms.fields import PlainSelect
from projects.models import Level, Project, ProjectPartner, ProjectQuerySet, SavedList
from themes.models import BuildingBlock, Pillar, RoadmapStep, Theme
from zenderen.lib.access import global_permissions


def _choice(label: Any, field_name: str | None = None, **extra: Any) -> django_filters.ChoiceFilter:
    """One of a list, written down at once."""
    return django_filters.ChoiceFilter(
        label=label, field_name=field_name, empty_label=_("All"), widget=PlainSelect, **extra
    )


def _check(label: Any, method: str) -> django_filters.BooleanFilter:
    return django_filters.BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class ProjectFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, filters and order of the list; the choices name nothing that this person may not see."""

    SORTS = ("title", "theme", "state", "status", "reported_on", "ends_on")

    q = django_filters.CharFilter(label=_("Search"), method="search")
    theme = _choice(_("Theme"), "theme__slug")
    state = _choice(_("State"), method="at_level", choices=Level.choices)
    status = _choice(_("Phase"), choices=Project.Status.choices)
    partner = _choice(_("Partner"), "partners__organisation__slug")
    manager = _choice(_("Project manager"))
    ambition = _choice(_("Ambition"), "ambitions__slug")
    block = _choice(_("Building block"), "building_blocks__slug")
    pillar = _choice(_("Pillar"), "pillars__slug")
    step = _choice(_("Step of the roadmap"), "roadmap_steps")
    goal = _choice(_("Goal of residents"), "resident_goals")
    scale = _choice(
        _("Small or large"), method="of_scale", choices=[*Project.Scale.choices, ("none", _("Not chosen yet"))]
    )
    classification = _choice(_("Classification"), choices=Classification.choices)
    vulnerable = _check(_("Vulnerable: one lead, no deputy"), "only_vulnerable")
    bandwidth = _check(_("Out of bandwidth"), "only_out")
    sort = django_filters.ChoiceFilter(
        method="order", choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")]
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: ProjectQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        if "network.view_internal" not in global_permissions(request.user):
            for name in ("classification", "bandwidth"):  # of which the pages tell visitors nothing
                del self.filters[name]
        for name, choices in (_offered(*UNDER) | _involved(queryset)).items():
            self.filters[name].extra["choices"] = choices

    @property
    def query(self) -> str:
        """What was chosen, as the end of an address: the same choices always give the same words."""
        return _query(self.filters, self.data)

    def search(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """All words, anywhere in the title or the summary."""
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(summary__icontains=word))
        return queryset

    def at_level(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """What counts today, not what was once reported."""
        return queryset.at_level(value)

    def of_scale(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """Small, large, or nobody has said."""
        return queryset.filter(scale="" if value == "none" else value)

    def only_vulnerable(self, queryset: ProjectQuerySet, name: str, value: bool) -> ProjectQuerySet:  # noqa: FBT001
        """Those that hang on one person."""
        return queryset.vulnerable() if value else queryset

    def only_out(self, queryset: ProjectQuerySet, name: str, value: bool) -> ProjectQuerySet:  # noqa: FBT001
        """Those on which the client has to decide."""
        return queryset.out_of_bandwidth() if value else queryset

    def order(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """By one column of the list."""
        return queryset.in_order(value.removeprefix("-"), backwards=value.startswith("-"))


def _query(names: Any, data: Any) -> str:
    return urlencode([(name, data[name]) for name in names if data.get(name)])


# What a project hangs under: key, name and number of each.
UNDER: dict[str, tuple[type[Model], str, str, str]] = {
    "theme": (Theme, "slug", "name", "number"),
    "ambition": (Ambition, "slug", "name", "number"),
    "block": (BuildingBlock, "slug", "name", "number"),
    "pillar": (Pillar, "slug", "name", "number"),
    "step": (RoadmapStep, "pk", "title", "pillar__number"),
    "goal": (ResidentGoal, "pk", "text", "number"),
}


def _offered(*names: str) -> dict[str, list[tuple[str, str]]]:
    """The choices of what a project hangs under, all of it public; one query for the lot."""
    offered: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    with connection.cursor() as cursor:
        cursor.execute(*_offering(*names))
        for name, _number, key, label in sorted(cursor.fetchall(), key=lambda row: row[1]):
            offered[name].append((key, label))
    return offered


@lru_cache
def _offering(*names: str) -> tuple[str, tuple[Any, ...]]:
    """The same SQL each time: to have Django write it costs more than to have it answered."""
    first, *others = (_named(name, *UNDER[name]) for name in names)
    return first.union(*others, all=True).query.sql_with_params()


def _named(name: str, model: type[Model], key: str, label: str, number: str) -> QuerySet[Any, Any]:
    columns = (Value(name), F(number), Cast(key, TextField()), F(label))
    return model._default_manager.order_by().values_list(*columns)


def _involved(projects: ProjectQuerySet) -> dict[str, list[tuple[str, str]]]:
    """The partners in these projects and those who run them, in one query."""
    parts = ProjectPartner.objects.filter(project__in=projects)
    partners = Organisation.objects.filter(pk__in=parts.values("organisation")).order_by()
    managers = User.objects.filter(pk__in=projects.values("manager")).order_by()
    rows = partners.values_list(Value("partner"), "slug", "name").union(
        managers.values_list(Value("manager"), Cast("pk", TextField()), "name"), all=True
    )
    involved: dict[str, list[tuple[str, str]]] = {"partner": [], "manager": []}
    for kind, key, name in rows.order_by("name"):
        involved[kind].append((key, name))
    return involved


class TimelineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which projects the timeline shows."""

    theme = _choice(_("Theme"), "theme__slug")
    over = _check(_("Also projects that are over"), "also_over")

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: ProjectQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        self.filters["theme"].extra["choices"] = _offered("theme")["theme"]

    def also_over(self, queryset: ProjectQuerySet, name: str, value: bool) -> ProjectQuerySet:  # noqa: FBT001
        """Embedded and stopped ones are left out unless they are asked for."""
        return queryset if value else queryset.current()


class SavedListForm(forms.ModelForm):  # type: ignore[type-arg]
    """The filters of this moment under a name, for oneself or for the network."""

    MOST = 50  # lists of one person: more would be found by nobody

    class Meta:
        model = SavedList
        fields = ["name", "is_shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shared"].help_text = _("Everybody in the network sees it, each with the projects they may see.")

    def clean(self) -> dict[str, Any]:
        """A person keeps so many lists, and not two under one name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        own = SavedList.objects.filter(owner=self.instance.owner_id).exclude(pk=self.instance.pk)
        if not self.instance.pk and own.count() >= self.MOST:
            raise forms.ValidationError(_("You keep %(n)s lists already. Remove one first.") % {"n": self.MOST})
        if own.filter(name=cleaned.get("name", "")).exists():
            self.add_error("name", _("You already have a list with this name."))
        return cleaned


def kept_query(text: str) -> str:
    """The filters in an address, as a saved list keeps them: nothing that is not a filter."""
    query = _query(ProjectFilter.base_filters, QueryDict(text.encode()))
    if len(query) > (SavedList._meta.get_field("query").max_length or 0):
        raise forms.ValidationError(_("These filters are too long to be kept."))
    return query
