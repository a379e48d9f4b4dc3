"""Input about update rounds."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import DateInput, PlainSelect
from projects.models import InRound, Project, ProjectQuerySet, UpdateRound
from themes.models import Theme
from zenderen.lib.forms import EditForm


class RoundForm(EditForm):
    """When reports are asked, and with which words; what was done already stays as it was."""

    class Meta:
        model = UpdateRound
        fields = ["name", "opens_on", "remind_on", "due_on", "message"]
        widgets = {
            "opens_on": DateInput,
            "remind_on": DateInput,
            "due_on": DateInput,
            "message": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opens_on"].help_text = _("The day for which it is planned. You open it yourself.")
        self.fields["remind_on"].help_text = _("Who has not submitted by then gets one reminder.")
        self.fields["message"].help_text = _("Stands in the mail that opens the round.")
        past = {"opens_on", "message"} if self.instance.is_open else set()
        past |= {"remind_on"} if self.instance.reminded_at else set()
        for name in past:
            self.fields[name].disabled = True

    def clean_due_on(self) -> datetime.date:
        """There is time left to report."""
        day: datetime.date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day


class RoundFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which projects of a round: those of a theme, those that are so far."""

    theme = django_filters.ChoiceFilter(
        label=_("Theme"), field_name="theme__slug", empty_label=_("All"), widget=PlainSelect
    )
    report = django_filters.ChoiceFilter(
        label=_("Progress update"),
        field_name="in_round",
        choices=InRound.choices,
        empty_label=_("All"),
        widget=PlainSelect,
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: ProjectQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        self.filters["theme"].extra["choices"] = list(Theme.objects.values_list("slug", "name"))
