"""Input of the ground floor."""

from network.forms.factors import FactorFormMixin
from network.forms.sign_in import AuthenticateForm, ConfirmLoginCodeForm, ReauthenticateForm

__all__ = [
    "AuthenticateForm",
    "ConfirmLoginCodeForm",
    "FactorFormMixin",
    "ReauthenticateForm",
]
