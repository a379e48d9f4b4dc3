"""Input of what a partner expects of a project."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from projects.models import Expectation
from zenderen.lib.forms import EditForm

SCORES = [(number, str(number)) for number in range(Expectation.LEAST, Expectation.MOST + 1)]


class RateForm(EditForm):
    """How important an expectation is and how far it is met; saving says it anew, also when nothing changed."""

    class Meta:
        model = Expectation
        fields = ["importance", "satisfaction"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        for name, label, help_text in (
            ("importance", _("How important it is"), _("0: not at all. 5: we take part because of it.")),
            ("satisfaction", _("How far it is met"), _("0: not at all. 5: completely.")),
        ):
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                help_text=help_text,
                choices=SCORES,
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "pulse-scale"}),
            )

    def save(self, commit: bool = True) -> Expectation:  # noqa: FBT001, FBT002 - Django's signature
        """With who said it and when, in one row of the history."""
        row: Expectation = self.instance
        row.rated_by, row.rated_at = self.by, timezone.now()
        if row.pk:
            row.edition += 1
            row.save(update_fields=[*self.Meta.fields, "rated_by", "rated_at", "edition"])
        else:
            row.save()
        return row


class ExpectationForm(RateForm):
    """The expectation itself with its scores, for one of one's own partners."""

    class Meta(RateForm.Meta):
        fields = ["text", "importance", "satisfaction"]

    def __init__(self, *args: Any, partners: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and len(partners) > 1:
            choices = Organisation.objects.filter(pk__in=[partner.pk for partner in partners])
            self.fields["organisation"] = forms.ModelChoiceField(
                label=_("For which partner?"), queryset=choices, widget=forms.RadioSelect, empty_label=None
            )
            self.order_fields(["organisation"])
        elif self.instance.pk is None:
            self.instance.organisation = partners[0]

    def clean(self) -> dict[str, Any]:
        """Each expectation once for each partner of a project."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.organisation = cleaned.get("organisation") or self.instance.organisation
        same = Expectation.objects.filter(
            project=self.instance.project, organisation=self.instance.organisation, text=cleaned.get("text", "")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("text", _("This expectation is there already."))
        return cleaned
