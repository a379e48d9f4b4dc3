"""Input about the partners in a project and what they bring."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from network.models import Organisation
from projects.forms.fields import DateInput, PlainSelect, RowForm, not_to_come
from projects.models import PartnerContribution, ProjectPartner


class PartnerForm(RowForm):
    """An organisation, and how and as what it takes part in a project."""

    class Meta:
        model = ProjectPartner
        fields = ["organisation", "participation", "role"]
        widgets = {"organisation": PlainSelect, "participation": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participation"].choices = ProjectPartner.Participation.choices  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["organisation"]
        else:
            taken = ProjectPartner.objects.filter(project=self.instance.project_id)
            free = Organisation.objects.partners().exclude(pk__in=taken.values("organisation"))
            self.fields["organisation"].queryset = free  # type: ignore[attr-defined]
            self.fields["organisation"].error_messages["invalid_choice"] = _("This organisation already takes part.")


class ContributionForm(RowForm):
    """Hours, money or something in kind."""

    class Meta:
        model = PartnerContribution
        fields = ["kind", "agreed", "delivered", "text", "counted_on"]
        widgets = {"kind": forms.RadioSelect, "counted_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = PartnerContribution.Kind.choices  # type: ignore[attr-defined]

    def clean_counted_on(self) -> datetime.date | None:
        """Nothing was counted tomorrow."""
        return not_to_come(self.cleaned_data["counted_on"])
