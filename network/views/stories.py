"""The texts of the public site, for the network manager."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.actions import stories as actions
from network.forms import AmbitionForm, PageForm, PhaseForm
from network.forms.news import FuturePictureForm
from network.models import Ambition, Audience, Conference, FuturePicture, Page, Phase
from network.views.versions import versions_of
from zenderen.lib.access import permission_view
from zenderen.lib.forms import EditForm, is_preview, posted

LONGEST_TEXT = 60_000  # characters that a preview takes; more than any text of a site has


@permission_view("network.change_page")
def story_list(request: HttpRequest) -> HttpResponse:
    """Everything on the public site that can be written here."""
    pages = Page.objects.by_key(*Page.Key)
    pictures = {picture.audience: picture for picture in FuturePicture.objects.all()}
    context = {
        "pages": [(key, pages.get(key.value)) for key in Page.Key],
        "ambitions": Ambition.objects.all(),
        "phases": Phase.objects.all(),
        "conferences": Conference.objects.all(),
        "futures": [(audience, pictures.get(audience.value)) for audience in Audience],
    }
    return render(request, "network/story_list.html", context)


def _edit(request: HttpRequest, form_class: type[EditForm], instance: Any, *, title: str, back: str) -> HttpResponse:
    form = form_class(posted(request), instance=instance)
    if is_preview(request):
        form.keep()
    elif request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(back)
    versions = versions_of(instance) if instance else ""
    return render(
        request, "network/story_form.html", {"form": form, "title": title, "back": back, "versions": versions}
    )


@login_not_required  # a session that ended must not put the sign-in page in the preview, nor keep its text
@require_POST
def text_preview(request: HttpRequest) -> HttpResponse:
    """How a text looks that somebody is typing, with the pictures of the site."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    text = request.POST.get(request.POST.get("field", ""), "")
    return render(request, "components/preview.html", {"text": text[:LONGEST_TEXT], "pictures": True})


@permission_view("network.change_page")
def page_edit(request: HttpRequest, key: str) -> HttpResponse:
    """One of the texts that have a fixed place."""
    if key not in Page.Key.values:
        raise Http404
    page = Page.objects.filter(key=key).first() or Page(key=key, title=str(Page.Key(key).label))
    return _edit(request, PageForm, page, title=str(Page.Key(key).label), back="network:story_list")


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
    """A new period of the history, after the last."""
    form = PhaseForm(posted(request))
    if is_preview(request):
        form.keep()
    elif request.method == "POST" and form.is_valid():
        actions.add_phase(form.instance)
        messages.success(request, _("Saved."))
        return redirect("network:story_list")
    context = {"form": form, "title": _("Add a phase"), "back": "network:story_list"}
    return render(request, "network/story_form.html", context)


@permission_view("network.change_phase")
def phase_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A period of the history."""
    phase = get_object_or_404(Phase, pk=pk)
    return _edit(request, PhaseForm, phase, title=phase.title, back="network:story_list")


@require_POST
@permission_view("network.change_phase")
def phase_move(request: HttpRequest, pk: int) -> HttpResponse:
    """A period one place earlier or later."""
    phase = get_object_or_404(Phase, pk=pk)
    if actions.move_phase(pk, earlier=request.POST.get("to") == "earlier"):
        messages.success(request, _("“%(phase)s” was moved.") % {"phase": phase})
    return redirect("network:story_list")


@permission_view("network.change_phase")
def phase_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a period out of the history."""
    phase = get_object_or_404(Phase, pk=pk)
    if request.method == "POST":
        actions.remove_phase(pk)
        messages.success(request, _("“%(phase)s” was removed.") % {"phase": phase})
        return redirect("network:story_list")
    context = {
        "title": _("Remove “%(phase)s”") % {"phase": phase},
        "question": _("Take this phase out of the history of the network?"),
        "submit": _("Remove"),
        "cancel": reverse("network:phase_edit", args=[pk]),
    }
    return render(request, "components/confirm.html", context)


@permission_view("network.change_futurepicture")
def futurepicture_edit(request: HttpRequest, audience: str) -> HttpResponse:
    """What the region looks like to an audience when it works."""
    if audience not in Audience.values:
        raise Http404
    picture = FuturePicture.objects.filter(audience=audience).first() or FuturePicture(audience=audience)
    title = _("Future picture for: %(audience)s") % {"audience": Audience(audience).label}
    return _edit(request, FuturePictureForm, picture, title=title, back="network:story_list")
