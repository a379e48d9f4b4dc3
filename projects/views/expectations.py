"""What partners expect of a project: their own words and scores, and the gaps for who runs or commissions it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.models import Organisation
from projects.forms.expectations import ExpectationForm, RateForm
from projects.models import Expectation, Project
from projects.views.common import person
from zenderen.lib import charts
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted

PER_PAGE = 25
DRAWN = 10  # the largest gaps, in the chart
READS_ALL = {"report_progress", "accept_progress"}  # who runs the project and who commissioned it


@object_view(Project)
def expectation_list(request: HttpRequest, project: Project) -> HttpResponse:
    """Where expectation and reality differ most; a partner sees its own only."""
    own = _own(request, project)
    reads_all = bool(granted(request.user, project) & READS_ALL)
    if not (own or reads_all):
        raise PermissionDenied
    rows = _by_gap(project.expectations.all() if reads_all else project.expectations.filter(organisation__in=own))
    page = Paginator(rows.select_related("organisation", "rated_by"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "page": page,
        "rows": _with_past(list(page.object_list)),
        "chart": _chart(list(rows.select_related("organisation")[:DRAWN]), names=reads_all),
        "own": own,
        "own_keys": {partner.pk for partner in own},
        "reads_all": reads_all,
    }
    return render(request, "projects/expectation_list.html", context)


def _own(request: HttpRequest, project: Project) -> list[Organisation]:
    """The partners of this project to which this person belongs."""
    return list(Organisation.objects.joined_by(request.user).filter(project_parts__project=project).order_by("name"))


def _by_gap(rows: QuerySet[Expectation]) -> QuerySet[Expectation]:
    gap = Greatest(F("importance") - F("satisfaction"), 0)
    return rows.annotate(difference=gap).order_by("-difference", "-importance", "pk")


def _with_past(rows: list[Expectation]) -> list[tuple[Expectation, list[Any]]]:
    """Each with what was said before about it, the latest first."""
    past: dict[int, dict[Any, Any]] = {row.pk: {} for row in rows}
    for said in Expectation.history.filter(id__in=past).order_by("-history_date", "-history_id"):
        past[said.id].setdefault(said.rated_at, said)
    return [(row, [said for at, said in past[row.pk].items() if at != row.rated_at]) for row in rows]


def _chart(rows: list[Expectation], *, names: bool) -> SafeString | str:
    if not rows:
        return ""
    labels = [f"{row.text} ({row.organisation.label})" if names else row.text for row in rows]
    series = [
        charts.Series(_("How important it is"), [row.importance for row in rows]),
        charts.Series(_("How far it is met"), [row.satisfaction for row in rows]),
    ]
    title = _("Expectations with the largest gap")
    words = _("The largest gap comes first. The table has the same numbers.")
    return charts.bars(labels, series, title=title, description=words, highest=Expectation.MOST)


@object_view(Project)
def expectation_add(request: HttpRequest, project: Project) -> HttpResponse:
    """A partner writes what it expects."""
    own = _own(request, project)
    if not own:
        raise PermissionDenied
    form = ExpectationForm(posted(request), instance=Expectation(project=project), partners=own, by=person(request))
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("The expectation was added."))
        return redirect("projects:expectation_list", project.slug)
    return render(request, "projects/expectation_form.html", {"form": form, "project": project})


def _mine(request: HttpRequest, project: Project, pk: int) -> Expectation:
    """An expectation of one's own partner: those of others do not exist for who may not read them, else 403."""
    row = get_object_or_404(project.expectations.select_related("organisation"), pk=pk)
    own = _own(request, project)
    if row.organisation in own:
        return row
    if granted(request.user, project) & READS_ALL:
        raise PermissionDenied
    return get_object_or_404(Expectation.objects.none())


@object_view(Project)
def expectation_edit(request: HttpRequest, project: Project, expectation: int) -> HttpResponse:
    """Change the words, or say anew how important it is and how far it is met."""
    row = _mine(request, project, expectation)
    form = ExpectationForm(posted(request), instance=row, partners=[row.organisation], by=person(request))
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect("projects:expectation_list", project.slug)
    return render(request, "projects/expectation_form.html", {"form": form, "project": project, "expectation": row})


@require_POST
@object_view(Project)
def expectation_remove(request: HttpRequest, project: Project, expectation: int) -> HttpResponse:
    """No longer expected; its past stays in the history."""
    _mine(request, project, expectation).delete()
    messages.success(request, _("The expectation was removed."))
    return redirect("projects:expectation_list", project.slug)


@object_view(Project)
def expectation_rate(request: HttpRequest, project: Project) -> HttpResponse:
    """All expectations of one's own partner on one page, to say anew how they stand."""
    own = _own(request, project)
    rows = project.expectations.filter(organisation__in=own).select_related("organisation").order_by("text")
    if not own:
        raise PermissionDenied
    data = posted(request)
    forms = [RateForm(data, instance=row, prefix=f"e{row.pk}", by=person(request)) for row in rows]
    # Both lists are made as a whole: each form keeps its own errors and what it saved.
    valid = request.method == "POST" and False not in [form.is_valid() for form in forms]
    if valid and False not in [form.save_valid() for form in forms]:
        messages.success(request, _("Thank you. The earlier scores stay in sight."))
        return redirect("projects:expectation_list", project.slug)
    return render(request, "projects/expectation_rate.html", {"forms": forms, "project": project})
