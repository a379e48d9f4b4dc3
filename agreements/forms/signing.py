"""What people fill in to open an agreement for signing, to sign, to decline, to ask for a change or to withdraw."""

import datetime
import re
import unicodedata
from typing import Any, NamedTuple, cast

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.actions import Place, authorities
from agreements.actions.signing import told_of
from agreements.models import Mandate, Party, Version
from agreements.models.statements import statement_for
from network.forms import FactorFormMixin
from network.models import User
from zenderen.lib.forms import DateInput

# --- Opening and deadlines ------------------------------------------------------------------------------------------


class PartyFields(NamedTuple):
    """The fields of one party in a form about all of them."""

    party: Party
    turn: BoundField | None
    deadline: BoundField


class DeadlineField(forms.DateField):
    """The last day on which a party can sign: today or later, or none."""

    def __init__(self, party: Party) -> None:
        label = format_html('{} <span class="hidden">– {}</span>', _("Sign before the end of"), party)
        super().__init__(label=label, required=False, widget=DateInput(), initial=party.deadline_on)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))


class DeadlinesForm(forms.Form):
    """Another last day for parties that have not signed yet."""

    template_name = "agreements/_places.html"

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(version.parties.filter(state=Party.State.PENDING).select_related("organisation"))
        for party in self.parties:
            self.fields[f"deadline_{party.pk}"] = DeadlineField(party)

    @property
    def lines(self) -> list[PartyFields]:
        """Each party with its fields."""
        return [PartyFields(party, None, self[f"deadline_{party.pk}"]) for party in self.parties]

    @property
    def days(self) -> dict[int, datetime.date | None]:
        """The last day of each party whose day was changed, by key; on a valid form.

        A day that had passed already and is left as it was is no change.
        """
        names = {f"deadline_{party.pk}": party.pk for party in self.parties}
        return {pk: self.cleaned_data[name] for name, pk in names.items() if name in self.changed_data}

    def clean(self) -> dict[str, Any]:
        """A day that passed may stay as it is; only a new one must be possible."""
        for name in set(self.errors) - set(self.changed_data):
            del self._errors[name]  # type: ignore[attr-defined]
        return super().clean() or self.cleaned_data


class OpenForm(forms.Form):
    """In which order the parties are asked, and until when each can sign."""

    template_name = "agreements/_places.html"

    class Order:
        """How the parties follow each other."""

        PARALLEL, IN_TURN, GROUPS = "parallel", "in_turn", "groups"

    order = forms.ChoiceField(
        label=_("In which order?"),
        required=False,
        initial=Order.PARALLEL,
        widget=forms.RadioSelect,
        choices=[
            (Order.PARALLEL, _("All at once")),
            (Order.IN_TURN, _("One after the other: the next is asked when the one before has signed")),
            (Order.GROUPS, _("In groups: the next group is asked when the group before has signed")),
        ],
    )
    deadline_on = forms.DateField(
        label=_("Sign before the end of"),
        required=False,
        widget=DateInput(),
        help_text=_("For all parties. That whole day counts. Leave it empty if there is no hurry."),
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(version.parties.select_related("organisation", "first_signatory", "second_signatory"))
        for number, party in enumerate(self.parties, start=1):
            label = format_html('{} <span class="hidden">– {}</span>', _("Turn"), party)
            self.fields[f"turn_{party.pk}"] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=len(self.parties), initial=number
            )
            field = self.fields[f"deadline_{party.pk}"] = DeadlineField(party)
            field.label = format_html('{} <span class="hidden">– {}</span>', _("Other last day"), party)
            field.initial = None

    @property
    def lines(self) -> list[PartyFields]:
        """Each party with its fields."""
        return [PartyFields(party, self[f"turn_{party.pk}"], self[f"deadline_{party.pk}"]) for party in self.parties]

    def clean_deadline_on(self) -> datetime.date | None:
        """Today or later."""
        day: datetime.date | None = self.cleaned_data["deadline_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(gettext("This day has passed. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        """A turn for each party where they follow each other, and no day before that of an earlier turn."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        order = values["order"] = values.get("order") or self.Order.PARALLEL
        if order != self.Order.PARALLEL:
            self._check_turns(values, distinct=order == self.Order.IN_TURN)
        if not self.errors:
            self._check_days()
        return values

    def _check_turns(self, values: dict[str, Any], *, distinct: bool) -> None:
        seen: dict[int, Party] = {}
        for party in self.parties:
            name = f"turn_{party.pk}"
            turn = values.get(name)
            if name in self.errors:
                continue
            if turn is None:
                self.add_error(name, gettext("Give this party a number."))
            elif distinct and turn in seen:
                words = gettext("%(party)s has this number too. Give each its own, or choose to ask in groups.")
                self.add_error(name, words % {"party": seen[turn]})
            else:
                seen.setdefault(turn, party)

    def _check_days(self) -> None:
        latest: tuple[datetime.date, Party] | None = None
        places = self.places
        for party in sorted(self.parties, key=lambda party: places[party.pk].turn):
            day, turn = places[party.pk].deadline_on, places[party.pk].turn
            if latest and day and day < latest[0] and turn > places[latest[1].pk].turn:
                words = gettext("%(party)s comes first and has until %(day)s. Choose a later day for this party.")
                shown = {"party": latest[1], "day": date_format(latest[0], "j F Y")}
                self.add_error(f"deadline_{party.pk}", words % shown)
            elif day and (latest is None or day > latest[0]):
                latest = (day, party)

    @property
    def places(self) -> dict[int, Place]:
        """Turn and last day of each party, by key, the turns numbered from 1; on a valid form."""
        values = self.cleaned_data
        if values["order"] == self.Order.PARALLEL:
            turns = {party.pk: 1 for party in self.parties}
        else:
            given = {party.pk: values[f"turn_{party.pk}"] for party in self.parties}
            rank = {turn: number for number, turn in enumerate(sorted(set(given.values())), start=1)}
            turns = {pk: rank[turn] for pk, turn in given.items()}
        return {
            party.pk: Place(turns[party.pk], values[f"deadline_{party.pk}"] or values["deadline_on"])
            for party in self.parties
        }


# --- Signing --------------------------------------------------------------------------------------------------------


class ReasonForm(forms.Form):
    """Why somebody declines or withdraws."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody concerned reads this."),
    )  # fmt: skip


class DeclineForm(ReasonForm):
    """Why a party does not sign, or comes back on its signature."""

    party = forms.IntegerField(widget=forms.HiddenInput)


class ChangeForm(forms.Form):
    """Which change somebody asks for instead of signing."""

    party = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What should be different, and why?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Name the article. The network manager answers you; meanwhile nothing changes."),
    )  # fmt: skip


OWN = "own"


class Authority(NamedTuple):
    """By what somebody signs: in words, and the statement that belongs to it."""

    value: str
    words: str
    statement: str


class SignForm(FactorFormMixin, forms.Form):
    """The explicit act: the hash of what was read, a tick, the typed name and a fresh second factor."""

    MOST_DRAWN = 8000  # characters of an SVG path
    PATH = re.compile(r"(?:M[0-9]{1,4} [0-9]{1,4}(?:L[0-9]{1,4} [0-9]{1,4})*)*\Z")

    party = forms.IntegerField(widget=forms.HiddenInput)
    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    authority = forms.ChoiceField(
        label=_("By what do you sign?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This power of attorney does not hold any more. Choose again.")},
    )
    drawing = forms.CharField(required=False, max_length=MOST_DRAWN, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I declare what is written above"),
        error_messages={"required": _("Tick this if you agree; without it you cannot sign.")},
    )
    typed_name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, version: Version, party: Party, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        user = cast(User, request.user)
        self.name = user.name
        self.fields["party"].initial = party.pk
        self.fields["sha256"].initial = version.sha256
        self.authorities = [_authority(power, party, version) for power in authorities(party, by=user)]
        field = cast(forms.ChoiceField, self.fields["authority"])
        field.choices = [(one.value, one.words) for one in self.authorities]
        if len(self.authorities) < 2:
            field.widget = forms.HiddenInput()
        if self.authorities:
            field.initial = self.authorities[0].value
        self.fields["typed_name"].help_text = _("Type your name as it is written in your account: %(name)s.") % {
            "name": self.name
        }

    @property
    def mandate(self) -> int | None:
        """The power of attorney that was chosen; None on one's own authority. On a valid form."""
        chosen = self.cleaned_data["authority"]
        return None if chosen == OWN else int(chosen)

    def clean_authority(self) -> str:
        """The one there is, or the one chosen."""
        chosen = str(self.cleaned_data["authority"])
        if not chosen and len(self.authorities) == 1:
            return self.authorities[0].value
        if not chosen:
            raise forms.ValidationError(_("Choose by what you sign."))
        return chosen

    def clean_typed_name(self) -> str:
        """The name of the account; capitals, spaces and accents do not count."""
        typed = " ".join(str(self.cleaned_data["typed_name"]).split())
        if _plain(typed) != _plain(self.name):
            raise forms.ValidationError(
                _("This is not the name of your account. Type: %(name)s."), params={"name": self.name}
            )
        return typed

    def clean_drawing(self) -> str:
        """Lines between points, as the drawing field sends them, and nothing else."""
        drawing = str(self.cleaned_data["drawing"])
        if not self.PATH.match(drawing):
            raise forms.ValidationError(_("The drawing cannot be read. Draw it again, or leave it out."))
        return drawing


def _authority(power: Mandate | None, party: Party, version: Version) -> Authority:
    statement = statement_for(party.name, version.content["statement"], **told_of(power))
    if power is None:
        return Authority(
            OWN, gettext("On my own authority, as an executive of %(party)s") % {"party": party}, statement
        )
    day = date_format(timezone.localtime(power.granted_at), "j F Y")
    words = gettext("By power of attorney of %(name)s of %(day)s") % {"name": power.grantor_name, "day": day}
    return Authority(str(power.pk), words, statement)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if letter.isalnum()).casefold()
