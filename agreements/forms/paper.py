"""What people fill in about signatures in ink."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Party, Signature
from agreements.models.signing_rules import SigningRule
from network.models import Membership, User
from zenderen.lib.forms import DateInput
from zenderen.lib.uploads import DocumentField


class ScanForm(forms.Form):
    """The scan, the day in it, and whose signatures it shows: as many as the party still needs."""

    document = DocumentField(
        label=_("Scan of the signed document"), help_text=_("A PDF, PNG or JPEG of at most 20 MB.")
    )
    signed_on = forms.DateField(label=_("Date beside the signatures"), widget=DateInput())

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party = party
        signed = set(Signature.objects.filter(party=party, principal__isnull=False).values_list("principal", flat=True))
        terms = Membership.objects.current().filter(organisation=party.organisation, role=Membership.Role.EXECUTIVE)
        self.executives = list(User.objects.filter(pk__in=terms.values("user")).exclude(pk__in=signed))
        self.signed = signed
        self.places = max(party.needed - party.given, 1)
        self.named = [user for user in party.named if user.pk not in signed]
        for place in range(1, self.places + 1):
            person = self.named[place - 1] if party.signing_rule == SigningRule.NAMED else None
            name = forms.CharField(label=_("Name of who signed"), max_length=150)
            position = forms.CharField(label=_("Position"), max_length=120)
            if self.places > 1:
                name.label = gettext("Name of signatory %(number)s") % {"number": place}
                position.label = gettext("Position of signatory %(number)s") % {"number": place}
            if person:
                name.disabled, name.initial, position.initial = True, person.name, person.position
            else:
                name.help_text = _("As it stands under the signature.")
            self.fields |= {f"name_{place}": name, f"position_{place}": position}

    def clean_signed_on(self) -> datetime.date:
        """Not in the future, and not before the text was fixed."""
        day: datetime.date = self.cleaned_data["signed_on"]
        frozen = self.party.version.frozen_at
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if frozen and day < timezone.localtime(frozen).date():
            raise forms.ValidationError(_("On this day the text was not fixed yet, so nobody can have signed it."))
        return day

    def clean(self) -> dict[str, Any]:
        """No name twice, and none that signed already."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        gone = {plain(name) for name in User.objects.filter(pk__in=self.signed).values_list("name", flat=True)}
        seen: set[str] = set()
        for place in range(1, self.places + 1):
            name = plain(values.get(f"name_{place}", ""))
            if name in seen:
                self.add_error(f"name_{place}", _("This name stands here twice. Two different people must sign."))
            elif name in gone:
                self.add_error(f"name_{place}", _("This person signed already."))
            elif name:
                seen.add(name)
        return values

    @property
    def signatories(self) -> list[dict[str, Any]]:
        """Name, position and, where it is an executive known here, the account; on a valid form."""
        values, known = self.cleaned_data, {plain(user.name): user.pk for user in self.executives}
        pairs = [(values[f"name_{place}"], values[f"position_{place}"]) for place in range(1, self.places + 1)]
        return [{"name": name, "position": position, "user": known.get(plain(name))} for name, position in pairs]


def plain(name: str) -> str:
    """A name to compare by: capitals and spaces do not count."""
    return " ".join(str(name).split()).casefold()


class ScanCheckForm(forms.Form):
    """What the second person found."""

    CONFIRM, REFUSE = "confirm", "refuse"

    decision = forms.ChoiceField(
        label=_("What do you see?"),
        widget=forms.RadioSelect,
        choices=[
            (CONFIRM, _("The scan shows this text, signed by these people on that day")),
            (REFUSE, _("Something is not right")),
        ],
    )
    reason = forms.CharField(
        label=_("What is not right?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only when something is not right; who registered the scan reads it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("decision") == self.REFUSE and not values.get("reason"):
            self.add_error("reason", _("Say what is not right, so that it can be mended."))
        return values
