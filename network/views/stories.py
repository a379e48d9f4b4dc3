"""The texts of the public site, for the network manager."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from network.forms import AmbitionForm, ConferenceForm, PageForm, PhaseForm
from network.models import Ambition, Conference, Page, Phase
from zenderen.lib.access import permission_view
from zenderen.lib.forms import EditForm, posted


@permission_view("network.change_page")
def story_list(request: HttpRequest) -> HttpResponse:
    """Everything on the public site that can be written here."""
    pages = Page.objects.by_key(*Page.Key)
    context = {
        "pages": [(key, pages.get(key.value)) for key in Page.Key],
        "ambitions": Ambition.objects.all(),
        "phases": Phase.objects.all(),
        "conferences": Conference.objects.all(),
    }
    return render(request, "network/story_list.html", context)


def _edit(request: HttpRequest, form_class: type[EditForm], instance: Any, *, title: str, back: str) -> HttpResponse:
    form = form_class(posted(request), instance=instance)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(back)
    return render(request, "network/story_form.html", {"form": form, "title": title, "back": back})


@permission_view("network.change_page")
def page_edit(request: HttpRequest, key: str) -> HttpResponse:
    """One of the texts that have a fixed place."""
    if key not in Page.Key.values:
        raise Http404
    page = Page.objects.filter(key=key).first() or Page(key=key, title=str(Page.Key(key).label))
    return _edit(request, PageForm, page, title=str(Page.Key(key).label), back="network:story_list")


@permission_view("network.add_conference")
def conference_add(request: HttpRequest) -> HttpResponse:
    """A new conference in the series."""
    return _edit(request, ConferenceForm, None, title=_("Add a conference"), back="network:story_list")


@permission_view("network.change_conference")
def conference_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A conference and its results."""
    conference = get_object_or_404(Conference, slug=slug)
    return _edit(request, ConferenceForm, conference, title=conference.name, back="network:story_list")


@permission_view("network.add_ambition")
def ambition_add(request: HttpRequest) -> HttpResponse:
    """A new joint ambition."""
    return _edit(request, AmbitionForm, None, title=_("Add an ambition"), back="network:story_list")


@permission_view("network.change_ambition")
def ambition_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """A joint ambition."""
    ambition = get_object_or_404(Ambition, slug=slug)
    return _edit(request, AmbitionForm, ambition, title=ambition.name, back="network:story_list")


@permission_view("network.add_phase")
def phase_add(request: HttpRequest) -> HttpResponse:
    """A new period of the history."""
    return _edit(request, PhaseForm, None, title=_("Add a phase"), back="network:story_list")


@permission_view("network.change_phase")
def phase_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A period of the history."""
    phase = get_object_or_404(Phase, pk=pk)
    return _edit(request, PhaseForm, phase, title=phase.title, back="network:story_list")
