"""Pages of projects, reports and posters, in URL order."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.models import Classification, User
from projects import actions
from projects.forms import (
    DecisionForm,
    MilestoneForm,
    PartnerForm,
    PosterForm,
    ProgressForm,
    ProjectFilter,
    ProjectForm,
    StepForm,
)
from projects.models import Level, Milestone, Poster, ProgressUpdate, Project, ProjectPartner
from themes.models import Theme
from zenderen.jobs.models import Job
from zenderen.lib import csvfile, files
from zenderen.lib.access import global_permissions, granted, object_view, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep
from zenderen.lib.templatetags.zenderen import day, status

PAGE_SIZE = 40  # so many rows stay under 60 kB, reasons included
READERS = {"draft_progress", "report_progress", "accept_progress"}  # of reports that are not public yet


def _person(request: HttpRequest) -> User:
    """Who asks, on a page that is closed to visitors."""
    assert isinstance(request.user, User)
    return request.user


# --- The list -------------------------------------------------------------------------------------------------------


@login_not_required
def project_list(request: HttpRequest) -> HttpResponse:
    """All projects that this person may see, with search, filters and order in the address."""
    projects = ProjectFilter(request, Project.objects.visible_to(request.user))
    page = Paginator(projects.qs.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    may_add = "projects.add_project" in global_permissions(request.user)
    context = {
        "filter": projects,
        "page": page,
        "rows": _rows(page.object_list),
        "may_add": may_add,
        "query": request.GET.urlencode(),
    }
    return render(request, "projects/project_list.html", context)


def _rows(projects: Iterable[Project]) -> Iterator[tuple[Any, ...]]:
    """What the list shows, ready to be put down: a template would spend most of the page's time on it."""
    folder = reverse("projects:project_list")
    levels = {level: status(level) for level in Level.values}
    phases = {value: str(label) for value, label in Project.Status.choices}
    for project in projects:
        standing = project.standing
        yield (
            f"{folder}{project.slug}/",
            project.title,
            project.classification == Classification.CONFIDENTIAL,
            levels[standing.level] if standing else "",
            standing.short_reason if standing and standing.level != Level.OUTDATED else "",
            (day(standing.reported_on) or _("never yet")) if standing else "",
            project.badge,
            phases[project.status],
            project.theme.label,
            project.manager.name if project.manager else "",
            day(project.ends_on),
        )


@login_not_required
def project_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a CSV file."""
    projects = ProjectFilter(request, Project.objects.visible_to(request.user)).qs.for_export()
    heads = [_("Project"), _("Theme"), _("Phase"), _("State"), _("Reported on"), _("Reason"), _("Project manager")]
    heads += [_("Starts on"), _("Ends on"), _("Classification"), _("Partners"), _("In one sentence")]
    rows = (_exported(project) for project in projects)
    return csvfile.download(_("projects"), heads, rows)


def _exported(project: Project) -> list[Any]:
    standing = project.standing
    return [
        project.title,
        project.theme.name,
        project.get_status_display(),
        standing.words if standing else "",
        standing.reported_on if standing else "",
        standing.reason if standing else "",
        project.manager.name if project.manager else "",
        project.starts_on,
        project.ends_on,
        project.get_classification_display(),
        ", ".join(part.organisation.name for part in project.partners.all()),
        project.summary,
    ]


# --- One project ----------------------------------------------------------------------------------------------------


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
    updates = list(project.updates.select_related("submitted_by", "decided_by")[:13])
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
            actions.move(project.pk, by=_person(request), **form.cleaned_data)
        except IllegalStep as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The phase of the project was changed."))
        return redirect(project)
    return render(request, "projects/project_move.html", {"form": form, "project": project})


# --- Partners -------------------------------------------------------------------------------------------------------


@object_view(Project, "change_project")
def partner_list(request: HttpRequest, project: Project) -> HttpResponse:
    """Who takes part and as what; add one at a time."""
    form = PartnerForm(posted(request), instance=ProjectPartner(project=project))
    if request.method == "POST" and form.is_valid():
        part = actions.add_partner(form.instance)
        messages.success(request, _("%(partner)s takes part.") % {"partner": part.organisation})
        return redirect("projects:partner_list", project.slug)
    context = {"form": form, "project": project, "parts": project.partners.select_related("organisation")}
    return render(request, "projects/partner_list.html", context)


@object_view(Project, "change_project")
def partner_edit(request: HttpRequest, project: Project, part: int) -> HttpResponse:
    """Change the role of a partner in a project."""
    row = get_object_or_404(project.partners.select_related("organisation"), pk=part)
    form = PartnerForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        row.save(update_fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("projects:partner_list", project.slug)
    return render(request, "projects/partner_edit.html", {"form": form, "project": project, "part": row})


@require_POST
@object_view(Project, "change_project")
def partner_remove(request: HttpRequest, project: Project, part: int) -> HttpResponse:
    """Take a partner out of a project."""
    row = get_object_or_404(project.partners.select_related("organisation"), pk=part)
    actions.remove_partner(row)
    messages.success(request, _("%(partner)s no longer takes part.") % {"partner": row.organisation})
    return redirect("projects:partner_list", project.slug)


# --- Milestones -----------------------------------------------------------------------------------------------------


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


# --- Progress -------------------------------------------------------------------------------------------------------


@object_view(Project, "draft_progress")
@transaction.atomic
def progress_edit(request: HttpRequest, project: Project) -> HttpResponse:
    """The project manager's ten minutes: a draft that starts from the last report, kept or submitted."""
    Project.objects.lock(project.pk)  # one writer at a time: the second one meets what the first one started
    may = granted(request.user, project)
    update = project.updates.unfinished().select_related("submitted_by", "decided_by").first()
    update = update or ProgressUpdate(project=project, written_by=_person(request))
    last = project.updates.accepted().first()
    form = ProgressForm(posted(request), instance=update, last=last)
    if request.method == "POST":
        if "submit" in request.POST and "report_progress" not in may:
            raise PermissionDenied
        if form.save_valid(then=lambda saved: _after_save(request, saved)):
            return redirect(project if "submit" in request.POST else request.path)
    context = {"form": form, "project": project, "update": update, "last": last, "may": may}
    return render(request, "projects/progress_edit.html", context)


def _after_save(request: HttpRequest, update: ProgressUpdate) -> None:
    if "submit" in request.POST:
        actions.submit(update.pk, by=_person(request))
        messages.success(request, _("The report was submitted. The chair of the steering group gets a message."))
    else:
        messages.success(request, _("The draft is kept. Only you and those who write with you see it."))


@login_not_required
@object_view(Project)
def progress_detail(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """One report: accepted ones for who sees the project, others for who writes or decides."""
    return _progress_page(request, project, number, DecisionForm())


@require_POST
@object_view(Project, "accept_progress")
def progress_decide(request: HttpRequest, project: Project, number: int) -> HttpResponse:
    """The client accepts the report or returns it with a remark."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _progress_page(request, project, number, form)
    update = get_object_or_404(project.updates, number=number)
    decide = actions.send_back if "send_back" in request.POST else actions.accept
    try:
        decide(update.pk, by=_person(request), remark=form.cleaned_data["remark"])
    except IllegalStep as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The project manager gets a message."))
    return redirect(update)


def _progress_page(request: HttpRequest, project: Project, number: int, form: DecisionForm) -> HttpResponse:
    people = ("project__theme__steering_group", "submitted_by", "decided_by", "written_by")
    update = get_object_or_404(ProgressUpdate.objects.select_related(*people), project=project, number=number)
    may = granted(request.user, project)
    if update.status != ProgressUpdate.Status.ACCEPTED and not may & READERS:
        raise Http404
    previous = project.updates.accepted().filter(number__lt=number).first()
    context = {"project": project, "update": update, "may": may, "previous": previous, "form": form}
    return render(request, "projects/progress_detail.html", context | {"changes": update.changes_since(previous)})


# --- Posters --------------------------------------------------------------------------------------------------------


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
        poster = actions.make_poster(theme, form.cleaned_data["size"], by=_person(request))
        return redirect(poster)
    posters = theme.posters.select_related("created_by")[:10]
    context = {"theme": theme, "form": form, "projects": Poster.projects_of(theme), "posters": posters}
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
