"""Input about the urgency pulse."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Pulse, PulseAnswer, quarter_of
from zenderen.lib.forms import DateInput, EditForm


class PulseForm(EditForm):
    """The question of one quarter."""

    class Meta:
        model = Pulse
        fields = ["year", "quarter", "question", "opens_on", "closes_on"]
        widgets = {"opens_on": DateInput, "closes_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["year"], self.fields["quarter"]
            if self.instance.answers.exists():  # an answer is to the question as it was
                del self.fields["question"]
            return
        last = Pulse.objects.order_by("-year", "-quarter").first()
        self.initial["year"], self.initial["quarter"] = quarter_of(timezone.localdate())
        self.initial["opens_on"] = timezone.localdate()
        self.initial["question"] = last.question if last else ""


class AnswerForm(forms.Form):
    """One number and, for who wants, a few words."""

    SCORES = [(number, str(number)) for number in range(PulseAnswer.LEAST, PulseAnswer.MOST + 1)]

    organisation = forms.ModelChoiceField(
        label=_("For which partner?"), queryset=Organisation.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    score = forms.TypedChoiceField(
        label=_("Your answer"), choices=SCORES, coerce=int, widget=forms.RadioSelect(attrs={"class": "pulse-scale"}),
        help_text=_("1: not urgent at all. 10: nothing is more urgent."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Explanation"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What makes it so? The network manager and the coordination group read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, partners: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = partners[0] if len(partners) == 1 else None
        self.fields["organisation"].queryset = partners  # type: ignore[attr-defined]
        if self.only:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        """For the only partner that it can be, or the one that was chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return cleaned | {"organisation": self.only} if self.only else cleaned
