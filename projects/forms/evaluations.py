"""Input about evaluations."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Evaluation
from zenderen.lib.forms import DateInput, EditForm


class EvaluationForm(EditForm):
    """What one wanted to know, what was found, and what it led to."""

    class Meta:
        model = Evaluation
        fields = ["period", "evaluated_on", "question", "findings", "verdict", "adjustment"]
        widgets = {
            "evaluated_on": DateInput,
            "question": forms.Textarea(attrs={"rows": 3}),
            "findings": forms.Textarea(attrs={"rows": 6}),
            "verdict": forms.RadioSelect,
            "adjustment": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "period": _("For example “six months, from January”."),
            "findings": _("Numbers only with their source; what was not measured, say so."),
            "adjustment": _("What is done differently from now on."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = Evaluation.Verdict.choices  # type: ignore[attr-defined]

    def clean_evaluated_on(self) -> datetime.date:
        """Nothing was found tomorrow."""
        day: datetime.date = self.cleaned_data["evaluated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """What is adjusted is said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == Evaluation.Verdict.ADJUST and not cleaned.get("adjustment", "").strip():
            self.add_error("adjustment", _("Say what was adjusted."))
        return cleaned
