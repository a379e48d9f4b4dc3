"""Lists that somebody keeps."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.forms.lists import SavedListForm, kept_query
from projects.models import SavedList
from projects.views.common import person
from zenderen.lib.forms import posted


def saved_list_list(request: HttpRequest) -> HttpResponse:
    """One's own lists, to change, and what others share."""
    lists = SavedList.objects.visible_to(request.user).select_related("owner")
    own = [each for each in lists if each.owner_id == request.user.pk]
    shared = [each for each in lists if each.owner_id != request.user.pk]
    return render(request, "projects/saved_list_list.html", {"own": own, "shared": shared})


def saved_list_add(request: HttpRequest) -> HttpResponse:
    """Keep the filters that stand in the address behind ``?``."""
    try:
        query = kept_query(request.META.get("QUERY_STRING", ""))
    except forms.ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("projects:project_list")
    form = SavedListForm(posted(request), instance=SavedList(owner=person(request), query=query))
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        messages.success(request, _("The list “%(name)s” is kept.") % {"name": kept.name})
        return redirect(kept)
    return render(request, "projects/saved_list_add.html", {"form": form, "query": query})


def saved_list_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or shared with the network or not."""
    kept = get_object_or_404(SavedList, pk=pk, owner=person(request))
    form = SavedListForm(posted(request), instance=kept)
    if request.method == "POST" and form.is_valid():
        kept.save(update_fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("projects:saved_list_list")
    return render(request, "projects/saved_list_edit.html", {"form": form, "kept": kept})


@require_POST
def saved_list_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list; the projects in it stay what they are."""
    kept = get_object_or_404(SavedList, pk=pk, owner=person(request))
    kept.delete()
    messages.success(request, _("The list “%(name)s” was removed.") % {"name": kept.name})
    return redirect("projects:saved_list_list")
