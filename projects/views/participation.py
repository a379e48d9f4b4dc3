"""Who takes part in which project, and what each partner puts in."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from network import effort
from network.models import Organisation, quarter_label
from projects.forms.participation import EffortFilter, MatrixFilter
from projects.models import Project, ProjectPartner
from projects.participation import inactive, matrix
from zenderen.lib import charts, csvfile
from zenderen.lib.access import global_permissions, object_view, permission_view

ROWS, COLUMNS = 25, 10
PER_PAGE = 50
MANAGES = "network.change_organisation"


@permission_view("network.view_internal")
def participation(request: HttpRequest) -> HttpResponse:
    """Partner by project: active, observing or neither, of the projects that this person may see."""
    chosen = MatrixFilter(request, Organisation.objects.can_sign().order_by("name"))
    page = Paginator(chosen.qs, ROWS).get_page(request.GET.get("page"))
    columns = Paginator(chosen.projects(), COLUMNS).get_page(request.GET.get("projecten"))
    manages = MANAGES in global_permissions(request.user)
    context = {
        "filter": chosen,
        "page": page,
        "columns": columns,
        "rows": matrix(list(page.object_list), list(columns.object_list)),
        "what": npgettext("counted", "partner", "partners", page.paginator.count),
        "query": request.GET.urlencode(),
        "manages": manages,
        "quiet": inactive(Organisation.objects.all()).count() if manages else 0,
        "own": Organisation.objects.can_sign().joined_by(request.user),
    }
    return render(request, "projects/participation.html", context)


@permission_view("network.view_internal")
def participation_export(request: HttpRequest) -> FileResponse:
    """The same as CSV, a row for each partner in a project."""
    chosen = MatrixFilter(request, Organisation.objects.can_sign())
    parts = ProjectPartner.objects.filter(
        organisation__in=chosen.qs.order_by().values("pk"), project__in=chosen.projects().order_by().values("pk")
    )
    heads = [_("Partner"), _("Project"), _("Theme"), _("Takes part"), _("Role")]
    rows = parts.select_related("organisation", "project__theme").order_by("organisation__name", "project__title")
    return csvfile.send(_("participation"), heads, _exported(rows))


def _exported(parts: Any) -> Iterator[list[Any]]:
    for part in parts.iterator(chunk_size=500):
        words = part.get_participation_display()
        yield [part.organisation.name, part.project.title, part.project.theme.name, words, part.role]


@permission_view(MANAGES)
def effort_list(request: HttpRequest) -> HttpResponse:
    """What each partner put in over a year, by name: to see who could be asked, never who is best."""
    active, observing = (
        Q(project_parts__participation=value) & ~Q(project_parts__project__status__in=Project.ENDED)
        for value in ProjectPartner.Participation.values
    )
    partners = Organisation.objects.can_sign().order_by("name")
    chosen = EffortFilter(request.GET, partners, request=request)
    counted = chosen.qs.annotate(
        active=Count("project_parts", filter=active), observing=Count("project_parts", filter=observing)
    )
    page = Paginator(counted, PER_PAGE).get_page(request.GET.get("page"))
    found, kinds = effort.of(list(page.object_list)), effort.kinds()
    context = {
        "filter": chosen,
        "page": page,
        "kinds": kinds,
        "rows": [(one, [(kind.label, sum(found[one.pk][kind.key])) for kind in kinds]) for one in page.object_list],
        "what": npgettext("counted", "partner", "partners", page.paginator.count),
    }
    return render(request, "projects/effort_list.html", context)


@object_view(Organisation)
def effort_detail(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What one partner put in, quarter by quarter, for its own people and the network manager."""
    manages = MANAGES in global_permissions(request.user)
    own = Organisation.objects.joined_by(request.user).filter(pk=organisation.pk).exists()
    if not (own or manages):
        raise PermissionDenied
    parts = ProjectPartner.objects.filter(
        organisation=organisation, project__in=Project.objects.visible_to(request.user).current()
    )
    labels = [quarter_label(year, quarter) for year, quarter in effort.quarters()]
    done = effort.of([organisation])[organisation.pk]
    rows = [(kind.label, done[kind.key]) for kind in effort.kinds()]
    context = {
        "organisation": organisation,
        "own": own,
        "is_quiet": inactive(Organisation.objects.filter(pk=organisation.pk)).exists(),
        "parts": parts.select_related("project__theme").order_by("participation", "project__title"),
        "quarters": labels,
        "rows": [(label, list(zip(labels, numbers, strict=True))) for label, numbers in rows],
        "charts": [_bars(label, labels, numbers) for label, numbers in rows if any(numbers)],
    }
    return render(request, "projects/effort_detail.html", context)


def _bars(label: Any, labels: list[str], numbers: list[int]) -> tuple[Any, SafeString]:
    words = _("A bar for each quarter. The table has the same numbers.")
    return label, charts.bars(labels, [charts.Series(str(label), numbers)], title=str(label), description=words)
