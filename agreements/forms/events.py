"""What people fill in to plan a signing event."""

from typing import Any

from django import forms

from agreements.models import SigningEvent
from zenderen.lib.forms import EditForm


class EventForm(EditForm):
    """When, where and in whose presence."""

    class Meta:
        model = SigningEvent
        fields = ["starts_at", "date_text", "place", "witness", "witness_position"]
        widgets = {"starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}

    def clean(self) -> dict[str, Any]:
        """Either the date and time or words; the words are dropped once the moment is known."""
        data = super().clean() or {}
        if data.get("starts_at"):
            data["date_text"] = ""
        return data
