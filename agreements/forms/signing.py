"""What people fill in to sign, to decline or to withdraw."""

import unicodedata
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.models import Party, Version
from agreements.models.statements import statement_for
from network.forms import FactorFormMixin
from network.models import User


class ReasonForm(forms.Form):
    """Why somebody declines or withdraws."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody concerned reads this."),
    )  # fmt: skip


class DeclineForm(ReasonForm):
    """Why a party does not sign."""

    party = forms.IntegerField(widget=forms.HiddenInput)


class SignForm(FactorFormMixin, forms.Form):
    """The explicit act: the hash of what was read, a tick, the typed name and a fresh second factor."""

    party = forms.IntegerField(widget=forms.HiddenInput)
    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I declare what is written above"),
        error_messages={"required": _("Tick this if you agree; without it you cannot sign.")},
    )
    typed_name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, version: Version, party: Party, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.name = cast(User, request.user).name
        self.fields["party"].initial = party.pk
        self.fields["sha256"].initial = version.sha256
        self.statement = statement_for(party.name, version.content["statement"])
        self.fields["typed_name"].help_text = _("Type your name as it is written in your account: %(name)s.") % {
            "name": self.name
        }

    def clean_typed_name(self) -> str:
        """The name of the account; capitals, spaces and accents do not count."""
        typed = " ".join(str(self.cleaned_data["typed_name"]).split())
        if _plain(typed) != _plain(self.name):
            raise forms.ValidationError(
                _("This is not the name of your account. Type: %(name)s."), params={"name": self.name}
            )
        return typed


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if letter.isalnum()).casefold()
