"""Input about milestones and reports."""

import datetime
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import dateformat, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import DateInput
from projects.forms.risks import risks_field
from projects.models import Milestone, ProgressUpdate, Project
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
    risks = risks_field()
    new_bottleneck = forms.CharField(label=_("A new bottleneck"), required=False, max_length=160)

    # What a new report takes over from the last one; reason and trend are asked afresh.
    KEPT = ("state", "text", "results", "risks", "expected_end", "expected_cost", "scope_change", "asks")
    # Parts of a report that are filled in under another name.
    FILLED_IN = {"milestones": "reached", "bottlenecks": "new_bottleneck"}

    class Meta:
        model = ProgressUpdate
        fields = [
            *("state", "reason", "trend", "text", "results"),
            *("expected_end", "expected_cost", "scope_change", "asks"),
        ]
        widgets = {
            "state": forms.RadioSelect,
            "trend": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
            "text": forms.Textarea(attrs={"rows": 6}),
            "results": forms.Textarea(attrs={"rows": 3}),
            "scope_change": forms.Textarea(attrs={"rows": 2}),
            "asks": forms.Textarea(attrs={"rows": 3}),
            "expected_end": DateInput,
        }

    def __init__(self, data: Any, *, instance: ProgressUpdate, last: ProgressUpdate | None, **kwargs: Any) -> None:
        initial = {"risks": instance.risks, "new_bottleneck": instance.new_bottleneck}
        if last and not instance.pk:
            initial = {name: getattr(last, name) for name in self.KEPT}
        super().__init__(data, instance=instance, initial=initial, **kwargs)
        self.fields["state"].choices = ProgressUpdate.State.choices  # type: ignore[attr-defined]
        if not instance.pk:
            self.fields["edition"].initial = 0  # nobody's yet: a report that somebody else starts meanwhile differs
        self._offer_milestones()
        self._tell_what_is_known(instance.project)
        self._show_remarks()

    def _offer_milestones(self) -> None:
        milestones = list(self.instance.project.milestones.all())
        if not milestones:
            del self.fields["reached"]
            return
        is_new = not self.instance.pk
        done = {item["id"] for item in self.instance.milestones if item["done_on"]}
        field = self.fields["reached"]
        field.choices = [(str(milestone.pk), milestone.title) for milestone in milestones]  # type: ignore[attr-defined]
        field.initial = [
            str(milestone.pk) for milestone in milestones if (milestone.done_on if is_new else milestone.pk in done)
        ]

    def _tell_what_is_known(self, project: Project) -> None:
        """What was agreed, and which bottlenecks are open: beside the field that is about it."""
        if project.ends_on:
            words = _("Fill in when it differs from what was agreed: %(day)s.")
            self.fields["expected_end"].help_text = words % {"day": dateformat.format(project.ends_on, "j F Y")}
        if project.budget is not None:
            words = _("In all, until the end. Agreed: € %(amount)s.")
            self.fields["expected_cost"].help_text = words % {"amount": intcomma(project.budget)}
        opened = [(row.get_absolute_url(), row.title) for row in project.bottlenecks.open().order_by("reported_at")]
        words = _("In one sentence. It goes into the register when you submit.")
        links = format_html_join("", '<li><a href="{}">{}</a></li>', opened)
        known = format_html("<span>{}</span><ul>{}</ul>", _("Known already, and still open:"), links) if opened else ""
        self.fields["new_bottleneck"].help_text = format_html("{}<span>{}</span>", known, words)

    def _show_remarks(self) -> None:
        """What the client said about a part stands at the field where it is filled in."""
        if self.instance.status != ProgressUpdate.Status.RETURNED:
            return
        for part, remark in self.instance.remarks.items():
            field = self.fields.get(self.FILLED_IN.get(part, part))
            if field:
                said = format_html('<span class="remark"><b>{}</b> {}</span>', _("The client asks:"), remark)
                field.help_text = format_html("{}<span>{}</span>", said, mark_safe(field.help_text))  # noqa: S308 - ours

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as they stand on the page, under what they are about."""
        parts = (
            (_("How it is going"), ("state", "reason", "trend")),
            (_("What happened"), ("reached", "text", "results")),
            (_("What stands in the way"), ("risks", "new_bottleneck")),
            (_("What differs from what was agreed"), ("expected_end", "expected_cost", "scope_change")),
            (_("What you ask"), ("asks",)),
        )
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in parts]

    def clean(self) -> dict[str, Any]:
        """What is not on course has a reason beside it; what is on course needs none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state and state != ProgressUpdate.State.ON_COURSE and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why the project is not on course."))
        if not self.instance.is_open:
            self.add_error(None, _("This report is submitted already. It can be changed again when it is returned."))
        self._compare_the_rest(cleaned)
        return cleaned

    def _compare_the_rest(self, cleaned: dict[str, Any]) -> None:
        """What is no editable column of the row: compare it here with what somebody saved meanwhile."""
        if not self.instance.pk or cleaned.get("edition") in (None, self.instance.edition):
            return
        pairs = {
            "risks": (self.instance.words("risks"), ProgressUpdate(risks=cleaned.get("risks", [])).words("risks")),
            "new_bottleneck": (self.instance.new_bottleneck, cleaned.get("new_bottleneck", "")),
        }
        if field := self.fields.get("reached"):
            pairs["reached"] = tuple(  # type: ignore[assignment]
                ", ".join(label for key, label in field.choices if key in keys)  # type: ignore[attr-defined]
                for keys in (field.initial, cleaned.get("reached", []))
            )
        for name, (theirs, yours) in pairs.items():
            if theirs != yours:
                self.conflict.append(Difference(str(self.fields[name].label), theirs, yours))

    def save(self, commit: bool = True) -> ProgressUpdate:  # noqa: FBT001, FBT002 - Django's signature
        """Keep the text and the ticked milestones; the project itself changes when the client accepts."""
        update: ProgressUpdate = self.instance
        done = {int(pk) for pk in self.cleaned_data.get("reached", [])}
        update.take_milestones(done, on=timezone.localdate())
        update.take_bottlenecks(self.cleaned_data["new_bottleneck"].strip())
        update.risks = self.cleaned_data["risks"]
        if update.pk:
            update.save(update_fields=["milestones", "bottlenecks", "risks"])
        else:
            last = update.project.updates.order_by("number").last()
            update.number = last.number + 1 if last else 1
        super().save(commit)
        return update


class DecisionForm(forms.Form):
    """The client's answer to a report: in all, and at each of its parts."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When you return the report: what should be different? You can also say it at each part."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in ProgressUpdate.PARTS:
            label = _("What should be different at “%(part)s”?") % {"part": ProgressUpdate.label(part)}
            widget = forms.Textarea(attrs={"rows": 2})
            self.fields[f"at_{part}"] = forms.CharField(label=label, required=False, max_length=1000, widget=widget)

    @property
    def remarks(self) -> dict[str, str]:
        """Part → what the client says about it."""
        said = {part: self.cleaned_data.get(f"at_{part}", "").strip() for part in ProgressUpdate.PARTS}
        return {part: words for part, words in said.items() if words}

    def clean(self) -> dict[str, Any]:
        """Returning without a word helps nobody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "send_back" in self.data and not cleaned.get("remark", "").strip() and not self.remarks:
            self.add_error("remark", _("Say what should be different, here or at one of the parts."))
        return cleaned
