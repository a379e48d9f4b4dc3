"""Input about posters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Poster


class PosterForm(forms.Form):
    """Which sheet."""

    size = forms.ChoiceField(
        label=_("Size"), choices=Poster.Size.choices, initial=Poster.Size.A1, widget=forms.RadioSelect
    )
