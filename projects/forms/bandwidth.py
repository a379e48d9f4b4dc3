"""The client's answer to a project that is out of its bandwidth."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import DateInput
from projects.models import Breach, Project
from zenderen.lib.forms import DAYS

Decision, Kind = Breach.Decision, Breach.Kind


def _day(label: Any, initial: Any) -> forms.DateField:
    return forms.DateField(label=label, initial=initial, required=False, widget=DateInput, validators=DAYS)


def _number(label: Any, initial: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, required=False, min_value=0, max_value=2_000_000_000)


class BreachForm(forms.Form):
    """Allow it this once, adjust the bandwidth, or stop the project; with the reason."""

    decision = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, breach: Breach, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breach, self.project = breach, project
        is_fixed = bool(project.bandwidth_source)
        choices = [pair for pair in Decision.choices if not (is_fixed and pair[0] == Decision.ADJUST)]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        self.fields |= self._allowing() | ({} if is_fixed else self._adjusting())
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("It stays with the project, and its manager reads it."),
        )

    def _allowing(self) -> dict[str, forms.Field]:
        if self.breach.kind == Kind.TIME:
            return {"until": _day(_("If you allow it: until which day?"), self.breach.expected)}
        if self.breach.kind == Kind.MONEY:
            return {"until": _number(_("If you allow it: up to how many euros?"), self.breach.expected)}
        return {}

    def _adjusting(self) -> dict[str, forms.Field]:
        project = self.project
        if self.breach.kind == Kind.TIME:
            return {
                "ends_on": _day(_("If you adjust it: the new last day"), project.ends_on),
                "time_tolerance": _number(_("If you adjust it: the tolerance in weeks"), project.time_tolerance),
            }
        if self.breach.kind == Kind.MONEY:
            return {
                "budget": _number(_("If you adjust it: the new budget in euros"), project.budget),
                "money_tolerance": _number(_("If you adjust it: the tolerance in euros"), project.money_tolerance),
            }
        area = forms.Textarea(attrs={"rows": 4})
        label = _("If you adjust it: the new scope, in words")
        return {"scope": forms.CharField(label=label, initial=project.scope, required=False, widget=area)}

    @property
    def adjusted(self) -> dict[str, Any]:
        """The fields of the project with what they become."""
        names = {Kind.TIME: ("ends_on", "time_tolerance"), Kind.MONEY: ("budget", "money_tolerance")}
        return {name: self.cleaned_data[name] for name in names.get(Kind(self.breach.kind), ("scope",))}

    @property
    def until(self) -> str:
        """What is allowed this once, as ``Breach.allowed`` has it."""
        if self.breach.kind == Kind.SCOPE:
            return self.breach.expected
        value = self.cleaned_data["until"]
        return value.isoformat() if isinstance(value, datetime.date) else str(value)

    def clean(self) -> dict[str, Any]:
        """What is decided covers what is expected: else the same question would come back the next day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        decision = cleaned.get("decision")
        if decision == Decision.ACCEPT and self.breach.kind != Kind.SCOPE and "until" not in self.errors:
            self._check("until", cleaned.get("until"))
        elif decision == Decision.ADJUST and not self.errors:
            self._check_adjusted(cleaned)
        return cleaned

    def _check_adjusted(self, cleaned: dict[str, Any]) -> None:
        if self.breach.kind == Kind.SCOPE:
            if cleaned["scope"].strip() == self.project.scope.strip():
                self.add_error("scope", _("Write down what the scope is from now on."))
            return
        end = cleaned["ends_on"] if self.breach.kind == Kind.TIME else cleaned["budget"]
        name = "ends_on" if self.breach.kind == Kind.TIME else "budget"
        if end is not None and self.breach.kind == Kind.TIME:
            if self.project.starts_on and end < self.project.starts_on:
                self.add_error(name, _("The last day comes before the first."))
                return
            end += datetime.timedelta(weeks=min(cleaned["time_tolerance"] or 0, 5000))
        elif end is not None:
            end += cleaned["money_tolerance"] or 0
        self._check(name, end)

    def _check(self, name: str, value: Any) -> None:
        if value is None:
            self.add_error(name, _("Fill this in."))
            return
        expected: Any = self.breach.measured(self.breach.expected)
        if expected is None and self.breach.kind == Kind.TIME:
            expected = timezone.localdate()
        if expected is not None and value < expected:
            words = _("This does not cover what is expected: %(expected)s.")
            self.add_error(name, words % {"expected": self.breach.expected_words})
