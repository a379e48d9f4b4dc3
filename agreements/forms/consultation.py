"""What people fill in to ask about a text, to say what they think of it, and what was done with that."""

import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Comment, Version
from network.models import Body
from zenderen.lib.forms import DateInput

WEEKS = 3  # offered as the time to comment


class ConsultForm(forms.Form):
    """Until when, and which councils are asked for advice."""

    until = forms.DateField(
        label=_("Comments and advice until"), widget=DateInput(), help_text=_("That whole day counts.")
    )
    bodies = forms.ModelMultipleChoiceField(
        label=_("Ask these councils for advice"),
        queryset=Body.objects.filter(kind=Body.Kind.ADVISORY),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever sits in them gets an e-mail and can read the text from then on."),
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = timezone.localdate() + datetime.timedelta(weeks=WEEKS)
        self.fields["until"].initial = version.consulted_until or later
        bodies = cast("forms.ModelMultipleChoiceField[Body]", self.fields["bodies"])
        bodies.queryset = Body.objects.filter(kind=Body.Kind.ADVISORY).exclude(pk__in=version.advices.values("body"))
        if not bodies.queryset.exists():
            del self.fields["bodies"]

    def clean_until(self) -> datetime.date:
        """A day that is still to come."""
        until: datetime.date = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise forms.ValidationError(_("This day is over or nearly so. Choose a later one."))
        return until

    @property
    def councils(self) -> list[Body]:
        """The councils that were chosen; on a valid form."""
        return list(self.cleaned_data.get("bodies", ()))


class CommentForm(forms.Form):
    """What somebody thinks of one article, or of the whole."""

    article = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Your comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, version: Version, place: int | None, **kwargs: Any) -> None:
        # Each article has its own: their fields need names of their own for the labels.
        kwargs["auto_id"] = f"opmerking_{place or 0}_%s"
        super().__init__(*args, **kwargs)
        self.place = place
        self.fields["article"].initial = place
        self.numbers = {article["number"] for article in version.content["articles"]}

    def clean_article(self) -> int | None:
        """An article of this version, or none."""
        article: int | None = self.cleaned_data["article"]
        if article is not None and article not in self.numbers:
            raise forms.ValidationError(_("There is no such article."))
        return article


class AnswerForm(forms.Form):
    """What was done with a comment."""

    outcome = forms.ChoiceField(
        label=_("What do you do with it?"),
        choices=[
            (Comment.Outcome.TAKEN_OVER, _("Take it over: the text is changed because of it")),
            (Comment.Outcome.ANSWERED, _("Answer it: the text stays as it is")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Who commented gets this by e-mail; everybody who can read the comments reads it too."),
    )  # fmt: skip


class AdviceForm(forms.Form):
    """The advice of a council."""

    text = forms.CharField(
        label=_("Advice"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("You give it on behalf of the whole council, once. It stays with the agreement."),
    )  # fmt: skip


class ResponseForm(forms.Form):
    """What was done with an advice."""

    response = forms.CharField(
        label=_("What was done with the advice"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who gave the advice gets this by e-mail."),
    )  # fmt: skip
