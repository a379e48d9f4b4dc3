"""What a project needs of others, and what others need of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.forms import DependencyForm
from projects.models import Dependency, Project
from projects.views.common import person, remove, row_form
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


def _list(project: Project) -> str:
    return reverse("projects:dependency_list", args=[project.slug])


@object_view(Project)
def dependency_list(request: HttpRequest, project: Project) -> HttpResponse:
    """What it waits for and who waits for it, as far as this person sees both projects."""
    rows = Dependency.objects.visible_to(request.user).with_risk()
    context = {
        "project": project,
        "may": granted(request.user, project),
        "needs": rows.filter(project=project),
        "needed_by": rows.filter(on=project),
    }
    return render(request, "projects/dependency_list.html", context)


@object_view(Project, "change_project")
def dependency_add(request: HttpRequest, project: Project) -> HttpResponse:
    """Say what it needs of another project."""
    form = DependencyForm(posted(request), instance=Dependency(project=project), user=person(request))
    return row_form(request, form, project=project, heading=_("What does it need?"), back=_list(project))


@object_view(Project, "change_project")
def dependency_edit(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Change what is needed and when, or say that it is there."""
    found = get_object_or_404(Dependency.objects.visible_to(request.user), project=project, pk=row)
    form = DependencyForm(posted(request), instance=found, user=person(request))
    return row_form(request, form, project=project, heading=found.what, back=_list(project))


@require_POST
@object_view(Project, "change_project")
def dependency_remove(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """It no longer needs this."""
    found = get_object_or_404(Dependency.objects.visible_to(request.user), project=project, pk=row)
    return remove(request, found, back=_list(project))
