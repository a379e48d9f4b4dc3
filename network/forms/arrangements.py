"""Input about what each partner arranges in its own way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Arrangement, ArrangementTerm, Organisation
from zenderen.lib.forms import DateInput, EditForm


class ArrangementForm(EditForm):
    """What differs, why that matters, and what it became for all."""

    class Meta:
        model = Arrangement
        fields = ["subject", "about", "outcome", "harmonised_on"]
        widgets = {"about": forms.Textarea(attrs={"rows": 4}), "harmonised_on": DateInput}
        help_texts = {
            "subject": _("For example “allowance for trainees”."),
            "outcome": _("Fill this in when all partners arrange it in the same way."),
            "harmonised_on": _("Leave empty when the day is not known."),
        }


class ArrangementTermForm(EditForm):
    """How one partner arranges it."""

    class Meta:
        model = ArrangementTerm
        fields = ["organisation", "text"]
        help_texts = {"text": _("In one sentence. Write it down when something is not known.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner: Any = self.fields["organisation"]
        partner.empty_label = _("Choose a partner")
        taken = self.instance.arrangement.terms.exclude(pk=self.instance.pk).values("organisation")
        partner.queryset = Organisation.objects.exclude(pk__in=taken).order_by("name")
        if self.instance.pk:
            del self.fields["organisation"]

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"arrangement"}  # type: ignore[misc, no-any-return]
