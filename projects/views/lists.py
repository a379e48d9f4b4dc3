"""The list of projects."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from network.models import Classification
from projects.forms.lists import ProjectFilter
from projects.models import Level, Project, SavedList
from zenderen.lib.access import global_permissions
from zenderen.lib.templatetags.zenderen import day, status

PAGE_SIZE = 40  # so many rows stay under 60 kB, reasons included


@login_not_required
def project_list(request: HttpRequest) -> HttpResponse:
    """All projects that this person may see, with search, filters and order in the address."""
    projects = ProjectFilter(request, Project.objects.visible_to(request.user))
    page = Paginator(projects.qs.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    held = global_permissions(request.user)
    context = {
        "filter": projects,
        "page": page,
        "rows": _rows(page.object_list),
        "may_add": "projects.add_project" in held,
        "may_propose": "projects.propose_project" in held,
        "query": projects.query,
        "saved_lists": SavedList.objects.visible_to(request.user).select_related("owner"),
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
