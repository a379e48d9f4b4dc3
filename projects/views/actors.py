"""Who is affected by a project, who speaks for it, and for whom it is good."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.forms import ActorForm, AmbassadorForm, BenefitForm
from projects.models import Actor, Ambassador, Benefit, Project
from projects.views.common import remove, row_form
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


def _list(project: Project) -> str:
    return reverse("projects:actor_list", args=[project.slug])


@login_not_required
@object_view(Project)
def actor_list(request: HttpRequest, project: Project) -> HttpResponse:
    """Who is affected and since when they are involved, who speaks for it, and what it is good for."""
    actors = list(project.actors.select_related("organisation"))
    kinds = [(kind, [actor for actor in actors if actor.kind == kind]) for kind in Actor.Kind]
    context = {
        "project": project,
        "may": granted(request.user, project),
        "kinds": [(kind.label, kind == Actor.Kind.WORKS, rows) for kind, rows in kinds],
        "missing": project.status == Project.Status.ACCEPTED and project.missing_workers(),
        "ambassadors": project.ambassadors.select_related("organisation"),
        "benefits": project.benefits.all(),
    }
    return render(request, "projects/actor_list.html", context)


@object_view(Project, "change_project")
def actor_add(request: HttpRequest, project: Project) -> HttpResponse:
    """Put somebody on the map."""
    form = ActorForm(posted(request), instance=Actor(project=project))
    return row_form(request, form, project=project, heading=_("Add somebody"), back=_list(project))


@object_view(Project, "change_project")
def actor_edit(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Change what is known of somebody on the map, such as the day on which they were involved."""
    actor = get_object_or_404(project.actors, pk=row)
    form = ActorForm(posted(request), instance=actor)
    return row_form(request, form, project=project, heading=actor.name, back=_list(project))


@require_POST
@object_view(Project, "change_project")
def actor_remove(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Take somebody off the map."""
    return remove(request, get_object_or_404(project.actors, pk=row), back=_list(project))


@object_view(Project, "change_project")
def ambassador_add(request: HttpRequest, project: Project) -> HttpResponse:
    """Name somebody who speaks for it."""
    form = AmbassadorForm(posted(request), instance=Ambassador(project=project))
    return row_form(request, form, project=project, heading=_("Add an ambassador"), back=_list(project))


@object_view(Project, "change_project")
def ambassador_edit(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Change what is said of an ambassador."""
    ambassador = get_object_or_404(project.ambassadors, pk=row)
    form = AmbassadorForm(posted(request), instance=ambassador)
    return row_form(request, form, project=project, heading=ambassador.name, back=_list(project))


@require_POST
@object_view(Project, "change_project")
def ambassador_remove(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """No longer name an ambassador."""
    return remove(request, get_object_or_404(project.ambassadors, pk=row), back=_list(project))


@object_view(Project, "change_project")
def benefit_add(request: HttpRequest, project: Project) -> HttpResponse:
    """Say for whom it is good."""
    form = BenefitForm(posted(request), instance=Benefit(project=project))
    return row_form(request, form, project=project, heading=_("Add a benefit"), back=_list(project))


@object_view(Project, "change_project")
def benefit_edit(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Change for whom it is good, and how."""
    benefit = get_object_or_404(project.benefits, pk=row)
    form = BenefitForm(posted(request), instance=benefit)
    return row_form(request, form, project=project, heading=benefit.get_audience_display(), back=_list(project))


@require_POST
@object_view(Project, "change_project")
def benefit_remove(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Take a benefit away."""
    return remove(request, get_object_or_404(project.benefits, pk=row), back=_list(project))
