"""Input of a scan of the five mechanisms."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import PlainSelect
from projects.models import Mechanism, Scan
from themes.models import Theme
from zenderen.lib.forms import DateInput

SCORES = [
    (0, _("0: not at all")),
    (1, _("1: hardly")),
    (2, _("2: partly")),
    (3, _("3: largely")),
    (4, _("4: fully")),
]
QUESTIONS = {
    Mechanism.URGENCY: _(
        "Do the partners feel that this cannot wait, and do they show it in what they do? Does that stay so when "
        "people leave or other worries come up?"
    ),
    Mechanism.STRATEGY: _(
        "Is there a shared picture of where we want to go, and are there also small projects that start already? "
        "A picture alone stays paper; small projects alone stay small."
    ),
    Mechanism.ACTORS: _(
        "Was everybody involved in time who will have to do with it: managers, the professionals who do the work, "
        "and national parties where they are needed?"
    ),
    Mechanism.ROOM: _(
        "Do rules and funding leave room for this? And where they do not: did we ask for room, and from whom?"
    ),
    Mechanism.INFRASTRUCTURE: _(
        "Are there lasting links between the organisations: networks of boards, of professionals, of wards and "
        "practices that work together?"
    ),
}


class ScanForm(forms.Form):
    """Five questions, each with a score and room for an explanation; when, and with whom."""

    scanned_on = forms.DateField(label=_("Date"), widget=DateInput)
    with_whom = forms.CharField(
        label=_("With whom"), required=False, max_length=200, help_text=_("For instance: steering group, 8 people.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scanned_on"].initial = timezone.localdate
        for mechanism in Mechanism:
            self.fields[f"{mechanism}_score"] = forms.TypedChoiceField(
                label=mechanism.label,
                help_text=QUESTIONS[mechanism],
                choices=SCORES,
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "score-choices"}),
            )
            self.fields[f"{mechanism}_note"] = forms.CharField(
                label=_("Explanation of “%(mechanism)s”") % {"mechanism": mechanism.label},
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean_scanned_on(self) -> datetime.date:
        """A scan tells how it was, not how it will be."""
        day: datetime.date = self.cleaned_data["scanned_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Choose today or a day before it."))
        return day

    @property
    def scores(self) -> dict[str, tuple[int, str]]:
        """Mechanism → score and explanation."""
        data = self.cleaned_data
        return {name: (data[f"{name}_score"], data[f"{name}_note"]) for name in Mechanism.values}


class ScanFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By theme (with its projects), by what was scanned, and with a low score."""

    KINDS = [("themes", _("Themes")), ("projects", _("Projects"))]

    q = django_filters.CharFilter(label=_("Search"), method="search")
    theme = django_filters.ChoiceFilter(label=_("Theme"), method="of_theme", empty_label=_("All"), widget=PlainSelect)
    kind = django_filters.ChoiceFilter(label=_("Of"), choices=KINDS, method="of_kind", empty_label=_("All"))
    low = django_filters.ChoiceFilter(
        label=_("Low score on"), choices=Mechanism.choices, method="low_on", empty_label=_("All")
    )

    class Meta:
        model = Scan
        fields: list[str] = []

    def __init__(self, request: HttpRequest, rows: Any) -> None:
        super().__init__(request.GET, rows, request=request)
        self.filters["theme"].extra["choices"] = list(Theme.objects.values_list("slug", "name"))

    def search(self, rows: Any, name: str, value: str) -> Any:
        """Each word in the title of the project or the name of the theme."""
        for word in value.split():
            rows = rows.filter(Q(project__title__icontains=word) | Q(theme__name__icontains=word))
        return rows

    def of_theme(self, rows: Any, name: str, value: str) -> Any:
        """The theme itself and the projects in it."""
        return rows.filter(Q(theme__slug=value) | Q(project__theme__slug=value))

    def of_kind(self, rows: Any, name: str, value: str) -> Any:
        """Themes or projects."""
        return rows.filter(project=None) if value == "themes" else rows.filter(theme=None)

    def low_on(self, rows: Any, name: str, value: str) -> Any:
        """Those that ask for a next step on one mechanism."""
        return rows.low_on(value)
