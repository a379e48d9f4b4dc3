"""Input of the ground floor."""

from network.forms.bodies import BodyForm, EndSeatForm, FillSeatForm, NewBodyForm, SeatForm
from network.forms.conferences import ConferenceForm
from network.forms.factors import FactorFormMixin
from network.forms.organisations import (
    EndForm,
    ImportForm,
    OrganisationFilter,
    OrganisationForm,
    OwnOrganisationForm,
)
from network.forms.people import (
    AppointmentForm,
    InvitationForm,
    MembershipForm,
    PasswordForm,
    UserFilter,
    UserForm,
)
from network.forms.sign_in import AuthenticateForm, ConfirmLoginCodeForm, ReauthenticateForm
from network.forms.stories import AmbitionForm, PageForm, PhaseForm

__all__ = [
    "AmbitionForm",
    "AppointmentForm",
    "AuthenticateForm",
    "BodyForm",
    "ConferenceForm",
    "ConfirmLoginCodeForm",
    "EndForm",
    "EndSeatForm",
    "FactorFormMixin",
    "FillSeatForm",
    "ImportForm",
    "InvitationForm",
    "MembershipForm",
    "NewBodyForm",
    "OrganisationFilter",
    "OrganisationForm",
    "OwnOrganisationForm",
    "PageForm",
    "PasswordForm",
    "PhaseForm",
    "ReauthenticateForm",
    "SeatForm",
    "UserFilter",
    "UserForm",
]
