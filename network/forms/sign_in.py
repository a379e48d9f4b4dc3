"""The second step of signing in: codes count once, and guessing ends soon however many windows are open."""

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator

from network.actions import is_spent, totp_step


class _SpentCodes:
    """allauth remembers a used code for half a minute, while it may be right for longer."""

    def clean_code(self) -> str:
        """As allauth, and refuse a code that served before."""
        row = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()  # type: ignore[attr-defined]
        step = totp_step(row, str(self.cleaned_data["code"])) if row else None  # type: ignore[attr-defined]
        if step is not None and is_spent(row, step):
            raise get_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class AuthenticateForm(_SpentCodes, mfa.AuthenticateForm):  # type: ignore[misc]
    """After the password."""


class ReauthenticateForm(_SpentCodes, mfa.ReauthenticateForm):  # type: ignore[misc]
    """Before changing what protects the account."""


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that came by e-mail; allauth counts wrong ones per session, this counts them per person as well."""

    def clean_code(self) -> str:
        """As allauth, within the same limit as every other second step."""
        forgive = check_rate_limit(context.request._login_stage.login.user)
        code: str = super().clean_code()
        forgive()
        return code
