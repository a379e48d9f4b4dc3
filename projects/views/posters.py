"""Posters."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from projects import actions
from projects.forms import (
    PosterForm,
)
from projects.models import Poster
from projects.models.poster_data import content_of
from projects.views.common import person
from themes.models import Theme
from zenderen.jobs.models import Job
from zenderen.lib import files
from zenderen.lib.access import object_view
from zenderen.lib.forms import posted


@login_not_required
def poster_list(request: HttpRequest) -> HttpResponse:
    """The wall: the newest poster of each theme."""
    posters = Poster.objects.visible_to(request.user).newest().select_related("theme")
    return render(request, "projects/poster_list.html", {"posters": posters})


@object_view(Theme, "make_poster")
def poster_make(request: HttpRequest, theme: Theme) -> HttpResponse:
    """Choose a size and have the poster made."""
    form = PosterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        poster = actions.make_poster(theme, form.cleaned_data["size"], by=person(request))
        return redirect(poster)
    posters = theme.posters.select_related("created_by")[:10]
    context = {"theme": theme, "form": form, "projects": content_of(theme)[1], "posters": posters}
    return render(request, "projects/poster_make.html", context)


@login_not_required
@object_view(Poster)
def poster_detail(request: HttpRequest, poster: Poster) -> HttpResponse:
    """How far the poster is, and the file when it is ready."""
    job = None if poster.is_ready else Job.objects.latest_for(poster, "projects.poster")
    return render(request, "projects/poster_detail.html", {"poster": poster, "job": job})


@login_not_required
@object_view(Poster)
def poster_file(request: HttpRequest, poster: Poster) -> HttpResponseBase:
    """The sheet itself."""
    return files.download(poster.file, poster.filename, inline=True)


@login_not_required
@object_view(Poster)
def poster_preview(request: HttpRequest, poster: Poster) -> HttpResponseBase:
    """A picture of the sheet, for the wall."""
    return files.download(poster.preview, "poster.png", inline=True)
