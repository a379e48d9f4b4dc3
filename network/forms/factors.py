"""The fields by which somebody proves themselves once more, inside the form of the act itself."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from network.actions import FactorRefused, prove, send_code
from network.models import User

CHALLENGE = "factor_challenge"


class FactorInput(forms.TextInput):
    """A code, a button that mails one, a button that asks the passkey: what this person has set up."""

    template_name = "network/_factor_input.html"

    def __init__(self, *, app: bool, passkey: bool) -> None:
        super().__init__(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12, "class": "input-code"}
        )
        self.app, self.passkey = app, passkey

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["factor"] = {"email": not (self.app or self.passkey), "app": self.app, "passkey": self.passkey}
        return context


class FactorFormMixin(forms.Form):
    """Adds a fresh second factor to a form: ``class SignForm(FactorFormMixin, forms.Form)``.

    Checked last, and only when everything else is right, so that a proof is never used up by a form that must come
    back anyway. Afterwards ``form.factor`` is "totp", "webauthn" or "email". Pressing "send me a code" sends the same
    form: ``is_valid`` then mails the code and is False without errors, and all that was typed stays.
    """

    code = forms.CharField(label=_("Code"), required=False, max_length=12)
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert isinstance(request.user, User)
        self.request, self.user = request, request.user
        self.factor = ""
        self.code_sent = False
        kinds = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        self._set_up(app="totp" in kinds, passkey="webauthn" in kinds)
        self.order_fields([name for name in self.fields if name not in ("code", "credential")])

    def _set_up(self, *, app: bool, passkey: bool) -> None:
        code = self.fields["code"]
        code.widget = FactorInput(app=app, passkey=passkey)
        code.widget.is_required = False
        if app:
            code.label = _("Code from your app")
            code.help_text = _("Six digits; they change every half minute.")
        elif passkey:
            code.label = _("Confirm with your passkey")
        else:
            code.label = _("Code that you get by e-mail")
            code.help_text = _("Ask for the code first. It is valid for five minutes and works once.")

    @property
    def wants_code(self) -> bool:
        """Whether the button "send me a code" was pressed."""
        return self.is_bound and "send_code" in self.data

    def is_valid(self) -> bool:
        """As always; but a request for a code sends it, and leaves the form as it was typed."""
        if not self.wants_code:
            return super().is_valid()
        if not self.code_sent and not self.errors:
            try:
                send_code(self.user)
            except FactorRefused as refused:
                self.add_error("code", str(refused))
            else:
                self.code_sent = True
                said = _("The code is on its way to %(email)s. It is valid for five minutes.")
                self.fields["code"].help_text = said % {"email": self.user.email}
                self.fields["code"].widget.attrs["autofocus"] = True
        return False

    def full_clean(self) -> None:
        """Nothing is checked when only a code was asked for."""
        if self.wants_code:
            self._errors = forms.utils.ErrorDict(renderer=self.renderer)
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()
        if self.is_bound and not self.errors and self.request.method == "POST":
            self._prove()

    def _prove(self) -> None:
        challenge = self.request.session.pop(CHALLENGE, None)
        code, credential = self.cleaned_data["code"], self.cleaned_data["credential"]
        if not code and not credential:
            self.add_error("code", _("A fresh proof is needed that it is you: fill in the code or use your passkey."))
            return
        try:
            self.factor = prove(self.user, code=code, credential=_parsed(credential), challenge=challenge)
        except FactorRefused as refused:
            self.add_error("code", str(refused))
            # A proof that did not hold is of no more use; everything else stays as it was typed.
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix("code")] = data[self.add_prefix("credential")] = ""
            self.data = data


def _parsed(text: str) -> Any:
    """What the browser made of the passkey; something unreadable is refused later, like any wrong proof."""
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
