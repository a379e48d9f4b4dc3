"""Conferences, ambitions, phases and the texts of the site."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from network.models import Ambition, Page, Phase
from zenderen.lib.forms import EditForm, RichTextarea
from zenderen.lib.slugs import free_slug

MARKUP = _("A link: “[words](https://…)”. A picture: copy its line from Pictures.")


def illustrated(rows: int) -> RichTextarea:
    """A text with layout and pictures, and how it will look."""
    address = reverse_lazy("network:text_preview")
    return RichTextarea(title=_("How it will look"), href=address, attrs={"rows": rows}, has_pictures=True)


class _Named(EditForm):
    """A form whose row gets its address from its name, once."""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The address stays, since others link to it."""
        if not self.instance.slug:
            self.instance.slug = free_slug(type(self.instance), self.instance.name)
        return super().save(commit=commit)


class AmbitionForm(_Named):
    """A joint ambition."""

    class Meta:
        model = Ambition
        fields = ["number", "name", "about"]
        widgets = {"about": illustrated(6)}
        help_texts = {"about": MARKUP}


class PhaseForm(EditForm):
    """A period of the network's history."""

    class Meta:
        model = Phase
        fields = ["title", "period", "body"]
        widgets = {"body": illustrated(8)}
        help_texts = {"body": MARKUP}


class PageForm(EditForm):
    """A text of the site."""

    class Meta:
        model = Page
        fields = ["title", "body"]
        widgets = {"body": illustrated(14)}
        help_texts = {"body": MARKUP}
