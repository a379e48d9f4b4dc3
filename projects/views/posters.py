"""Posters and the wall they hang on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from network.models import Conference
from projects import actions
from projects.forms import PosterFilter
from projects.models import Poster, PosterSet
from projects.views.common import person
from zenderen.jobs.models import Job
from zenderen.lib import files
from zenderen.lib.access import global_permissions, object_view

PER_PAGE = 24
VERSIONS = 25  # older makings that the page of a poster lists


@login_not_required
def poster_list(request: HttpRequest) -> HttpResponse:
    """The wall of today: the newest poster of each subject, and the conferences that have a wall of their own."""
    found = PosterFilter(request.GET, Poster.objects.visible_to(request.user).by_subject(), request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    sets = PosterSet.objects.visible_to(request.user).ready()
    context = {
        "filter": found,
        "page": page,
        "latest_set": sets.filter(conference=None).first(),
        "conferences": Conference.objects.filter(poster_sets__in=sets).distinct().order_by("-number"),
        "may_make": request.user.is_authenticated,
    }
    return render(request, "projects/poster_list.html", context)


@login_not_required
@object_view(Poster)
def poster_detail(request: HttpRequest, poster: Poster) -> HttpResponse:
    """How far the poster is, and the file when it is ready; of a proof the picture, and the button to have it made."""
    is_busy = not (poster.preview if poster.is_proof else poster.file)
    job = Job.objects.latest_for(poster, "projects.poster") if is_busy else None
    if request.htmx and job and request.GET.get("seen") == job.seen:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    versions = Poster.objects.visible_to(request.user).made().about(poster).exclude(pk=poster.pk)
    context: dict[str, Any] = {"poster": poster, "job": job}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "projects/_poster.html", context)
    context["versions"] = versions.select_related("created_by")[:VERSIONS]
    return render(request, "projects/poster_detail.html", context)


@require_POST
@object_view(lambda user: Poster.objects.visible_to(user).for_who_makes(user).filter(set=None))
def poster_order(request: HttpRequest, poster: Poster) -> HttpResponse:
    """Have the file made of the proof that was looked at."""
    try:
        actions.order_poster(poster.pk, by=person(request))
    except actions.NotPublicError as refused:
        messages.error(request, str(refused))
    return redirect(poster)


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


# --- Sets and the walls of conferences ------------------------------------------------------------------------------


@login_not_required
@object_view(PosterSet)
def posterset_detail(request: HttpRequest, made: PosterSet) -> HttpResponse:
    """The posters of one moment, how far they are, and all of them in one file."""
    posters = list(made.posters.select_related("theme").order_by("theme__number"))
    is_busy = not all(poster.preview for poster in posters) if made.is_proof else not made.is_ready
    job = Job.objects.latest_for(made, "projects.poster_set") if is_busy else None
    if request.htmx and job and request.GET.get("seen") == job.seen:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    context = {
        "set": made,
        "posters": posters,
        "job": job,
        "may_make": "projects.add_posterset" in global_permissions(request.user),
    }
    page = "_posterset" if request.htmx else "posterset_detail"  # type: ignore[attr-defined]
    return render(request, f"projects/{page}.html", context)


@require_POST
@object_view(lambda user: PosterSet.objects.visible_to(user).for_who_makes(user))
def posterset_order(request: HttpRequest, made: PosterSet) -> HttpResponse:
    """Have the files made of the proofs that were looked at."""
    try:
        actions.order_set(made.pk, by=person(request))
    except actions.NotPublicError as refused:
        messages.error(request, str(refused))
    return redirect(made)


@login_not_required
@object_view(PosterSet)
def posterset_archive(request: HttpRequest, made: PosterSet) -> HttpResponseBase:
    """All files of the set as a ZIP."""
    return files.download(made.archive, made.filename("zip"))


@login_not_required
@object_view(PosterSet)
def posterset_joined(request: HttpRequest, made: PosterSet) -> HttpResponseBase:
    """All sheets of the set as one PDF."""
    return files.download(made.joined, made.filename("pdf"), inline=True)


@login_not_required
@object_view(Conference)
def poster_wall(request: HttpRequest, conference: Conference) -> HttpResponse:
    """What hangs at one conference."""
    sets = PosterSet.objects.visible_to(request.user).filter(conference=conference).for_wall()
    return render(request, "projects/poster_wall.html", {"conference": conference, "sets": sets})


@login_not_required
@object_view(Conference)
def conference_panel(request: HttpRequest, conference: Conference) -> HttpResponse:
    """The same in short, for the page of the conference."""
    sets = PosterSet.objects.visible_to(request.user).filter(conference=conference).for_wall()[:1]
    page = "_conference_panel" if request.htmx else "poster_wall"  # type: ignore[attr-defined]
    return render(request, f"projects/{page}.html", {"conference": conference, "sets": sets})
