"""Input about meetings, and the filters of meetings and decisions."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from network.forms.followup import ActionForm
from network.models import Body, Classification, User
from themes import roles
from themes.models import DECIDING, AgendaItem, Attendance, Decision, Meeting
from zenderen.lib.access import AnyUser
from zenderen.lib.forms import EditForm, RichTextarea
from zenderen.lib.uploads import DocumentField


def _rich_text(rows: int) -> RichTextarea:
    return RichTextarea(
        title=_("How it will look"), href=reverse_lazy("themes:text_preview"), attrs={"rows": rows}
    )  # fmt: skip


class MeetingForm(EditForm):
    """Of which body, when and where, and who keeps the minutes."""

    class Meta:
        model = Meeting
        fields = ["body", "starts_at", "duration", "place", "secretary"]
        widgets = {"starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        secretary: Any = self.fields["secretary"]
        secretary.queryset = User.objects.filter(is_active=True).order_by("name")
        secretary.empty_label = _("Nobody yet")
        body: Any = self.fields["body"]
        body.queryset, body.empty_label = roles.meets_for(user), _("Choose a body")
        if self.instance.pk:
            del self.fields["body"]
        elif len(only := list(body.queryset[:2])) == 1:
            body.initial, body.empty_label = only[0], None


class ItemForm(EditForm):
    """A point on the agenda."""

    class Meta:
        model = AgendaItem
        fields = ["title", "kind", "about"]
        widgets = {"kind": forms.RadioSelect, "about": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = AgendaItem.Kind.choices


class PaperForm(forms.Form):
    """A file for an agenda item."""

    file = DocumentField(
        label=_("File"),
        help_text=_("A PDF, PNG or JPEG of at most 20 MB, without a password. A PDF becomes part of the bundle."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=150, required=False,
        help_text=_("Leave it empty to take the name of the file."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Called after its file when it has no title of its own."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("file") and not values.get("title"):
            values["title"] = values["file"].name
        return values


class AttendanceForm(forms.Form):
    """Who was there: one choice for each person who was expected, and the names of others."""

    guests = forms.CharField(
        label=_("Others who were there"), max_length=300, required=False,
        help_text=_("People without an account, with a comma."),
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        noted = {row.person_id: row.presence for row in meeting.attendances.all()}
        self.people = list(User.objects.filter(Q(pk__in=noted) | Q(pk__in=roles.invited_to(meeting))).order_by("name"))
        for person in self.people:
            self.fields[f"person_{person.pk}"] = forms.ChoiceField(
                label=person.name,
                choices=[*Attendance.Presence.choices, ("", _("Not noted"))],
                widget=forms.RadioSelect,
                required=False,
                initial=noted.get(person.pk, ""),
            )
        self.fields["guests"].initial = meeting.guests
        self.order_fields([name for name in self.fields if name != "guests"])

    @property
    def presences(self) -> dict[User, str]:
        """What was chosen for each person; on a valid form."""
        return {person: self.cleaned_data[f"person_{person.pk}"] for person in self.people}


class MinutesForm(EditForm):
    """What was said."""

    class Meta:
        model = Meeting
        fields = ["minutes"]
        widgets = {"minutes": _rich_text(18)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].required = True
        if not self.instance.minutes:  # the agenda is what minutes begin with
            items = self.instance.items.all()
            self.initial["minutes"] = "\n\n".join(f"## {item.number}. {item.title}\n" for item in items)


class DecisionForm(EditForm):
    """What was decided and why; of adopted minutes only who may read it."""

    class Meta:
        model = Decision
        fields = ["title", "text", "reason", "item", "classification"]
        widgets = {
            "text": _rich_text(6),
            "reason": forms.Textarea(attrs={"rows": 4}),
            "classification": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classification: Any = self.fields["classification"]
        classification.choices = Classification.choices
        if self.instance.meeting.is_minuted:
            _offer_items(self.fields["item"], self.instance.meeting)
        else:
            for name in ("title", "text", "reason", "item"):
                del self.fields[name]


class PointForm(ActionForm):
    """An action that was agreed on."""

    item = forms.ModelChoiceField(label=_("Agenda item"), queryset=AgendaItem.objects.none(), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_items(self.fields["item"], meeting)
        self.initial["classification"] = Classification.CONFIDENTIAL
        self.fields["classification"].help_text = _(
            "Confidential: the owner and who sees the meeting. Internal: everybody in the network."
        )


def _offer_items(field: Any, meeting: Meeting) -> None:
    field.queryset, field.empty_label = meeting.items.all(), _("None in particular")


class CancelForm(forms.Form):
    """Why a meeting does not take place."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Everybody who was invited reads this.")
    )  # fmt: skip


class MeetingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words, of which body, and how far they are."""

    q = django_filters.CharFilter(label=_("Search in agendas and minutes"), method="search")
    body = django_filters.ModelChoiceFilter(
        label=_("Body"), queryset=Body.objects.filter(kind__in=DECIDING), to_field_name="slug", empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Meeting.Status.choices, empty_label=_("All"))

    class Meta:
        model = Meeting
        fields: list[str] = []

    def search(self, rows: QuerySet[Meeting], name: str, value: str) -> QuerySet[Meeting]:
        """Each word in an agenda item, the minutes or the place."""
        for word in value.split():
            items = AgendaItem.objects.filter(Q(title__icontains=word) | Q(about__icontains=word))
            texts = Q(minutes__icontains=word) | Q(place__icontains=word) | Q(pk__in=items.values("meeting"))
            rows = rows.filter(texts)
        return rows


class DecisionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words, body and year."""

    q = django_filters.CharFilter(label=_("Search in decisions"), method="search")
    body = django_filters.ModelChoiceFilter(
        label=_("Body"), queryset=Body.objects.filter(kind__in=DECIDING), to_field_name="slug", empty_label=_("All")
    )
    year = django_filters.ChoiceFilter(label=_("Year"), choices=[], empty_label=_("All"))
    sort = django_filters.OrderingFilter(
        fields=[("decided_on", "decided_on"), ("title", "title"), ("body__name", "body")]
    )

    class Meta:
        model = Decision
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = self.queryset.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]

    def search(self, rows: QuerySet[Decision], name: str, value: str) -> QuerySet[Decision]:
        """Each word in the title, the text, the reason or the number."""
        for word in value.split():
            texts = Q(title__icontains=word) | Q(text__icontains=word) | Q(reason__icontains=word)
            rows = rows.filter(texts | _numbered(word))
        return rows


def _numbered(word: str) -> Q:
    year, dash, number = word.partition("-")
    if dash and year.isdecimal() and number.isdecimal() and len(word) < 10:
        return Q(year=int(year), number=int(number))
    return Q(pk__in=[])
