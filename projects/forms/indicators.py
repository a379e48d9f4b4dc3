"""Input about indicators and what was measured."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Indicator, Measurement
from zenderen.lib.forms import DateInput, EditForm


class IndicatorForm(EditForm):
    """What is counted, by whom and how often, and which value is aimed at."""

    class Meta:
        model = Indicator
        fields = ["name", "definition", "source", "period", "unit", "better", "target", "target_on"]
        widgets = {
            "definition": forms.Textarea(attrs={"rows": 4}),
            "better": forms.RadioSelect,
            "target": forms.TextInput(attrs={"inputmode": "decimal"}),
            "target_on": DateInput,
        }
        localized_fields = ["target"]
        help_texts = {"target": _("Leave empty as long as no target was agreed.")}

    def clean(self) -> dict[str, Any]:
        """A day without a target says nothing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("target_on") and cleaned.get("target") is None and "target" not in self.errors:
            self.add_error("target", _("Say which value is to be reached then."))
        return cleaned


class MeasurementForm(EditForm):
    """The value of one period, or that it was not measured."""

    class Meta:
        model = Measurement
        fields = ["on", "label", "value", "note"]
        widgets = {"on": DateInput, "value": forms.TextInput(attrs={"inputmode": "decimal"})}
        localized_fields = ["value"]
        help_texts = {
            "label": _("For example “first quarter of 2027”; otherwise the day is shown."),
            "value": _("Leave empty when it was not measured. That is not the same as zero."),
            "note": _("For example why it was not measured."),
        }

    def clean_on(self) -> datetime.date:
        """Nothing was measured tomorrow."""
        day: datetime.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def _get_validation_exclusions(self) -> set[str]:
        """The indicator is no field, and yet a period has one value."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"indicator"}
