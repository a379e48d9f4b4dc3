"""Input about the vision: pillars, challenges, building blocks with objectives and results, and the roadmap."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from themes.models import BuildingBlock, Challenge, Objective, Pillar, Result, RoadmapStep
from zenderen.lib.forms import DateInput, EditForm
from zenderen.lib.slugs import free_slug

MARKUP = _("Blank lines make paragraphs; “## ” makes a heading, “- ” a list, “[words](https://…)” a link.")


class _PartForm(EditForm):
    """A part of the vision; where it has an address of its own, that is made from the name, once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" in self.fields and not self.instance.pk:
            last = type(self.instance)._default_manager.order_by("number").last()
            self.fields["number"].initial = last.number + 1 if last else 1

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The address stays, since others link to it."""
        if hasattr(self.instance, "slug") and not self.instance.slug:
            self.instance.slug = free_slug(type(self.instance), self.instance.name)
        return super().save(commit=commit)


class PillarForm(_PartForm):
    """A direction in which all work goes."""

    class Meta:
        model = Pillar
        fields = ["number", "name", "about", "strengthens"]
        widgets = {"about": forms.Textarea(attrs={"rows": 5}), "strengthens": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"about": MARKUP}


class ChallengeForm(_PartForm):
    """What the region faces."""

    class Meta:
        model = Challenge
        fields = ["number", "name", "about", "pillars"]
        widgets = {"about": forms.Textarea(attrs={"rows": 5}), "pillars": forms.CheckboxSelectMultiple}
        help_texts = {"about": MARKUP}


class BuildingBlockForm(_PartForm):
    """A part of what the network builds."""

    class Meta:
        model = BuildingBlock
        fields = ["number", "name", "about", "themes"]
        widgets = {"about": forms.Textarea(attrs={"rows": 5}), "themes": forms.CheckboxSelectMultiple}
        help_texts = {"about": MARKUP}


class ObjectiveForm(_PartForm):
    """What a building block is to reach."""

    class Meta:
        model = Objective
        fields = ["building_block", "text", "order"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class ResultForm(_PartForm):
    """What will be there when an objective is reached."""

    class Meta:
        model = Result
        fields = ["objective", "text", "order", "reached_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "reached_on": DateInput}


class RoadmapStepForm(_PartForm):
    """What a pillar brings within a horizon."""

    class Meta:
        model = RoadmapStep
        fields = ["pillar", "horizon", "title", "about", "order", "reached_on"]
        widgets = {
            "horizon": forms.RadioSelect,
            "about": forms.Textarea(attrs={"rows": 4}),
            "reached_on": DateInput,
        }
        help_texts = {"about": MARKUP}
