"""The poster studio: choose what, look at it, have it made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from network.models import Classification, Organisation
from projects import actions
from projects.forms import PosterForm, PosterSetForm, StudioSearch
from projects.models import Poster, PosterSet, Project
from projects.models.poster_data import Subject, content_of
from projects.views.common import person
from themes.models import Theme
from zenderen.lib.access import global_permissions, object_view, permission_view, permitted
from zenderen.lib.forms import posted

SHOWN = 20  # projects or partners to choose from; the search narrows them
VERSIONS = 10


def poster_studio(request: HttpRequest) -> HttpResponse:
    """Everything that this person may make a poster of."""
    user = person(request)
    search = StudioSearch(request.GET)
    projects = Project.objects.filter(permitted(Project, user, "report_progress"))
    partners = Organisation.objects.filter(permitted(Organisation, user, "change_organisation")).partners()
    context = {
        "search": search,
        "themes": Theme.objects.filter(permitted(Theme, user, "make_poster")),
        "projects": search.narrow(projects.filter(classification=Classification.PUBLIC), "title")[: SHOWN + 1],
        "partners": search.narrow(partners, "name")[: SHOWN + 1],
        "shown": SHOWN,
        "may_make_all": "projects.add_posterset" in global_permissions(user),
    }
    return render(request, "projects/poster_studio.html", context)


@object_view(Theme, "make_poster")
def poster_make(request: HttpRequest, theme: Theme) -> HttpResponse:
    """A poster of a theme."""
    return _make(request, theme, Poster.Kind.THEME)


@object_view(Project, "report_progress")
def project_poster(request: HttpRequest, project: Project) -> HttpResponse:
    """A poster of one project; only of a public one."""
    return _make(request, project, Poster.Kind.PROJECT)


@object_view(Organisation, "change_organisation")
def partner_poster(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A poster of a partner and what it takes part in."""
    return _make(request, organisation, Poster.Kind.PARTNER)


@permission_view("projects.add_posterset")
def network_poster(request: HttpRequest) -> HttpResponse:
    """A poster of the whole network."""
    return _make(request, None, Poster.Kind.NETWORK)


def _make(request: HttpRequest, subject: Subject, kind: Poster.Kind) -> HttpResponse:
    """Choose the sheet and the language; what comes next is a proof."""
    form = PosterForm(posted(request))
    is_public = not isinstance(subject, Project) or subject.classification == Classification.PUBLIC
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.make_poster(subject, by=person(request), is_proof=True, **form.cleaned_data))
        except actions.NotPublicError as refused:
            messages.error(request, str(refused))
    same = Poster(kind=kind, **{_FIELDS[kind]: subject} if subject else {})
    context = {
        "subject": subject,
        "kind": kind,
        "form": form,
        "is_public": is_public,
        "data": content_of(subject)[0] if is_public else None,
        "posters": Poster.objects.visible_to(request.user).made().about(same).select_related("created_by")[:VERSIONS],
    }
    return render(request, "projects/poster_make.html", context)


_FIELDS = {Poster.Kind.THEME: "theme", Poster.Kind.PROJECT: "project", Poster.Kind.PARTNER: "organisation"}


@permission_view("projects.add_posterset")
def posterset_make(request: HttpRequest) -> HttpResponse:
    """The posters of all themes at once."""
    form = PosterSetForm(posted(request), initial={"conference": request.GET.get("conferentie")})
    if request.method == "POST" and form.is_valid():
        return redirect(actions.make_set(by=person(request), is_proof=True, **form.cleaned_data))
    sets = PosterSet.objects.visible_to(request.user).filter(is_proof=False).select_related("conference", "created_by")
    context = {"form": form, "themes": Theme.objects.all(), "sets": sets[:VERSIONS]}
    return render(request, "projects/posterset_make.html", context)
