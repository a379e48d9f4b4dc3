"""A small group of rows for the risks of a report; another row comes without JavaScript and loses nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Grade

COLUMNS = ("title", "chance", "effect", "measure")
EMPTY = dict.fromkeys(COLUMNS, "")
FIRST = 2  # rows when there are none yet


class RisksWidget(forms.Widget):
    """Rows of ``name-0-title``, ``-chance``, ``-effect``, ``-measure``; the button ``name-more`` asks for another."""

    template_name = "projects/_risks.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """All rows as they were typed, the empty ones too."""
        rows: list[dict[str, str]] = []
        while f"{name}-{len(rows)}-title" in data:
            rows.append({column: data.get(f"{name}-{len(rows)}-{column}", "").strip() for column in COLUMNS})
        return [*rows, EMPTY] if f"{name}-more" in data else rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form was sent without these rows."""
        return f"{name}-0-title" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the rows, one of them empty at least."""
        rows = list(value or [])
        empty = sum(1 for row in rows if not any(row.values()))
        rows += [EMPTY] * (max(1, FIRST - len(rows) + empty) - empty)
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"rows": rows, "grades": Grade.choices}
        return context


class RisksField(forms.Field):
    """A list of risks as ``ProgressUpdate.risks`` keeps it."""

    widget = RisksWidget

    def to_python(self, value: Any) -> list[dict[str, str]]:
        """Without the empty rows."""
        return [row for row in value or [] if any(row.values())]

    def validate(self, value: list[dict[str, str]]) -> None:
        """Each risk has a name, a chance and an effect."""
        super().validate(value)
        problems = [
            _("Risk %(number)s: say what may happen, how likely it is and what it would do.") % {"number": number}
            for number, row in enumerate(value, start=1)
            if not row["title"] or row["chance"] not in Grade.values or row["effect"] not in Grade.values
        ]
        problems += [
            _("Risk %(number)s: use at most 300 signs for the risk and 500 for the measure.") % {"number": number}
            for number, row in enumerate(value, start=1)
            if len(row["title"]) > 300 or len(row["measure"]) > 500
        ]
        if problems:
            raise forms.ValidationError(problems)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether anything but an empty row differs."""
        return self.to_python(initial) != self.to_python(data)


def risks_field() -> RisksField:
    """The field of a report."""
    return RisksField(
        label=gettext_lazy("Risks"),
        required=False,
        help_text=gettext_lazy("What may go wrong, how likely it is, what it would do and what you do about it."),
    )
