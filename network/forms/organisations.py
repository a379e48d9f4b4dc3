"""Partners: their own form, the list's filter, and a list to import."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.models import Organisation
from zenderen.lib import csvfile
from zenderen.lib.csvfile import CsvError, Problem
from zenderen.lib.forms import DateInput, EditForm
from zenderen.lib.slugs import free_slug


class OrganisationForm(EditForm):
    """What the network manager keeps about a partner."""

    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", help_text=_("Starts with https://")
    )

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "kind", "place", "website", "about"]
        widgets = {"about": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "name": _("The full name, as it is written in agreements."),
            "short_name": _("For tables and posters."),
            "about": _("Blank lines make paragraphs; a line that starts with a hyphen makes a list."),
        }

    def clean_name(self) -> str:
        """Names differ by more than capitals."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if Organisation.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is already an organisation with this name."))
        return name

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """A new partner gets its address here; it never changes afterwards, since others link to it."""
        if not self.instance.slug:
            self.instance.slug = free_slug(Organisation, self.instance.short_name or self.instance.name)
        return super().save(commit=commit)


class OwnOrganisationForm(OrganisationForm):
    """What an executive keeps about the own organisation."""

    class Meta(OrganisationForm.Meta):
        fields = ["short_name", "place", "website", "about"]


class EndForm(forms.Form):
    """The last day of something."""

    on = forms.DateField(label=_("Last day"), initial=timezone.localdate, widget=DateInput)

    def clean_on(self) -> Any:
        """Not in the past: what was done in that time was done with the rights of then."""
        on = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return on


class OrganisationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, type and place, for the public list of partners."""

    q = django_filters.CharFilter(label=_("Search by name or place"), method="search")
    kind = django_filters.MultipleChoiceFilter(
        label=_("Type of partner"), choices=Organisation.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    place = django_filters.ChoiceFilter(label=_("Place"), empty_label=_("All"))

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = self.queryset.exclude(place="").order_by("place").values_list("place", flat=True).distinct()
        if places := [(place, place) for place in named]:
            self.filters["place"].extra["choices"] = places
        else:
            del self.filters["place"]

    def search(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """Each word in the name, the short name or the place."""
        for word in value.split():
            rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(place__icontains=word))
        return rows


class ImportForm(forms.Form):
    """A list of partners, as a file or pasted; every problem is named with its row and column."""

    HEADS = {
        "name": ["Naam"],
        "short_name": ["Korte naam"],
        "kind": ["Soort", "Type"],
        "place": ["Plaats"],
        "website": ["Website"],
        "about": ["Omschrijving", "Over"],
    }

    file = forms.FileField(label=_("CSV file"), required=False, help_text=_("At most 1 MB."))
    text = forms.CharField(
        label=_("Or paste the list here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=format_lazy(
            "{} Naam; Korte naam; Soort; Plaats; Website; Omschrijving", _("The first row holds the column headings:")
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: list[Problem] = []
        self.rows: list[tuple[int, dict[str, Any]]] = []

    def clean(self) -> dict[str, Any]:
        """Fills ``rows``, or ``problems`` and one error that says how many there are."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            text = self._text(cleaned)
            self.rows = list(self._checked(csvfile.read(text, self.HEADS, required=["name", "kind"])))
            if self.problems:
                raise CsvError(self.problems)
        except CsvError as error:
            self.problems = sorted(error.problems)
            self.rows = []
            raise forms.ValidationError(
                gettext("Nothing was saved: the list has errors. They stand above this form.")
            ) from None
        cleaned["text"] = text
        return cleaned

    def _text(self, cleaned: dict[str, Any]) -> str:
        if cleaned.get("file"):
            if cleaned["file"].size > csvfile.MAX_BYTES:
                raise CsvError([Problem(0, "", gettext("The file is larger than 1 MB."))])
            return csvfile.decode(cleaned["file"].read())
        text: str = cleaned.get("text", "")
        return csvfile.decode(text.encode())

    def _checked(self, rows: list[csvfile.Row]) -> Iterable[tuple[int, dict[str, Any]]]:
        kinds = _kinds()
        seen: dict[str, int] = {}
        for number, cells in rows:
            values: dict[str, Any] = dict(cells)
            values["name"] = " ".join(cells["name"].split())
            values["kind"] = kinds.get(cells["kind"].casefold(), "")
            if not values["kind"]:
                known = ", ".join(str(label) for label in Organisation.Kind.labels)
                self._problem(number, "kind", gettext("Unknown type. Choose from: %(known)s.") % {"known": known})
            self._check_fields(number, values)
            earlier = seen.setdefault(values["name"].casefold(), number)
            if earlier != number:
                self._problem(number, "name", gettext("This name also stands in row %(row)s.") % {"row": earlier})
            yield number, values

    def _check_fields(self, number: int, values: dict[str, Any]) -> None:
        for name, value in values.items():
            field = Organisation._meta.get_field(name)
            if name == "kind":
                continue
            try:
                field.clean(value, None)  # type: ignore[union-attr]
            except forms.ValidationError as error:
                self._problem(number, name, " ".join(error.messages))

    def _problem(self, number: int, name: str, text: str) -> None:
        self.problems.append(Problem(number, self.HEADS[name][0], text))


def _kinds() -> dict[str, str]:
    """Every word by which a type may be called: its label in either language, or its code."""
    found: dict[str, str] = {}
    for language in ("nl", "en"):
        with translation.override(language):
            found |= {str(label).casefold(): value for value, label in Organisation.Kind.choices}
    return found | {value: value for value in Organisation.Kind.values}
