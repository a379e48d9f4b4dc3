"""Input about polls: preparing one, and voting in it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.models import Option, Poll, Stage
from zenderen.lib.forms import EditForm

FEWEST, MOST, LONGEST = 2, 12, 120


class PollForm(EditForm):
    """A question with its answers; once people can vote the answers stay as they are."""

    answers = forms.CharField(
        label=_("Answers"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_("Each on a line of its own.")
    )

    class Meta:
        model = Poll
        fields = ["question", "kind", "conference", "source"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "source": _(
                "Only for a poll that was not held here: which source tells of it. The answers then stand in the order "
                "of the source, and nobody votes."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conference"].empty_label = _("Not at a conference")  # type: ignore[attr-defined]
        poll: Poll = self.instance
        self.fields["answers"].initial = "\n".join(
            poll.told_order or (row.text for row in poll.options.all() if poll.pk) if poll.pk else []
        )
        if poll.pk and (poll.status != Stage.DRAFT or poll.told_order):
            fixed = ("source",) if poll.told_order else ("source", "kind", "answers")
            for name in fixed:
                del self.fields[name]
        self.order_fields(["question", "kind", "answers", "conference", "source"])

    def clean_answers(self) -> list[str]:
        """Two answers at least, none of them twice."""
        answers = [line.strip() for line in self.cleaned_data["answers"].splitlines() if line.strip()]
        if len(answers) < FEWEST or len(answers) > MOST:
            raise forms.ValidationError(gettext("Write 2 to 12 answers, each on a line of its own."))
        if len({answer.casefold() for answer in answers}) < len(answers):
            raise forms.ValidationError(gettext("Two answers are the same."))
        if any(len(answer) > LONGEST for answer in answers):
            raise forms.ValidationError(gettext("An answer has 120 characters at most."))
        return answers

    def write_answers(self, poll: Poll) -> None:
        """Keep the answers, or the order that a source tells; runs in the transaction of the save."""
        answers = self.cleaned_data.get("answers")
        if answers is None:
            return
        if poll.source:
            poll.told_order, poll.status = answers, Stage.CLOSED
            poll.save(update_fields=["told_order", "status"])
            return
        known = {option.text: option for option in poll.options.all()}
        for order, text in enumerate(answers):
            option = known.pop(text, None)
            if option is None:
                Option.objects.create(poll=poll, order=order, text=text)
            elif option.order != order:
                option.order = order
                option.save(update_fields=["order"])
        for option in known.values():
            option.delete()


class OneForm(forms.Form):
    """Choose one."""

    choice = forms.TypedChoiceField(label=_("Your choice"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, data: Any, *, options: Sequence[Option], chosen: Sequence[int]) -> None:
        super().__init__(data, initial={"choice": chosen[0] if chosen else None})
        field: Any = self.fields["choice"]
        field.choices = [(option.pk, option.text) for option in options]
        field.error_messages["required"] = _("Choose one answer.")

    @property
    def picked(self) -> list[int]:
        """The answer."""
        return [self.cleaned_data["choice"]]


class SeveralForm(forms.Form):
    """Choose as many as one likes."""

    choice = forms.TypedMultipleChoiceField(
        label=_("Your choice"), coerce=int, widget=forms.CheckboxSelectMultiple, help_text=_("As many as you like.")
    )

    def __init__(self, data: Any, *, options: Sequence[Option], chosen: Sequence[int]) -> None:
        super().__init__(data, initial={"choice": chosen})
        field: Any = self.fields["choice"]
        field.choices = [(option.pk, option.text) for option in options]
        field.error_messages["required"] = _("Choose one answer at least.")

    @property
    def picked(self) -> list[int]:
        """The answers."""
        return sorted(set(self.cleaned_data["choice"]))


class RankForm(forms.Form):
    """A place for every answer; with JavaScript (js/rank.js) by buttons that move them."""

    template_name = "network/_rank.html"

    def __init__(self, data: Any, *, options: Sequence[Option], chosen: Sequence[int]) -> None:
        super().__init__(data)
        places = [(place, str(place)) for place in range(1, len(options) + 1)]
        ordered = sorted(options, key=lambda option: chosen.index(option.pk) if option.pk in chosen else len(chosen))
        for option in ordered:
            self.fields[f"place_{option.pk}"] = forms.TypedChoiceField(
                label=option.text,
                coerce=int,
                choices=[("", "–"), *places],
                initial=chosen.index(option.pk) + 1 if option.pk in chosen else "",
                error_messages={"required": _("Give it a place.")},
            )

    def clean(self) -> dict[str, Any]:
        """No place is given twice."""
        cleaned = super().clean() or {}
        if not self.errors and len(set(cleaned.values())) < len(cleaned):
            raise forms.ValidationError(gettext("Give every answer a place of its own."))
        return cleaned

    @property
    def picked(self) -> list[int]:
        """The answers, the best one first."""
        ordered = sorted(self.cleaned_data, key=self.cleaned_data.__getitem__)
        return [int(name.removeprefix("place_")) for name in ordered]


VOTE_FORMS: dict[str, type[OneForm | SeveralForm | RankForm]] = {
    Poll.Kind.ONE: OneForm,
    Poll.Kind.SEVERAL: SeveralForm,
    Poll.Kind.RANK: RankForm,
}
