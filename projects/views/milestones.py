"""What a project will have reached when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.forms import (
    MilestoneForm,
)
from projects.models import Milestone, Project
from zenderen.lib.access import object_view
from zenderen.lib.forms import posted


@object_view(Project, "change_project")
def milestone_list(request: HttpRequest, project: Project) -> HttpResponse:
    """What will be reached when; add one at a time."""
    form = MilestoneForm(posted(request), instance=Milestone(project=project))
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("The milestone was added."))
        return redirect("projects:milestone_list", project.slug)
    context = {"form": form, "project": project, "milestones": project.milestones.all()}
    return render(request, "projects/milestone_list.html", context)


@object_view(Project, "change_project")
def milestone_edit(request: HttpRequest, project: Project, milestone: int) -> HttpResponse:
    """Change a milestone."""
    row = get_object_or_404(project.milestones, pk=milestone)
    form = MilestoneForm(posted(request), instance=row)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect("projects:milestone_list", project.slug)
    return render(request, "projects/milestone_edit.html", {"form": form, "project": project, "milestone": row})


@require_POST
@object_view(Project, "change_project")
def milestone_remove(request: HttpRequest, project: Project, milestone: int) -> HttpResponse:
    """Take a milestone out of a project; reports that name it keep it."""
    get_object_or_404(project.milestones, pk=milestone).delete()
    messages.success(request, _("The milestone was removed."))
    return redirect("projects:milestone_list", project.slug)
