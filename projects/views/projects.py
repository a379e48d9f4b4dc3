"""One project: its page, what it is about, its phases."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import actions
from projects.forms import NewProjectForm, ProjectForm, ProposalForm, StepForm
from projects.models import Dependency, ProgressUpdate, Project
from projects.views.common import is_inside, person
from themes.models import Decision, Theme
from zenderen.lib.access import granted, object_view, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

READERS = {"draft_progress", "report_progress", "accept_progress"}  # of reports that are not public yet


@permission_view("projects.add_project")
def project_add(request: HttpRequest) -> HttpResponse:
    """A new proposal of the network manager; partners and milestones come after."""
    form = NewProjectForm(posted(request), initial=_theme_of(request), commissions=True)

    def then(project: Project) -> None:
        actions.propose(project, by=person(request), reason=form.cleaned_data["reason"])

    if request.method == "POST" and form.save_valid(then=then):
        messages.success(request, _("The project exists as a proposal. Now add its partners."))
        return redirect("projects:partner_list", form.instance.slug)
    return render(request, "projects/project_add.html", {"form": form})


@permission_view("projects.propose_project")
def project_propose(request: HttpRequest) -> HttpResponse:
    """A partner proposes a project; the chair of the steering group is asked to decide."""
    form = ProposalForm(posted(request), initial=_theme_of(request), user=person(request))

    def then(project: Project) -> None:
        organisation, reason = form.cleaned_data.get("organisation"), form.cleaned_data["reason"]
        actions.propose(project, by=person(request), reason=reason, organisation=organisation)

    if request.method == "POST" and form.save_valid(then=then):
        words = _("The steering group “%(client)s” is asked to decide. Until then you can change the proposal.")
        messages.success(request, words % {"client": form.instance.client})
        return redirect(form.instance)
    return render(request, "projects/project_propose.html", {"form": form})


def _theme_of(request: HttpRequest) -> dict[str, Theme | None]:
    return {"theme": Theme.objects.filter(slug=request.GET.get("thema", "")).first()}


@login_not_required
@object_view(lambda user: Project.objects.visible_to(user).for_page())
def project_detail(request: HttpRequest, project: Project) -> HttpResponse:
    """Is it on course, and since when do we know? Then everything that was agreed about it."""
    may = granted(request.user, project)
    updates = list(project.updates.with_age().select_related("submitted_by", "decided_by")[:13])
    accepted = [update for update in updates if update.status == ProgressUpdate.Status.ACCEPTED]
    decides = project.is_decided_by(request.user)
    context = {
        "project": project,
        "may": may,
        "accepted": accepted,
        "last": accepted[0] if accepted else None,
        "standing": project.standing_by(vars(accepted[0]) if accepted else None),
        "unfinished": updates[0] if updates[:1] != accepted[:1] and (decides or may & READERS) else None,
        "decides": decides,
        "trend_since": accepted[1].reported_on if accepted[1:] else None,
    }
    return render(request, "projects/project_detail.html", context | _around(request, project, may))


def _around(request: HttpRequest, project: Project, may: frozenset[str]) -> dict[str, object]:
    """What the pages beside this one hold, as a number or a short list each; some of it only for the network."""
    inside = is_inside(request.user, project)
    people = {"named": Count("pk"), "involved": Count("pk", filter=Q(involved_on__isnull=False))}
    at_risk = Dependency.objects.visible_to(request.user).filter(project=project).at_risk() if inside else []
    step = "decide_project" in may and project.status == Project.Status.PROPOSAL
    return {
        "inside": inside,
        "breaches": project.breaches.undecided() if inside else [],
        "at_risk": at_risk,
        "actors": project.actors.aggregate(**people),
        "benefits": project.benefits.all(),
        "decisions": Decision.objects.visible_to(request.user).filter(projects=project),
        "to_accept": reverse("projects:project_move", args=[project.slug]) if step else "",
    }


@object_view(Project, "change_project")
def project_edit(request: HttpRequest, project: Project) -> HttpResponse:
    """Change what a project is about."""
    may = granted(request.user, project)
    form = ProjectForm(posted(request), instance=project, commissions="add_project" in may)
    if request.method == "POST" and form.save_valid(then=actions.regrant):
        messages.success(request, _("Saved."))
        return redirect(form.instance)
    return render(request, "projects/project_edit.html", {"form": form, "project": project, "may": may})


@object_view(Project, "decide_project")
def project_move(request: HttpRequest, project: Project) -> HttpResponse:
    """Take a project to its next phase, with the reason."""
    form = StepForm(posted(request), project=project, user=person(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(project.pk, by=person(request), **form.cleaned_data)
        except IllegalStep as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The phase of the project was changed."))
        return redirect(project)
    first = project.status_changes.filter(status=Project.Status.PROPOSAL).select_related("by").first()
    first = first if project.status == Project.Status.PROPOSAL else None
    return render(request, "projects/project_move.html", {"form": form, "project": project, "first": first})
