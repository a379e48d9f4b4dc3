"""Input about actions, and the filters of their list."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Action, Classification, User
from zenderen.lib.forms import DateInput, EditForm


class ActionForm(EditForm):
    """What, who and before when."""

    class Meta:
        model = Action
        fields = ["title", "owner", "due_on", "classification"]
        widgets = {"due_on": DateInput, "classification": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].label = _("Due on")
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.filter(is_active=True).order_by("name")
        owner.empty_label = _("Choose a person")
        classification: Any = self.fields["classification"]
        is_public = self.instance.classification == Classification.PUBLIC
        choices = [each for each in Classification.choices if each[0] != Classification.PUBLIC or is_public]
        classification.choices = choices

    def clean_due_on(self) -> datetime.date:
        """A day to come; a day that passed stays where nobody moves it."""
        day: datetime.date = self.cleaned_data["due_on"]
        if day < timezone.localdate() and day != self.instance.due_on:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class CloseActionForm(forms.Form):
    """What came of an action."""

    outcome = forms.CharField(
        label=_("Outcome"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What came of it, in one or two sentences."),
    )  # fmt: skip


class ActionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Open or done, mine or everybody's, and words."""

    STATES = [("open", _("Open")), ("overdue", _("Overdue")), ("done", _("Done"))]

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=STATES, method="in_state", empty_label=_("All"))
    mine = django_filters.BooleanFilter(label=_("Mine only"), method="own", widget=forms.CheckboxInput)
    sort = django_filters.OrderingFilter(
        fields=[("title", "title"), ("owner__name", "owner"), ("due_on", "due_on"), ("done_on", "done_on")]
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def search(self, rows: QuerySet[Action], name: str, value: str) -> QuerySet[Action]:
        """Each word in the action, the name of its owner or its outcome."""
        for word in value.split():
            found = Action.objects.filter(title__icontains=word) | Action.objects.filter(outcome__icontains=word)
            rows = rows.filter(pk__in=(found | Action.objects.filter(owner__name__icontains=word)).order_by())
        return rows

    def in_state(self, rows: QuerySet[Action], name: str, value: str) -> QuerySet[Action]:
        """By whether they are open, overdue or done."""
        conditions: dict[str, dict[str, Any]] = {
            "open": {"done_on": None},
            "overdue": {"done_on": None, "due_on__lt": timezone.localdate()},
            "done": {"done_on__isnull": False},
        }
        return rows.filter(**conditions[value])

    def own(self, rows: QuerySet[Action], name: str, value: bool) -> QuerySet[Action]:  # noqa: FBT001
        """Those of the reader."""
        return rows.filter(owner=self.request.user) if value else rows
