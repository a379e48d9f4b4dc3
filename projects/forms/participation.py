"""Filters of who takes part where."""

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from network.models import Organisation
from projects.forms.fields import PlainSelect
from projects.models import Project
from projects.participation import inactive
from themes.models import Theme


class PartnerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words in the name and by type of partner."""

    q = django_filters.CharFilter(label=_("Search a partner"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("Type of partner"), choices=Organisation.Kind.choices, empty_label=_("All"), widget=PlainSelect
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        """Each word in the name."""
        for word in value.split():
            rows = rows.filter(name__icontains=word)
        return rows

    def on_projects(self, rows: Any, name: str, value: Any) -> Any:
        """Says which projects are shown, and nothing about partners."""
        return rows


class MatrixFilter(PartnerFilter):
    """The same, and which projects are beside them."""

    theme = django_filters.ChoiceFilter(
        label=_("Theme"), method="on_projects", empty_label=_("All"), widget=PlainSelect
    )
    ended = django_filters.BooleanFilter(
        label=_("Also projects that are over"), method="on_projects", widget=forms.CheckboxInput
    )

    def __init__(self, request: HttpRequest, rows: Any) -> None:
        super().__init__(request.GET, rows, request=request)
        self.filters["theme"].extra["choices"] = list(Theme.objects.values_list("slug", "name"))

    def projects(self) -> Any:
        """Those that this person may see, theme by theme."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        rows = Project.objects.visible_to(self.request.user)
        if not chosen.get("ended"):
            rows = rows.current()
        if chosen.get("theme"):
            rows = rows.filter(theme__slug=chosen["theme"])
        return rows.select_related("theme").order_by("theme__number", "title")


class EffortFilter(PartnerFilter):
    """The same, and only who is active in no project."""

    quiet = django_filters.BooleanFilter(
        label=_("Active in no project"), method="only_quiet", widget=forms.CheckboxInput
    )

    def only_quiet(self, rows: Any, name: str, value: bool) -> Any:  # noqa: FBT001 - called by django-filter
        """Those that are active nowhere today."""
        return inactive(rows) if value else rows
