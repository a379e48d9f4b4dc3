"""Input about themes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Body
from themes.actions import create_theme
from themes.models import Theme
from zenderen.lib.forms import EditForm
from zenderen.lib.slugs import free_slug


class ThemeForm(EditForm):
    """What a theme is about."""

    class Meta:
        model = Theme
        fields = ["name", "short_name", "ambition", "about", "number", "accent", "conference"]
        widgets = {"ambition": forms.Textarea(attrs={"rows": 3})}


class NewThemeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new theme, made together with its steering group."""

    steering_group_name = forms.CharField(
        label=_("Name of the steering group"),
        max_length=150,
        required=False,
        help_text=_("Left empty: “Theme steering group” and the name of the theme. The seats come after."),
    )

    class Meta(ThemeForm.Meta):
        pass

    field_order = ["name", "short_name", "steering_group_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = Theme.objects.order_by("number").last()
        self.fields["number"].initial = last.number + 1 if last else 1
        self.fields["accent"].initial = last.accent % 5 + 1 if last else 1

    def clean(self) -> dict[str, Any]:
        """The steering group gets a name that no other body has."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name = cleaned.get("steering_group_name") or _("Theme steering group %(theme)s") % {
            "theme": cleaned.get("short_name") or cleaned.get("name", "")
        }
        cleaned["steering_group_name"] = name
        if Body.objects.filter(name=name).exists():
            self.add_error("steering_group_name", _("There is already a body with this name. Choose another one."))
        return cleaned

    def save(self, commit: bool = True) -> Theme:  # noqa: FBT001, FBT002 - Django's signature
        """Create the theme and its steering group."""
        return create_theme(slug=free_slug(Theme, self.cleaned_data["name"]), **self.cleaned_data)
