"""What people fill in to give a power of attorney."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.actions import possible_delegates
from agreements.models import Agreement, Mandate
from network.forms import FactorFormMixin
from network.models import User
from zenderen.lib.forms import DateInput
from zenderen.lib.uploads import DocumentField


class MandateForm(FactorFormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """Who may sign for the organisation, for what, how long, and on which ground."""

    document = DocumentField(
        label=_("Document"),
        required=False,
        help_text=_(
            "For example the decision of the board, as PDF, PNG or JPEG of at most 20 MB. "
            "Asking for a code empties this field: choose the document when you have the code."
        ),
    )

    class Meta:
        model = Mandate
        fields = ["delegate", "agreement", "starts_on", "ends_on", "evidence"]
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "evidence": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.grantor = self.user
        delegate = cast("forms.ModelChoiceField[User]", self.fields["delegate"])
        delegate.queryset, delegate.empty_label = possible_delegates(self.user), str(_("Choose a person"))
        delegate.help_text = _("Anybody with an account, but not a network manager or an administrator.")
        agreement = cast("forms.ModelChoiceField[Agreement]", self.fields["agreement"])
        agreement.queryset = Agreement.objects.visible_to(self.user).filter(
            versions__parties__organisation=self.instance.organisation
        ).distinct()  # fmt: skip
        agreement.empty_label = str(_("All agreements of the organisation"))
        agreement.help_text = ""
        self.fields["ends_on"].help_text = _("That whole day counts.")

    def clean_ends_on(self) -> Any:
        """Today or later."""
        day = self.cleaned_data["ends_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return day


class RevokeForm(forms.Form):
    """Why a power of attorney ends."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person concerned and your fellow executives read this."),
    )  # fmt: skip
