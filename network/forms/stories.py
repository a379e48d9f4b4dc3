"""Conferences, ambitions, phases and the texts of the site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Ambition, Conference, ConferenceResult, Page, Phase
from zenderen.lib.forms import DateInput, EditForm
from zenderen.lib.slugs import free_slug

MARKUP = _("Blank lines make paragraphs; “## ” makes a heading, “- ” a list, “[words](https://…)” a link.")


class _Named(EditForm):
    """A form whose row gets its address from its name, once."""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The address stays, since others link to it."""
        if not self.instance.slug:
            self.instance.slug = free_slug(type(self.instance), self.instance.name)
        return super().save(commit=commit)


class ConferenceForm(_Named):
    """A conference, with its results one on each line."""

    results = forms.CharField(
        label=_("What came out of it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One result on each line."),
    )

    class Meta:
        model = Conference
        fields = ["name", "number", "starts_on", "when", "place", "attendance", "summary", "body"]
        widgets = {
            "starts_on": DateInput,
            "summary": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 12}),
        }
        help_texts = {"body": MARKUP, "starts_on": _("Leave empty where the sources do not give the day.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["results"].initial = "\n".join(self.instance.results.values_list("text", flat=True))

    def clean_results(self) -> str:
        """Each line fits in a result."""
        longest = ConferenceResult._meta.get_field("text").max_length or 0
        lines = [line.strip() for line in self.cleaned_data["results"].splitlines() if line.strip()]
        if any(len(line) > longest for line in lines):
            raise forms.ValidationError(_("A result has at most %(n)s characters.") % {"n": longest})
        return "\n".join(lines)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The lines become results; the ones that stayed keep their history."""
        conference = super().save(commit=commit)
        if "results" in self.changed_data:
            lines = self.cleaned_data["results"].splitlines()
            rows = list(conference.results.all())
            for order, line in enumerate(lines):
                row = rows[order] if order < len(rows) else ConferenceResult(conference=conference)
                if (row.text, row.order) != (line, order):
                    row.text, row.order = line, order
                    row.save()
            for row in rows[len(lines) :]:
                row.delete()
        return conference


class AmbitionForm(_Named):
    """A joint ambition."""

    class Meta:
        model = Ambition
        fields = ["number", "name", "about"]
        widgets = {"about": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"about": MARKUP}


class PhaseForm(EditForm):
    """A period of the network's history."""

    class Meta:
        model = Phase
        fields = ["order", "title", "period", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"body": MARKUP}


class PageForm(EditForm):
    """A text of the site."""

    class Meta:
        model = Page
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}
        help_texts = {"body": MARKUP}
