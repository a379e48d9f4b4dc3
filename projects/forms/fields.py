"""Fields that the forms of projects share."""

import datetime
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from zenderen.lib.forms import EditForm, words_of_choice


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlainSelect(forms.Select):
    """A choice that is written down at once: with 300 partners a template per option costs more than the list."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same elements as the widget of Django, without groups."""
        chosen = "" if value is None else str(value)
        mark = " selected"
        options = "".join(
            f'<option value="{escape(str(key))}"{mark if str(key) == chosen else ""}>{escape(str(label))}</option>'
            for key, label in ((key, words_of_choice(key, label)) for key, label in self.choices)
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return mark_safe(f"<select{attributes}>{options}</select>")  # noqa: S308 - every part of it is escaped


class RankedItemsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Wishes and worries, each said with whose it is."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        rows = queryset.select_related("list").order_by("list__audience", "list__kind", "list", "rank")
        super().__init__(rows, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """The audience and what was asked first, as the same words may stand in two lists."""
        return f"{obj.list.get_audience_display()}, {obj.list.get_kind_display().lower()} {obj.rank}: {obj.text}"


class RowForm(EditForm):
    """A form on a row that belongs to something: what must be unique within that is checked too."""

    OWNERS = ("project", "part")

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - set(self.OWNERS)  # type: ignore[misc, no-any-return]


def not_to_come(day: datetime.date | None) -> datetime.date | None:
    """The day of something that happened; refuses one that is still to come."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))
    return day
