"""People: invitations, memberships, posts, and the filter of their list."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import password_validation
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from network.models import Appointment, Invitation, Membership, Organisation, User
from zenderen.lib.forms import DateInput


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who is invited, to belong where and as what."""

    class Meta:
        model = Invitation
        fields = ["name", "email", "position", "organisation", "role"]
        widgets = {"role": forms.RadioSelect}
        help_texts = {
            "position": _("For example “member of the board”. It is shown beside the name in agreements."),
            "role": _("An executive may sign agreements for the organisation."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.partners()  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """One address, one account: who has one gets a membership instead."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This person already has an account. Add a membership on their page."))
        return email

    def clean(self) -> dict[str, Any]:
        """Not twice for the same place while the first is open."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        same = Invitation.objects.filter(
            email=cleaned.get("email"), organisation=cleaned.get("organisation"), accepted_at=None, revoked_at=None
        )
        if any(invitation.is_open for invitation in same):
            self.add_error("email", _("There is already an open invitation for this address. You can send it again."))
        return cleaned


class PasswordForm(forms.Form):
    """A first password, chosen by its owner."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters. A sentence that only you know works well."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """The same rules as everywhere."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    """How somebody is called; the address is theirs and proven, so it does not change here."""

    class Meta:
        model = User
        fields = ["name", "position"]


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody with an account belongs to an organisation."""

    class Meta:
        model = Membership
        fields = ["organisation", "role", "starts_on"]
        widgets = {"role": forms.RadioSelect, "starts_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.partners()  # type: ignore[attr-defined]


class AppointmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A post in the network as a whole."""

    class Meta:
        model = Appointment
        fields = ["role", "starts_on"]
        widgets = {"role": forms.RadioSelect, "starts_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = Appointment.Role.choices  # type: ignore[attr-defined]  # and no empty one


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, organisation and whether they may sign in."""

    q = django_filters.CharFilter(label=_("Search by name or e-mail address"), method="search")
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=Organisation.objects.all(), method="at", empty_label=_("All organisations")
    )
    is_active = django_filters.ChoiceFilter(
        label=_("May sign in"),
        choices=[("true", _("yes")), ("false", _("no"))],
        method="active",
        empty_label=_("All"),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Each word in the name or the address."""
        for word in value.split():
            rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return rows

    def at(self, rows: QuerySet[User], name: str, value: Organisation) -> QuerySet[User]:
        """Who belongs there today."""
        return rows.filter(pk__in=Membership.objects.current().filter(organisation=value).values("user"))

    def active(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Open or closed accounts."""
        return rows.filter(is_active=value == "true")
