"""Input about what one project needs of another."""

import datetime
from typing import Any

from django.db.models import Q

from network.models import User
from projects.forms.fields import DateInput, PlainSelect, RowForm, not_to_come
from projects.models import Dependency, Project


class DependencyForm(RowForm):
    """What is needed, of which project and when; only of projects that this person sees."""

    class Meta:
        model = Dependency
        fields = ["on", "what", "needed_on", "met_on"]
        widgets = {"on": PlainSelect, "needed_on": DateInput, "met_on": DateInput}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = Q(pk__in=Project.objects.current().values("pk")) | Q(pk=self.instance.on_id)
        others = Project.objects.visible_to(user).filter(now).exclude(pk=self.instance.project_id)
        self.fields["on"].queryset = others.only("title")  # type: ignore[attr-defined]

    def clean_met_on(self) -> datetime.date | None:
        """Nothing was there tomorrow."""
        return not_to_come(self.cleaned_data["met_on"])
