"""Input about input rounds: preparing one, taking part in it, and what the facilitator makes of it."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.forms.followup import ActionForm
from network.models import Audience, Classification, Contribution, InputRound, Insight, Question
from network.models.rounds import ContributionQuerySet
from zenderen.lib.forms import EditForm

ROWS = 6  # questions of a round
LONGEST = 400


class CodeForm(forms.Form):
    """The code on the screen, or the one somebody got for what they brought in."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "code-input"}
        ),
        help_text=_("It stands on the screen in the hall. Capitals and spaces do not matter."),
    )

    def clean_code(self) -> str:
        """As codes are kept."""
        return "".join(self.cleaned_data["code"].lower().replace("-", " ").split())


class FollowForm(CodeForm):
    """The code that somebody got for what they brought in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("You got it when you brought something in.")


class ContributeForm(forms.Form):
    """A text for each question that this phone may still answer; one of them is enough."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36)

    def __init__(self, data: Any, *, questions: Collection[Question], with_audience: bool) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        for question in questions:
            box = forms.Textarea(attrs={"rows": 3, "data-colour": question.colour})
            self.fields[f"text_{question.pk}"] = forms.CharField(
                label=question.text, max_length=LONGEST, required=False, widget=box
            )
        if with_audience:
            choices = [("", _("I would rather not say")), *Audience.choices]
            self.fields["audience"] = forms.ChoiceField(label=_("I am"), choices=choices, required=False)

    @property
    def texts(self) -> dict[int, str]:
        """Question → what was written there."""
        return {
            int(name.removeprefix("text_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("text_") and value
        }

    def clean(self) -> dict[str, Any]:
        """Something was written."""
        cleaned = super().clean() or {}
        if not self.errors and not self.texts:
            raise forms.ValidationError(gettext("Answer one question at least."))
        return cleaned

    @property
    def error_pairs(self) -> list[tuple[forms.BoundField, Any]]:
        """Each field with what is wrong there."""
        return [(field, field.errors) for field in self]

    @property
    def cards(self) -> list[tuple[str, forms.BoundField]]:
        """Colour and field of each question."""
        return [(field.field.widget.attrs["data-colour"], field) for field in self if field.name.startswith("text_")]


class RewordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Other words for a contribution."""

    class Meta:
        model = Contribution
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class InputRoundForm(EditForm):
    """A round with its questions; an empty row is no question."""

    class Meta:
        model = InputRound
        fields = ["title", "conference", "introduction", "is_moderated", "most"]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"introduction": _("One or two sentences that people read above the questions.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = self.fields["most"]
        self.fields["most"] = forms.IntegerField(label=most.label, initial=most.initial, min_value=1, max_value=20)
        self.fields["conference"].empty_label = _("Not at a conference")  # type: ignore[attr-defined]
        self.questions = list(self.instance.questions.all()) if self.instance.pk else []
        now = [(row.text, row.colour) for row in self.questions] or ([] if self.instance.pk else _three_questions())
        for row in range(ROWS):
            text, colour = now[row] if row < len(now) else ("", Question.Colour.GREY)
            self.fields[f"question_{row}"] = forms.CharField(
                label=_("Question"), max_length=200, required=False, initial=text
            )
            self.fields[f"colour_{row}"] = forms.ChoiceField(
                label=_("Colour"), choices=Question.Colour.choices, required=False, initial=colour
            )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The round, and each question with its colour."""
        rows = [
            (gettext("Question %(n)s") % {"n": row + 1}, [self[f"question_{row}"], self[f"colour_{row}"]])
            for row in range(ROWS)
        ]
        return [(gettext("The round"), [self[name] for name in self.Meta.fields]), *rows]

    def clean(self) -> dict[str, Any]:
        """What people answered stays a question; there is one question at least."""
        cleaned = super().clean() or {}
        for row, question in enumerate(self.questions):
            if not cleaned.get(f"question_{row}") and question.contributions.exists():
                self.add_error(f"question_{row}", gettext("People have answered this question: it stays."))
        if not self.errors and not any(cleaned[f"question_{row}"] for row in range(ROWS)):
            self.add_error("question_0", gettext("Write one question at least."))
        return cleaned

    def write_questions(self, saved: InputRound) -> None:
        """Keep the rows as questions, in their order; runs in the transaction of the save."""
        for row in range(ROWS):
            known = self.questions[row] if row < len(self.questions) else None
            text, colour = self.cleaned_data[f"question_{row}"], self.cleaned_data[f"colour_{row}"]
            if known and not text:
                known.delete()
            elif known and (known.text, known.colour) != (text, colour):
                known.text, known.colour = text, colour or known.colour
                known.save(update_fields=["text", "colour"])
            elif text and not known:
                saved.questions.create(order=row, text=text, colour=colour or Question.Colour.GREY)


def _three_questions() -> list[tuple[str, str]]:
    """The round that work conferences know."""
    return [
        (gettext("What in this gives you hope and energy?"), Question.Colour.GREEN),
        (gettext("What do we overlook, as you see it?"), Question.Colour.YELLOW),
        (gettext("What must happen to bring this to life?"), Question.Colour.BLUE),
    ]


class HarvestForm(forms.Form):
    """What the facilitator does with the contributions that were ticked."""

    ACTS = [("show", _("Show")), ("hide", _("Do not show")), ("merge", _("Merge")), ("loosen", _("Take out"))]

    act = forms.ChoiceField(choices=ACTS)
    chosen = forms.TypedMultipleChoiceField(coerce=int)
    insight = forms.ModelChoiceField(Insight.objects.none(), required=False, label=_("Into this insight"))
    title = forms.CharField(max_length=200, required=False, label=_("Or a new insight, in one sentence"))

    def __init__(self, data: Any, *, row: InputRound, pks: Collection[int]) -> None:
        super().__init__(data)
        self.ticked: list[str] = data.getlist("chosen") if data else []
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(pk, pk) for pk in pks]
        chosen.error_messages["required"] = _("Tick a contribution first.")
        insight: Any = self.fields["insight"]
        insight.queryset, insight.empty_label = row.insights.all(), _("A new insight")

    @property
    def error_pairs(self) -> list[tuple[forms.BoundField, Any]]:
        """Each field with what is wrong there."""
        return [(field, field.errors) for field in self]

    @property
    def chosen_now(self) -> set[int]:
        """What stays ticked when the form comes back."""
        return {int(pk) for pk in self.ticked if pk.isdecimal()}

    def clean(self) -> dict[str, Any]:
        """Merging needs to know into what."""
        cleaned = super().clean() or {}
        if cleaned.get("act") == "merge" and not (cleaned.get("insight") or cleaned.get("title")):
            self.add_error("title", gettext("Choose an insight, or write a new one."))
        return cleaned


class ContributionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which contributions the facilitator looks at."""

    MERGED = [("no", _("Not in an insight yet")), ("yes", _("In an insight"))]

    question = django_filters.ModelChoiceFilter(
        label=_("Question"), queryset=Question.objects.none(), empty_label=_("All")
    )
    standing = django_filters.ChoiceFilter(
        label=_("On the screen"), choices=Contribution.Standing.choices, empty_label=_("All")
    )
    merged = django_filters.ChoiceFilter(
        label=_("Insight"), choices=MERGED, method="in_an_insight", empty_label=_("All")
    )

    class Meta:
        model = Contribution
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any], queryset: ContributionQuerySet, *, row: InputRound) -> None:
        super().__init__(data, queryset)
        self.filters["question"].queryset = row.questions.all()

    def in_an_insight(self, queryset: ContributionQuerySet, name: str, value: str) -> ContributionQuerySet:
        """Whether an insight stands for it."""
        return queryset.filter(insight__isnull=value == "no")


class InsightForm(EditForm):
    """What several contributions say together."""

    class Meta:
        model = Insight
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class FollowUpForm(ActionForm):
    """An action that follows from an insight; a public one is followed by who brought something in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["classification"]
        field.choices, field.initial = Classification.choices, Classification.PUBLIC
        field.help_text = _("Who brought something in can follow a public action by their code.")
        del self.fields["edition"]
