"""Conferences and their programme, registering for one, and telling how it was."""

import datetime
from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.forms.stories import illustrated
from network.models import (
    Conference,
    ConferenceResult,
    Document,
    Organisation,
    Present,
    ProgrammeItem,
    Registration,
    Speaker,
    VisitorEvaluation,
)
from network.models.programme import RegistrationQuerySet
from zenderen.lib.access import AnyUser
from zenderen.lib.forms import DateInput, EditForm
from zenderen.lib.slugs import free_slug


class LinesField(forms.CharField):
    """Rows of a small table, one on each line; ``longest`` is how long a line may be."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)
        self.longest = longest

    def clean(self, value: Any) -> str:
        """The lines without blanks around them and without empty ones."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(_("A line has at most %(n)s characters.") % {"n": self.longest})
        return "\n".join(lines)


def write_rows(existing: Sequence[models.Model], wanted: Sequence[models.Model]) -> None:
    """Make the rows these: those that stay are changed in place, so that they keep their history."""
    for place, row in enumerate(wanted):
        if place < len(existing):
            row.pk = existing[place].pk
            row._state.adding = False
            if all(getattr(row, f.attname) == getattr(existing[place], f.attname) for f in row._meta.concrete_fields):
                continue
        row.save()
    for old in existing[len(wanted) :]:
        old.delete()


class ConferenceForm(EditForm):
    """A conference, with its results and who was there one on each line."""

    results = LinesField(longest=300, label=_("What came out of it"), help_text=_("One result on each line."))
    present = LinesField(
        longest=160,
        label=_("Who was there"),
        help_text=_("One organisation or group on each line, as sources tell it."),
    )

    class Meta:
        model = Conference
        fields = [
            *("name", "number", "starts_on", "when", "place", "address", "capacity", "registers_until", "summary"),
            *("body", "attendance", "evaluates_until", "shows_evaluation"),
        ]
        widgets = {
            "starts_on": DateInput,
            "evaluates_until": DateInput,
            "registers_until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "body": illustrated(12),
        }
        help_texts = {"starts_on": _("Leave empty where the sources do not give the day.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day_before = self.instance.starts_on
        if self.instance.pk:
            for name in ("results", "present"):
                self.fields[name].initial = "\n".join(map(str, getattr(self.instance, name).all()))

    def clean_starts_on(self) -> datetime.date | None:
        """A programme is of a day."""
        day: datetime.date | None = self.cleaned_data["starts_on"]
        if day is None and self.instance.pk and self.instance.programme.exists():
            raise forms.ValidationError(_("There is a programme for this day: give another day, or remove its parts."))
        return day

    def clean(self) -> dict[str, Any]:
        """The evaluation ends after the day, and a registration before it is over."""
        data = super().clean() or self.cleaned_data
        day, until, evaluates = (data.get(name) for name in ("starts_on", "registers_until", "evaluates_until"))
        if until and not day:
            self.add_error("registers_until", _("Give the day before people can register."))
        elif until and day and timezone.localdate(until) > day:
            self.add_error("registers_until", _("This is after the conference."))
        if evaluates and (not day or evaluates < day):
            self.add_error("evaluates_until", _("This is before the conference, or its day is not known."))
        return data

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The address stays, since others link to it; the programme moves along to another day."""
        if not self.instance.slug:
            self.instance.slug = free_slug(Conference, self.instance.name)
        conference = super().save(commit=commit)
        if self.day_before and conference.starts_on and self.day_before != conference.starts_on:
            _move(conference, conference.starts_on - self.day_before)
        if "results" in self.changed_data:
            lines = self.cleaned_data["results"].splitlines()
            rows = [ConferenceResult(conference=conference, order=n, text=line) for n, line in enumerate(lines)]
            write_rows(list(conference.results.all()), rows)
        if "present" in self.changed_data:
            partners = {partner.name: partner for partner in Organisation.objects.all()}
            lines = self.cleaned_data["present"].splitlines()
            groups = [Present(conference=conference, who=line, organisation=partners.get(line)) for line in lines]
            write_rows(list(conference.present.all()), groups)
        return conference


def _move(conference: Conference, days: datetime.timedelta) -> None:
    """All parts to another day, at the same times on the clock."""
    for item in conference.programme.lock_all():
        for name in ("starts_at", "ends_at"):
            clock = timezone.localtime(getattr(item, name)).replace(tzinfo=None)
            setattr(item, name, timezone.make_aware(clock + days))
        item.edition += 1
        item.save(update_fields=["starts_at", "ends_at", "edition"])


class ProgrammeItemForm(EditForm):
    """A part of the programme, on the day of its conference, with who speaks one on each line."""

    along = ("starts_at", "ends_at")

    begins = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    speakers = LinesField(
        longest=300,
        label=_("Speakers"),
        help_text=_("One on each line: name; position; organisation. Name only who agreed to it."),
    )

    field_order = ["title", "kind", "begins", "ends", "room", "speakers", "about", "documents", "results"]

    class Meta:
        model = ProgrammeItem
        fields = ["kind", "title", "room", "about", "documents", "results"]
        widgets = {
            "kind": forms.RadioSelect,
            "documents": forms.CheckboxSelectMultiple,
            "about": forms.Textarea(attrs={"rows": 4}),
            "results": illustrated(6),
        }
        help_texts = {
            "room": _("Parts at the same time are parallel sessions: give each its own room."),
            "documents": _("Documents that say in the library that they were shown here."),
        }

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        conference, fields = self.instance.conference, self.fields
        fields["kind"].choices = ProgrammeItem.Kind.choices  # type: ignore[attr-defined]
        shown = models.Q(conference=conference)
        if self.instance.pk:
            shown |= models.Q(programme_items=self.instance)
            fields["begins"].initial = timezone.localtime(self.instance.starts_at).time()
            fields["ends"].initial = timezone.localtime(self.instance.ends_at).time()
            fields["speakers"].initial = "\n".join(speaker.line for speaker in self.instance.speakers.all())
        documents: Any = fields["documents"]
        documents.queryset = Document.objects.visible_to(user).filter(shown).distinct().order_by("title")
        if not documents.queryset.exists():
            del fields["documents"]

    def clean(self) -> dict[str, Any]:
        """Both times on the day of the conference; midnight at the end is the end of that day."""
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("begins"), data.get("ends")
        if begins is None or ends is None:
            return data
        if ends <= begins:
            self.add_error("ends", _("It ends before it starts."))
            return data
        day = self.instance.conference.starts_on
        self.instance.starts_at = timezone.make_aware(datetime.datetime.combine(day, begins))
        self.instance.ends_at = timezone.make_aware(datetime.datetime.combine(day, ends))
        return data

    def clean_speakers(self) -> str:
        """Each of the three things fits in its place."""
        speakers: str = self.cleaned_data["speakers"]
        for speaker in _speakers(speakers):
            try:
                speaker.clean_fields(exclude=["item"])
            except forms.ValidationError:
                text = _("“%(line)s” cannot be read: write name; position; organisation, each of at most 120 signs.")
                raise forms.ValidationError(text % {"line": speaker.line}) from None
        return speakers

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """With its speakers."""
        item = super().save(commit=commit)
        if "speakers" in self.changed_data:
            wanted = _speakers(self.cleaned_data["speakers"])
            for speaker in wanted:
                speaker.item = item
            write_rows(list(item.speakers.all()), wanted)
        return item


def _speakers(text: str) -> list[Speaker]:
    """Speakers from lines of “name; position; organisation”."""
    parts = [[part.strip() for part in line.split(";", 2)] for line in text.splitlines()]
    return [
        Speaker(order=order, **dict(zip(("name", "position", "organisation"), line, strict=False)))
        for order, line in enumerate(parts)
    ]


class RegistrationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who comes; the address is not compared with others here, for that would tell who comes."""

    class Meta:
        model = Registration
        fields = ["name", "email", "organisation"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
        }
        help_texts = {"email": _("Your ticket goes to this address.")}

    def validate_constraints(self) -> None:
        """Left to ``actions.register``."""


class EvaluationForm(forms.ModelForm):  # type: ignore[type-arg]
    """How it was."""

    score = forms.TypedChoiceField(
        label=_("Which mark do you give?"),
        help_text=_("1 is very bad, 10 is excellent."),
        choices=[(n, str(n)) for n in range(1, 11)],
        coerce=int,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = VisitorEvaluation
        fields = ["score", "best", "better"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("best", "better")}


class RegistrationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, status and order of the attendance list."""

    class Kind(models.TextChoices):
        """What one looks for at the door and afterwards."""

        EXPECTED = "verwacht", _("Has a place")
        CAME = "binnen", _("Came in")
        MISSING = "niet-binnen", _("Not yet in")
        WAITING = "wachtlijst", _("On the waiting list")
        CANCELLED = "afgemeld", _("Cancelled")

    q = django_filters.CharFilter(label=_("Search"), method="search")
    status = django_filters.ChoiceFilter(
        label=_("Status"), method="of_kind", choices=Kind.choices, empty_label=_("All")
    )
    sort = django_filters.OrderingFilter(
        fields=[("name", "name"), ("organisation", "organisation"), ("registered_at", "registered_at")]
    )

    class Meta:
        model = Registration
        fields: list[str] = []

    def search(self, queryset: RegistrationQuerySet, name: str, value: str) -> RegistrationQuerySet:
        """All words, anywhere in name, organisation or address."""
        for word in value.split():
            found = models.Q(name__icontains=word) | models.Q(organisation__icontains=word)
            queryset = queryset.filter(found | models.Q(email__icontains=word))
        return queryset

    def of_kind(self, queryset: RegistrationQuerySet, name: str, value: str) -> RegistrationQuerySet:
        """One of the kinds."""
        status = Registration.Status
        chosen = {
            self.Kind.EXPECTED: models.Q(status=status.PLACED),
            self.Kind.CAME: models.Q(checked_in_at__isnull=False),
            self.Kind.MISSING: models.Q(status=status.PLACED, checked_in_at=None),
            self.Kind.WAITING: models.Q(status=status.WAITING),
            self.Kind.CANCELLED: models.Q(status=status.CANCELLED),
        }
        return queryset.filter(chosen[self.Kind(value)])
