"""The vision, for the network manager: one page with all of it, and a form for each part."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import Page
from themes import actions
from themes.forms.vision import (
    BuildingBlockForm,
    ChallengeForm,
    ObjectiveForm,
    PillarForm,
    ResultForm,
    RoadmapStepForm,
)
from themes.models import BuildingBlock, Challenge, Objective, Pillar, Result, RoadmapStep
from zenderen.lib.access import global_permissions, permission_view
from zenderen.lib.forms import EditForm, posted


class Part(NamedTuple):
    """A kind of part: its model and form, how it is added, and what it is added under."""

    model: Any
    form: type[EditForm]
    add: Any
    under: str = ""


# The last word of the address: /beheer/visie/pijlers/…
PARTS = {
    "bouwstenen": Part(BuildingBlock, BuildingBlockForm, gettext_lazy("Add a building block")),
    "doelstellingen": Part(Objective, ObjectiveForm, gettext_lazy("Add an objective"), "building_block"),
    "resultaten": Part(Result, ResultForm, gettext_lazy("Add a result"), "objective"),
    "pijlers": Part(Pillar, PillarForm, gettext_lazy("Add a pillar")),
    "stappen": Part(RoadmapStep, RoadmapStepForm, gettext_lazy("Add a step"), "pillar"),
    "uitdagingen": Part(Challenge, ChallengeForm, gettext_lazy("Add a challenge")),
}


def _part(request: HttpRequest, kind: str, verb: str) -> Part:
    """The kind of part in the address; 404 for another word, 403 for who may not do this to it."""
    if kind not in PARTS:
        raise Http404
    if f"themes.{verb}_{PARTS[kind].model._meta.model_name}" not in global_permissions(request.user):
        raise PermissionDenied
    return PARTS[kind]


@login_not_required
def challenge_list(request: HttpRequest) -> HttpResponse:
    """What the region faces, each with the pillars that answer it."""
    context = {
        "challenges": Challenge.objects.prefetch_related("pillars"),
        "text": Page.objects.by_key(Page.Key.CHALLENGES).get(Page.Key.CHALLENGES),
        "may_edit": "themes.change_pillar" in global_permissions(request.user),
    }
    return render(request, "themes/challenge_list.html", context)


@permission_view("themes.change_pillar")
def vision_edit(request: HttpRequest) -> HttpResponse:
    """All of the vision, each part with the way to its form."""
    context = {
        "blocks": BuildingBlock.objects.prefetch_related("objectives__results"),
        "pillars": Pillar.objects.prefetch_related("steps"),
        "challenges": Challenge.objects.all(),
    }
    return render(request, "themes/vision_edit.html", context)


def part_add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new part; ``?onder=`` says under which other one."""
    part = _part(request, kind, "add")
    form = part.form(posted(request), initial={part.under: request.GET.get("onder")} if part.under else None)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("“%(part)s” was added.") % {"part": form.instance})
        return redirect("themes:vision_edit")
    return render(request, "themes/vision_part_add.html", {"form": form, "title": part.add})


def part_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change a part."""
    part = _part(request, kind, "change")
    row = get_object_or_404(part.model, pk=pk)
    form = part.form(posted(request), instance=row)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect("themes:vision_edit")
    return render(request, "themes/vision_part_edit.html", {"form": form, "row": row, "kind": kind})


def part_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take out a part on which nothing hangs."""
    row = get_object_or_404(_part(request, kind, "delete").model, pk=pk)
    found = actions.hanging_on(row)
    if request.method == "POST":
        try:
            actions.remove_part(row)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
            return redirect("themes:part_edit", kind, pk)
        messages.success(request, _("“%(part)s” was removed.") % {"part": row})
        return redirect("themes:vision_edit")
    return render(request, "themes/vision_part_remove.html", {"row": row, "kind": kind, "found": found})
