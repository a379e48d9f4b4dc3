"""Input about hand-overs."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import HandOver, User
from zenderen.lib.forms import EditForm


class HandOverForm(EditForm):
    """What is told to the next one; who that is, is the network manager's."""

    class Meta:
        model = HandOver
        fields = ["receiver", "agreed", "running", "contacts"]
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("agreed", "running", "contacts")}
        help_texts = {
            "agreed": _("Promises and arrangements that are not written down elsewhere."),
            "running": _("What is going on now and asks for attention soon."),
            "contacts": _("Who helps, who decides, who must be kept informed."),
        }

    def __init__(self, *args: Any, manages: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not manages:
            del self.fields["receiver"]
            return
        receiver: Any = self.fields["receiver"]
        receiver.queryset = User.objects.filter(is_active=True).exclude(pk=self.instance.giver_id).order_by("name")
        receiver.empty_label = _("Nobody is known yet")

    def clean(self) -> dict[str, Any]:
        """Something must be told before it is given."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = any(cleaned.get(name) for name in ("agreed", "running", "contacts"))
        if "give" in self.data and not told:
            raise forms.ValidationError(_("Write at least one of the three, or ask the network manager to waive it."))
        return cleaned


class WaiveForm(forms.Form):
    """Why nothing needs to be handed over."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class HandOverFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Open, given or waived."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=HandOver.Status.choices, empty_label=_("All"))

    class Meta:
        model = HandOver
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        """Each word in the place."""
        for word in value.split():
            rows = rows.filter(place__icontains=word)
        return rows
