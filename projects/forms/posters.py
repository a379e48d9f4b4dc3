"""Input about posters."""

from typing import Any, TypeVar

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Conference
from projects.models import Poster
from projects.models.posters import PosterQuerySet, Size

M = TypeVar("M", bound=Model)


class PosterForm(forms.Form):
    """Which sheet, in which language."""

    size = forms.ChoiceField(label=_("Size"), choices=Size.choices, initial=Size.A1, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        widget=forms.RadioSelect,
        help_text=_("The headings and states. What people wrote stays in the language they wrote it in."),
    )


class PosterSetForm(PosterForm):
    """For which conference, too."""

    conference = forms.ModelChoiceField(
        label=_("Conference"),
        queryset=Conference.objects.none(),
        required=False,
        empty_label=_("None: the wall of today"),
        help_text=_("Only a conference that is still to come: what hung at an earlier one cannot be made afterwards."),
    )
    field_order = ("conference", "size", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["conference"]
        field.queryset = Conference.objects.filter(starts_on__gte=timezone.localdate())  # type: ignore[attr-defined]


class StudioSearch(forms.Form):
    """Words from the name of a project or a partner."""

    q = forms.CharField(label=_("Search"), required=False)

    def narrow(self, rows: QuerySet[M], field: str) -> QuerySet[M]:
        """Those whose name holds all the words."""
        words = self.cleaned_data["q"].split() if self.is_valid() else []
        conditions = [Q(**{f"{field}__icontains": word}) for word in words]
        return rows.filter(*conditions).order_by(field)


class PosterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What the wall shows."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    kind = django_filters.ChoiceFilter(label=_("About"), choices=Poster.Kind.choices, empty_label=_("All"))

    class Meta:
        model = Poster
        fields: list[str] = []

    def search(self, posters: PosterQuerySet, name: str, value: str) -> PosterQuerySet:
        """All words, anywhere in the name that stands on the sheet."""
        for word in value.split():
            posters = posters.filter(data__name__icontains=word)
        return posters
