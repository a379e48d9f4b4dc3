"""Input about what people said: ranked lists, goals of residents, figures about participation, who was spoken to."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Audience, Conversation, ParticipationFigure, RankedItem, RankedList, ResidentGoal
from zenderen.lib.forms import DateInput, EditForm

MOST = 10  # places in a list
ASIDE = 1000  # added to a place while the places of a list change: no two rows may have the same one


class _Collected(EditForm):
    """Something that was collected on a day, or on a day that the source does not give in full."""

    def clean_collected_on(self) -> Any:
        """Nothing was collected tomorrow."""
        day = self.cleaned_data["collected_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class RankedListForm(_Collected):
    """The wishes or worries of an audience, one on each line in their order."""

    items = forms.CharField(
        label=_("Wishes or worries"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One on each line, the most important one first. A line that moves, or that you correct at its place,"
            " keeps the projects that answer it."
        ),
    )

    class Meta:
        model = RankedList
        fields = ["audience", "kind", "question", "collected_on", "when", "source"]
        widgets = {"collected_on": DateInput, "kind": forms.RadioSelect, "question": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"collected_on": _("Leave empty when the source does not give the whole date.")}

    field_order = ["audience", "kind", "question", "items", "collected_on", "when", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [("", _("Choose an audience")), *Audience.choices]  # type: ignore[attr-defined]
        self.fields["kind"].choices = RankedList.Kind.choices  # type: ignore[attr-defined]
        self.fields["when"].required = False
        if self.instance.pk:
            self.fields["items"].initial = _lines(self.instance)

    def saved(self, current: RankedList) -> dict[str, Any]:
        """With the lines, so that a second editor sees those of the first."""
        return super().saved(current) | {"items": _lines(current)}

    def clean_items(self) -> str:
        """At most ten lines, each of them once and not too long."""
        longest = RankedItem._meta.get_field("text").max_length or 0
        lines = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_("A list has at most %(n)s lines.") % {"n": MOST})
        if len(set(lines)) < len(lines):
            raise forms.ValidationError(_("The same line stands in it twice."))
        if any(len(line) > longest for line in lines):
            raise forms.ValidationError(_("A line has at most %(n)s characters.") % {"n": longest})
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """A day, or what the source says of it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("collected_on") and not cleaned.get("when") and "collected_on" not in self.errors:
            self.add_error("when", _("Say when it was collected, as far as the source tells."))
        return cleaned

    def save(self, commit: bool = True) -> RankedList:  # noqa: FBT001, FBT002 - Django's signature
        """The lines become places of the list."""
        with transaction.atomic():
            ranked: RankedList = super().save(commit)
            if "items" in self.changed_data:
                _write(ranked, self.cleaned_data["items"].splitlines())
        return ranked


def _lines(ranked: RankedList) -> str:
    return "\n".join(ranked.items.values_list("text", flat=True))


def _write(ranked: RankedList, lines: list[str]) -> None:
    """Each line keeps its row; a new line takes the row of the line that it replaces at its place."""
    rows = list(ranked.items.all())
    by_text = {row.text: row for row in rows if row.text in lines}
    replaced = {row.rank: row for row in rows if row.text not in lines}
    chosen = [by_text.get(line) or replaced.pop(rank, None) for rank, line in enumerate(lines, start=1)]
    for gone in replaced.values():
        gone.delete()
    ranked.items.update(rank=F("rank") + ASIDE)
    for rank, (line, row) in enumerate(zip(lines, chosen, strict=True), start=1):
        if row is None:
            RankedItem.objects.create(list=ranked, rank=rank, text=line)
        elif (row.rank, row.text) == (rank, line):
            ranked.items.filter(pk=row.pk).update(rank=rank)  # back in its place: nothing for its history
        else:
            row.rank, row.text = rank, line
            row.save(update_fields=["rank", "text"])


class ResidentGoalForm(EditForm):
    """What residents want."""

    class Meta:
        model = ResidentGoal
        fields = ["number", "text", "source"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class ParticipationFigureForm(_Collected):
    """A number with how exact it is, how it was found, and where it stands."""

    class Meta:
        model = ParticipationFigure
        fields = ["operator", "number", "what", "method", "source", "collected_on"]
        widgets = {"collected_on": DateInput}
        help_texts = {
            "operator": _("As the source gives it."),
            "collected_on": _("Leave empty when the source does not give the whole date."),
        }


class ConversationForm(EditForm):
    """A group that was spoken to."""

    class Meta:
        model = Conversation
        fields = ["who", "audience", "method", "figure", "source"]
        help_texts = {"figure": _("Only when the source says that this group is counted in it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [("", _("None of these")), *Audience.choices]  # type: ignore[attr-defined]
        self.fields["figure"].empty_label = _("In none")  # type: ignore[attr-defined]
