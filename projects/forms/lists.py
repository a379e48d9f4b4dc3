"""Search, filters and order of the list of projects."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from projects.forms.fields import PlainSelect
from projects.models import Level, Project, ProjectPartner, ProjectQuerySet
from themes.models import Theme


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
