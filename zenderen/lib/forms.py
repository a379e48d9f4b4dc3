"""Forms that keep what people typed: our layout, the check on a second editor, and text kept over a lost session."""

import datetime
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from zenderen.lib.middleware import KEPT

# A slip like the year 0202 or 9999 is refused: weeks are added to days, and charts are as wide as their days.
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)
DAYS = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
MOMENTS = tuple(type(each)(datetime.datetime.combine(each.limit_value, datetime.time(), datetime.UTC)) for each in DAYS)


class Renderer(TemplatesSetting):
    """Every form and field in the portal's own layout (templates/django/forms)."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def words_of_choice(value: Any, label: Any) -> Any:
    """The label of an option; that of nothing chosen in words, where Django has dashes."""
    return _("Choose…") if not value and label == BLANK_CHOICE_DASH[0][1] else label


class RichTextarea(forms.Textarea):
    """A text with light markup: buttons above it and, below, how it will look (js/richtext.js, lib.richtext).

    ``href`` is the address that answers a POST of ``field`` (a name) and that field with components/preview.html.
    """

    template_name = "django/forms/widgets/richtext.html"

    def __init__(
        self, *, title: Any, href: Any, attrs: dict[str, Any] | None = None, has_pictures: bool = False
    ) -> None:
        super().__init__(attrs)
        self.title, self.href, self.has_pictures = title, href, has_pictures

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the preview, and what htmx needs to renew it."""
        known = {**(attrs or {})}
        if "id" in known:
            known |= {
                "data-hx-post": str(self.href),
                "data-hx-trigger": "input changed delay:400ms",
                "data-hx-target": f"#{known['id']}_preview",
                "data-hx-params": f"csrfmiddlewaretoken,field,{name}",
                "data-hx-vals": json.dumps({"field": name}),
                "data-hx-sync": "this:replace",
            }
        context = super().get_context(name, value, known)
        preview = {"title": self.title, "text": str(value or ""), "pictures": self.has_pictures}
        context["widget"]["preview"] = preview
        return context


def is_preview(request: HttpRequest) -> bool:
    """Whether the form was sent to see how its texts look (components/preview_button.html), not to save it."""
    return request.method == "POST" and "preview" in request.POST


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, or what this person posted here when their session had just ended; None on a first visit."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    data = QueryDict(mutable=True)
    for name, values in kept["data"].items():
        data.setlist(name, values)
    # Another person at the same browser must not see it: base forms carry the id of who filled them in.
    return data if data.get("_user") == str(request.user.pk) else None


def accepted(form: forms.BaseForm, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Run ``act`` on valid input; what it refuses (ValidationError) becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except forms.ValidationError as refused:
        form.add_error(None, forms.ValidationError(refused.messages))
        return False
    return True


class Difference(NamedTuple):
    """One field on which the saved row and the typed text differ, both fit for the screen."""

    label: str
    theirs: str
    yours: str


class EditForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form on a model with ``edition``: saves only what changed, and never over another's unseen change."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    along: tuple[str, ...] = ()  # fields that no input has, which ``save`` of the form sets itself

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = self.instance.edition
        for field in self.fields.values():
            field.show_hidden_initial = False  # a hidden second copy may not be described by help
            if isinstance(field, (forms.DateField, forms.DateTimeField)):
                field.validators += DAYS if isinstance(field, forms.DateField) else MOMENTS
        self.conflict: list[Difference] = []
        self.conflict_by: str = ""

    def keep(self) -> None:
        """Show what was typed as it is, without judging it: it was sent for a preview."""
        self._errors = ErrorDict()

    def save_valid(self, *, then: Callable[[Any], None] | None = None) -> bool:
        """Save when the input is valid and nobody else saved meanwhile; ``then`` runs in the same transaction.

        On False the form holds its errors, or in ``conflict`` what somebody else changed; sending it once more
        then is a choice made with open eyes.
        """
        if not self.is_valid():
            return False
        with transaction.atomic():
            if self.instance.pk and self._is_overtaken():
                return False
            self.save()
            if then:
                then(self.instance)
        return True

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Insert, or update the changed fields only and count the edition."""
        if not commit or not self.instance.pk:
            return super().save(commit=commit)
        names = {field.name for field in self.instance._meta.concrete_fields}
        changed = [name for name in self.changed_data if name in names and name != "edition"]
        if self.changed_data:
            self.instance.edition += 1
            self.instance.save(update_fields=[*changed, *self.along, "edition"])
            self._save_m2m()  # type: ignore[attr-defined]
        return self.instance

    def saved(self, current: Any) -> dict[str, Any]:
        """What stands in the row now, for each field; a form with fields of its own adds those."""
        return forms.models.model_to_dict(current, fields=self.fields)

    def _is_overtaken(self) -> bool:
        model = type(self.instance)
        current = model._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=self.instance.pk)
        if self.cleaned_data.get("edition") in (None, current.edition):
            self.instance.edition = current.edition
            return False
        saved = self.saved(current)
        for name, field in self.fields.items():
            if name == "edition" or name not in saved:
                continue
            theirs, yours = _shown(field, field.prepare_value(saved[name])), _shown(field, self[name].value())
            if theirs != yours:
                self.conflict.append(Difference(str(self[name].label), theirs, yours))
        last = current.history.select_related("history_user").first() if hasattr(current, "history") else None
        self.conflict_by = str(last.history_user) if last and last.history_user else ""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("edition")] = str(current.edition)
        self.data = data
        if self.conflict:
            self.add_error(None, _("Somebody else has saved this since. See what differs, then save again or go back."))
            return True
        self.instance.edition = current.edition
        return False


def _shown(field: forms.Field, value: Any) -> str:
    """The value of a field as a person reads it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = {str(getattr(item, "pk", item)) for item in value or []}
        return ", ".join(sorted(str(obj) for obj in field.queryset.filter(pk__in=keys)))  # type: ignore[union-attr]
    if isinstance(field, forms.ModelChoiceField):
        key = getattr(value, "pk", value)
        return str(field.queryset.filter(pk=key).first() or "") if key else ""  # type: ignore[union-attr]
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value or ""))  # type: ignore[arg-type]
    try:
        cleaned = field.to_python(value)
    except forms.ValidationError:
        return str(value or "")
    return "" if cleaned is None else str(cleaned)
