"""One project: its page, what it is about, its phases."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from projects import actions
from projects.forms import (
    ProjectForm,
    StepForm,
)
from projects.models import ProgressUpdate, Project
from projects.views.common import person
from themes.models import Theme
from zenderen.lib.access import granted, object_view, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

READERS = {"draft_progress", "report_progress", "accept_progress"}  # of reports that are not public yet


@permission_view("projects.add_project")
def project_add(request: HttpRequest) -> HttpResponse:
    """A new proposal; partners and milestones come after."""
    initial = {"theme": Theme.objects.filter(slug=request.GET.get("thema", "")).first()}
    form = ProjectForm(posted(request), initial=initial, commissions=True)
    if request.method == "POST" and form.save_valid(then=actions.regrant):
        messages.success(request, _("The project exists as a proposal. Now add its partners."))
        return redirect("projects:partner_list", form.instance.slug)
    return render(request, "projects/project_add.html", {"form": form})


@login_not_required
@object_view(lambda user: Project.objects.visible_to(user).for_page())
def project_detail(request: HttpRequest, project: Project) -> HttpResponse:
    """Is it on course, and since when do we know? Then everything that was agreed about it."""
    may = granted(request.user, project)
    updates = list(project.updates.with_age().select_related("submitted_by", "decided_by")[:13])
    accepted = [update for update in updates if update.status == ProgressUpdate.Status.ACCEPTED]
    context = {
        "project": project,
        "may": may,
        "accepted": accepted,
        "last": accepted[0] if accepted else None,
        "standing": project.standing_by(vars(accepted[0]) if accepted else None),
        "unfinished": updates[0] if updates[:1] != accepted[:1] and may & READERS else None,
        "trend_since": accepted[1].reported_on if accepted[1:] else None,
    }
    return render(request, "projects/project_detail.html", context)


@object_view(Project, "change_project")
def project_edit(request: HttpRequest, project: Project) -> HttpResponse:
    """Change what a project is about."""
    commissions = "add_project" in granted(request.user, project)
    form = ProjectForm(posted(request), instance=project, commissions=commissions)
    if request.method == "POST" and form.save_valid(then=actions.regrant):
        messages.success(request, _("Saved."))
        return redirect(form.instance)
    return render(request, "projects/project_edit.html", {"form": form, "project": project})


@object_view(Project, "decide_project")
def project_move(request: HttpRequest, project: Project) -> HttpResponse:
    """Take a project to its next phase, with the reason."""
    form = StepForm(posted(request), project=project)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(project.pk, by=person(request), **form.cleaned_data)
        except IllegalStep as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The phase of the project was changed."))
        return redirect(project)
    return render(request, "projects/project_move.html", {"form": form, "project": project})
