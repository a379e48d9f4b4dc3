"""Scans of the five mechanisms: the list, making one, reading one."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from projects.actions.scans import make_scan, may_scan, scannable
from projects.forms.scans import QUESTIONS, ScanFilter, ScanForm
from projects.models import Mechanism, Project, Scan, ScanScore
from projects.views.common import person
from themes.models import Theme
from zenderen.lib import charts
from zenderen.lib.access import object_view, permission_view
from zenderen.lib.forms import posted

PER_PAGE = 25
TO_CHOOSE = 200  # projects on the page that asks of what a scan is made


@permission_view("network.view_internal")
def scan_list(request: HttpRequest) -> HttpResponse:
    """The last scan of each theme and project that this person may see."""
    rows = Scan.objects.visible_to(request.user)
    chosen = ScanFilter(request, rows.newest().for_list())
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    themes, projects = scannable(request.user)
    context = {
        "filter": chosen,
        "page": page,
        "what": npgettext("counted", "scan", "scans", page.paginator.count),
        "mechanisms": Mechanism.choices,
        "may_add": themes.exists() or projects.exists(),
    }
    return render(request, "projects/scan_list.html", context)


@permission_view("network.view_internal")
def scan_add(request: HttpRequest) -> HttpResponse:
    """Five scores of a theme or a project, with an explanation each."""
    thing = _thing(request)
    if thing is None:
        return _choose(request)
    if not may_scan(request.user, thing):
        raise PermissionDenied
    form = ScanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("scanned_on", "with_whom")}
        scan = make_scan(thing, by=person(request), scores=form.scores, **fields)
        messages.success(request, _("The scan was saved."))
        return redirect(scan)
    return render(request, "projects/scan_add.html", {"form": form, "thing": thing})


def _thing(request: HttpRequest) -> Project | Theme | None:
    """What the address names: 404 where it names something that this person does not see."""
    found: Project | Theme | None = None
    if slug := request.GET.get("project"):
        found = Project.objects.visible_to(request.user).filter(slug=slug).first()
    elif slug := request.GET.get("thema"):
        found = Theme.objects.visible_to(request.user).filter(slug=slug).first()
    else:
        return None
    if found is None:
        raise Http404
    return found


def _choose(request: HttpRequest) -> HttpResponse:
    themes, projects = scannable(request.user)
    if not (themes.exists() or projects.exists()):
        raise PermissionDenied
    context = {"themes": themes, "projects": projects.order_by("title")[:TO_CHOOSE]}
    return render(request, "projects/scan_choose.html", context)


@object_view(lambda user: Scan.objects.visible_to(user).for_list())
def scan_detail(request: HttpRequest, scan: Scan) -> HttpResponse:
    """What works and what does not, whether that changed, and for what is low where to go next."""
    return _show(request, scan, scan.thing)


@permission_view("network.view_internal")
@object_view(Project)
def scan_project(request: HttpRequest, project: Project) -> HttpResponse:
    """The last scan of a project, or that there is none yet."""
    return _show(request, project.scans.for_list().first(), project)


class Line(NamedTuple):
    """One mechanism of a scan: its score now and before, and where to go when it is low."""

    mechanism: Mechanism
    question: Any
    score: ScanScore
    before: int | None
    steps: list[tuple[str, str]]

    @property
    def direction(self) -> str:
        """up, same or down; empty without an earlier score."""
        if self.before is None:
            return ""
        return "up" if self.score.score > self.before else "down" if self.score.score < self.before else "same"


def _show(request: HttpRequest, scan: Scan | None, thing: Project | Theme) -> HttpResponse:
    project = thing if isinstance(thing, Project) else None
    may_add = may_scan(request.user, thing)
    context: dict[str, Any] = {"scan": scan, "thing": thing, "project": project, "may_add": may_add}
    if scan:
        previous = scan.previous()
        lines = _lines(scan, previous)
        same = Scan.objects.filter(project=scan.project_id, theme=scan.theme_id).exclude(pk=scan.pk)
        context |= {"previous": previous, "lines": lines, "chart": _radar(scan, previous, lines), "others": same[:12]}
    return render(request, "projects/scan_detail.html", context)


def _lines(scan: Scan, previous: Scan | None) -> list[Line]:
    before = {score.mechanism: score.score for score in previous.scores.all()} if previous else {}
    now = {score.mechanism: score for score in scan.scores.all()}
    return [
        Line(each, QUESTIONS[each], now[each], before.get(each), _steps(each, scan) if now[each].is_low else [])
        for each in Mechanism
    ]


def _radar(scan: Scan, previous: Scan | None, lines: Iterable[Line]) -> SafeString:
    series = [charts.Series(date_format(scan.scanned_on), [line.score.score for line in lines])]
    if previous:
        series.append(charts.Series(date_format(previous.scanned_on), [line.before for line in lines]))
    title = _("The five mechanisms, from 0 to 4")
    words = "; ".join(f"{line.mechanism.label}: {line.score.score}" for line in lines)
    return charts.radar([str(each.label) for each in Mechanism], series, highest=4, title=title, description=words)


def _steps(mechanism: Mechanism, scan: Scan) -> list[tuple[str, str]]:
    """Where in the portal something can be done about a low score."""
    project = scan.project
    theme: Theme = project.theme if project else scan.theme  # type: ignore[assignment]
    within = urlencode({"theme": theme.slug})
    partners = (_("See which partners take part"), f"{reverse('projects:participation')}?{within}")
    if mechanism == Mechanism.URGENCY:
        meetings = f"{reverse('themes:meeting_list')}?{urlencode({'body': theme.steering_group.slug})}"
        return [
            (_("See how urgent the partners find it"), reverse("network:pulse_list")),
            (_("Put it on the agenda of the steering group"), meetings),
        ]
    if mechanism == Mechanism.STRATEGY:
        return [
            (_("See the vision as a tree"), reverse("projects:vision")),
            (_("Look again at the joint ambitions"), reverse("projects:ambition_list")),
            (_("See which small and large projects there are"), f"{reverse('projects:project_list')}?{within}"),
        ]
    if mechanism == Mechanism.ACTORS:
        if project is None:
            return [partners]
        return [
            (_("See who is affected and was involved"), reverse("projects:actor_list", args=[project.slug])),
            partners,
        ]
    if mechanism == Mechanism.ROOM:
        return [
            (_("Report a bottleneck"), reverse("projects:bottleneck_report")),
            (_("See what was asked of authorities"), reverse("projects:request_list")),
        ]
    return [(_("See who sits where, and which seats are open"), reverse("network:structure")), partners]
