"""Input about who is affected by a project, who speaks for it, and for whom it is good."""

import datetime

from django import forms

from network.models import Organisation
from projects.forms.fields import DateInput, PlainSelect, RowForm, not_to_come
from projects.models import Actor, Ambassador, Benefit


def _partners(form: forms.ModelForm) -> None:  # type: ignore[type-arg]
    field = form.fields["organisation"]
    field.queryset = Organisation.objects.partners()  # type: ignore[attr-defined]


class ActorForm(RowForm):
    """Who is affected, and since when they are involved."""

    class Meta:
        model = Actor
        fields = ["kind", "name", "organisation", "effect", "involved_on", "involved_how"]
        widgets = {
            "kind": forms.RadioSelect,
            "organisation": PlainSelect,
            "effect": forms.Textarea(attrs={"rows": 3}),
            "involved_on": DateInput,
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Actor.Kind.choices  # type: ignore[attr-defined]
        _partners(self)

    def clean_involved_on(self) -> datetime.date | None:
        """Nobody was involved tomorrow."""
        return not_to_come(self.cleaned_data["involved_on"])


class AmbassadorForm(RowForm):
    """Who speaks for the project, and since when they agree to be named."""

    class Meta:
        model = Ambassador
        fields = ["name", "position", "organisation", "reaches", "agreed_on"]
        widgets = {"organisation": PlainSelect, "agreed_on": DateInput}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _partners(self)

    def clean_agreed_on(self) -> datetime.date | None:
        """Nobody agreed tomorrow."""
        return not_to_come(self.cleaned_data["agreed_on"])


class BenefitForm(RowForm):
    """What an audience gets out of it."""

    class Meta:
        model = Benefit
        fields = ["audience", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
