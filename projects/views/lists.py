"""The list of projects and its exports."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from network.models import Classification
from projects.forms import ProjectFilter
from projects.models import Level, Project
from zenderen.lib import csvfile
from zenderen.lib.access import global_permissions
from zenderen.lib.templatetags.zenderen import day, status

PAGE_SIZE = 40  # so many rows stay under 60 kB, reasons included


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
