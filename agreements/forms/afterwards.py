"""What people fill in once an agreement is in force, and for the yearly review."""

import datetime
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.actions import stamp
from agreements.forms.signing import ReasonForm
from agreements.models import Review, ReviewScore, Version
from agreements.models.principles import PRINCIPLES
from network.forms import FactorFormMixin
from network.models import Organisation
from zenderen.lib.forms import DateInput


class RenewForm(forms.ModelForm):  # type: ignore[type-arg]
    """From when until when the renewed agreement holds, and why it is renewed."""

    reason = forms.CharField(
        label=_("Why the agreement is renewed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("All parties read this."),
    )  # fmt: skip

    class Meta:
        model = Version
        fields = ["effective_on", "ends_on", "renews_on"]
        widgets = dict.fromkeys(("effective_on", "ends_on", "renews_on"), DateInput())


class AccessionForm(forms.Form):
    """Which partner accedes."""

    organisation = forms.ModelChoiceField(
        label=_("Partner"), queryset=Organisation.objects.none(),
        help_text=_("Partners that are no party to this agreement yet."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"]).queryset = choices


class NoticeForm(FactorFormMixin, ReasonForm):
    """The explicit act of leaving: the last day that was shown, the reason, a tick and a fresh second factor."""

    ends_on = forms.DateField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(error_messages={"required": _("Tick this; without it you cannot give notice.")})

    def __init__(
        self, *args: Any, request: HttpRequest, organisation: Organisation, ends_on: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.fields["ends_on"].initial = ends_on
        self.fields["agreed"].label = _("I give notice for %(organisation)s, and I am authorised to do so") % {
            "organisation": organisation
        }


class TestimonialForm(forms.Form):
    """What an executive says, with their consent."""

    text = forms.CharField(
        label=_("What you want to say"), max_length=1200, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody can read this. Write nothing that is confidential in the agreement."),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_(
            "I agree that everybody reads this with my name, my position and my organisation, on the public page of my "
            "organisation and on the page of the agreement"
        ),
        help_text=_("You can withdraw this at any time; what you said is then shown to nobody any more."),
        error_messages={"required": _("Without your consent it is not shown, so it is not kept either.")},
    )


class ReviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which year is looked back on, and until when partners can answer."""

    class Meta:
        model = Review
        fields = ["year", "closes_on"]
        widgets = {"closes_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["year"]
        else:
            self.initial["year"] = timezone.localdate().year

    def clean_year(self) -> int:
        """A year that partners remember, or the one that is going on."""
        year, now = int(self.cleaned_data["year"]), timezone.localdate().year
        if not now - 5 <= year <= now:
            raise forms.ValidationError(
                _("Choose a year from %(first)s to %(last)s."), params={"first": now - 5, "last": now}
            )
        return year

    def clean_closes_on(self) -> datetime.date:
        """Not in the past when the review is opened; closing an open one early is allowed."""
        day: datetime.date = self.cleaned_data["closes_on"]
        if not self.instance.pk and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed already."))
        return day


class AnswerReviewForm(forms.Form):
    """For each principle a score from 1 to 5, and a note where there is something to say."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: list[ReviewScore], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {row.principle: row for row in rows}
        self.fields["seen"].initial = stamp(rows)
        for principle in PRINCIPLES:
            row = given.get(principle.key)
            self.fields[f"score_{principle.key}"] = forms.TypedChoiceField(
                label=principle.title,
                help_text=principle.statement,
                choices=ReviewScore.SCORES,
                coerce=int,
                widget=forms.RadioSelect,
                initial=row.score if row else None,
                error_messages={"required": _("Choose a score for this principle.")},
            )
            self.fields[f"note_{principle.key}"] = forms.CharField(
                label=_("Note on “%(principle)s”") % {"principle": principle.title},
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=row.note if row else "",
            )

    @property
    def scores(self) -> dict[str, tuple[int, str]]:
        """Principle → score and note, of valid input."""
        data = self.cleaned_data
        keys = [principle.key for principle in PRINCIPLES]
        return {key: (data[f"score_{key}"], data[f"note_{key}"].strip()) for key in keys}
