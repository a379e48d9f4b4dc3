"""Input about milestones and reports."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import DateInput
from projects.models import Milestone, ProgressUpdate
from zenderen.lib.forms import Difference, EditForm


class MilestoneForm(EditForm):
    """What will have been reached when."""

    class Meta:
        model = Milestone
        fields = ["title", "due_on", "done_on"]
        widgets = {"due_on": DateInput, "done_on": DateInput}

    def clean_done_on(self) -> datetime.date | None:
        """Nothing has been reached tomorrow."""
        day: datetime.date | None = self.cleaned_data["done_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class ProgressForm(EditForm):
    """The project manager's ten minutes: starts from the last report."""

    reached = forms.MultipleChoiceField(
        label=_("Milestones reached"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ProgressUpdate
        fields = ["state", "reason", "trend", "text", "asks"]
        widgets = {
            "state": forms.RadioSelect,
            "trend": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
            "text": forms.Textarea(attrs={"rows": 6}),
            "asks": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = ["state", "reason", "trend", "reached", "text", "asks"]

    def __init__(self, data: Any, *, instance: ProgressUpdate, last: ProgressUpdate | None, **kwargs: Any) -> None:
        initial = {} if instance.pk or not last else {"state": last.state, "text": last.text, "asks": last.asks}
        super().__init__(data, instance=instance, initial=initial, **kwargs)
        self.fields["state"].choices = ProgressUpdate.State.choices  # type: ignore[attr-defined]
        if not instance.pk:
            self.fields["edition"].initial = 0  # nobody's yet: a report that somebody else starts meanwhile differs
        milestones = list(instance.project.milestones.all())
        if not milestones:
            del self.fields["reached"]
            return
        done = {item["id"] for item in instance.milestones if item["done_on"]} if instance.pk else None
        field = self.fields["reached"]
        field.choices = [(str(milestone.pk), milestone.title) for milestone in milestones]  # type: ignore[attr-defined]
        field.initial = [
            str(milestone.pk)
            for milestone in milestones
            if (milestone.pk in done if done is not None else milestone.done_on)
        ]

    def clean(self) -> dict[str, Any]:
        """What is not on course has a reason beside it; what is on course needs none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state and state != ProgressUpdate.State.ON_COURSE and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why the project is not on course."))
        if not self.instance.is_open:
            self.add_error(None, _("This report is submitted already. It can be changed again when it is returned."))
        self._compare_milestones(cleaned)
        return cleaned

    def _compare_milestones(self, cleaned: dict[str, Any]) -> None:
        """Ticks are no column of the row: compare them here with those of somebody who saved meanwhile."""
        if "reached" not in self.fields or cleaned.get("edition") in (None, self.instance.edition):
            return
        field = self.fields["reached"]
        theirs, yours = (
            ", ".join(label for key, label in field.choices if key in keys)  # type: ignore[attr-defined]
            for keys in (field.initial, cleaned.get("reached", []))
        )
        if self.instance.pk and theirs != yours:
            self.conflict.append(Difference(str(field.label), theirs, yours))

    def save(self, commit: bool = True) -> ProgressUpdate:  # noqa: FBT001, FBT002 - Django's signature
        """Keep the text and the ticked milestones; the project itself changes when the client accepts."""
        update: ProgressUpdate = self.instance
        done = {int(pk) for pk in self.cleaned_data.get("reached", [])}
        update.take_milestones(done, on=timezone.localdate())
        if update.pk:
            update.save(update_fields=["milestones"])
        else:
            last = update.project.updates.order_by("number").last()
            update.number = last.number + 1 if last else 1
        super().save(commit)
        return update


class DecisionForm(forms.Form):
    """The client's answer to a report."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you return the report: what should be different?"),
    )

    def clean(self) -> dict[str, Any]:
        """Returning without a word helps nobody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "send_back" in self.data and not cleaned.get("remark", "").strip():
            self.add_error("remark", _("Say what should be different."))
        return cleaned
