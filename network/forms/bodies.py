"""Bodies and their seats."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.forms.organisations import EndForm
from network.models import Body, Organisation, Seat, User
from zenderen.lib.forms import DateInput, EditForm
from zenderen.lib.slugs import free_slug


class BodyForm(EditForm):
    """What a body is for."""

    class Meta:
        model = Body
        fields = ["name", "about"]
        widgets = {"about": forms.Textarea(attrs={"rows": 6})}


class NewBodyForm(BodyForm):
    """A coordination group or an advisory council; a theme brings its own steering group."""

    class Meta(BodyForm.Meta):
        fields = ["kind", "name", "about"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(value, label) for value, label in Body.Kind.choices if value != Body.Kind.STEERING]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["kind"].help_text = _("A theme steering group comes with its theme.")

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The address is made of the name and stays."""
        self.instance.slug = free_slug(Body, self.instance.name)
        return super().save(commit=commit)


class _People(forms.ModelForm):  # type: ignore[type-arg]
    """Offers people who can sign in, and organisations that take part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.partners()  # type: ignore[attr-defined]


class SeatForm(_People):
    """A seat, held or open."""

    class Meta:
        model = Seat
        fields = ["user", "organisation", "role", "starts_on", "ends_on"]
        widgets = {"role": forms.RadioSelect, "starts_on": DateInput, "ends_on": DateInput}


class FillSeatForm(_People):
    """Who takes an open seat."""

    class Meta:
        model = Seat
        fields = ["user", "organisation", "starts_on"]
        widgets = {"starts_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].required = True
        self.fields["user"].help_text = ""


class EndSeatForm(EndForm):
    """The last day of a seat, and whether a successor is looked for."""

    reopen = forms.BooleanField(label=_("Show the seat as open afterwards"), required=False, initial=True)
