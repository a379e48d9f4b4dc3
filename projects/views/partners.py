"""Who takes part in a project, and what they bring."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import actions
from projects.forms import ContributionForm, PartnerForm
from projects.models import PartnerContribution, Project, ProjectPartner
from projects.views.common import is_inside, remove, row_form
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


def _list(project: Project) -> str:
    return reverse("projects:partner_list", args=[project.slug])


@login_not_required
@object_view(Project)
def partner_list(request: HttpRequest, project: Project) -> HttpResponse:
    """Who takes part and as what; who runs the project adds one at a time."""
    may = granted(request.user, project)
    form = PartnerForm(posted(request), instance=ProjectPartner(project=project)) if "change_project" in may else None
    if request.method == "POST" and not form:
        raise PermissionDenied
    if request.method == "POST" and form and form.is_valid():
        part = actions.add_partner(form.instance)
        messages.success(request, _("%(partner)s takes part.") % {"partner": part.organisation})
        return redirect("projects:partner_list", project.slug)
    parts = project.partners.select_related("organisation").prefetch_related("contributions")
    context = {"form": form, "project": project, "may": may, "parts": parts}
    return render(request, "projects/partner_list.html", context | {"inside": is_inside(request.user, project)})


@object_view(Project, "change_project")
def partner_edit(request: HttpRequest, project: Project, part: int) -> HttpResponse:
    """Change how and as what a partner takes part."""
    row = get_object_or_404(project.partners.select_related("organisation"), pk=part)
    form = PartnerForm(posted(request), instance=row)
    return row_form(request, form, project=project, heading=row.organisation.name, back=_list(project))


@require_POST
@object_view(Project, "change_project")
def partner_remove(request: HttpRequest, project: Project, part: int) -> HttpResponse:
    """Take a partner out of a project."""
    row = get_object_or_404(project.partners.select_related("organisation"), pk=part)
    actions.remove_partner(row)
    messages.success(request, _("%(partner)s no longer takes part.") % {"partner": row.organisation})
    return redirect("projects:partner_list", project.slug)


@object_view(Project, "change_project")
def contribution_add(request: HttpRequest, project: Project, part: int) -> HttpResponse:
    """Write down what a partner brings."""
    row = get_object_or_404(project.partners.select_related("organisation"), pk=part)
    form = ContributionForm(posted(request), instance=PartnerContribution(part=row))
    heading = _("Contribution of %(partner)s") % {"partner": row.organisation}
    return row_form(request, form, project=project, heading=heading, back=_list(project))


@object_view(Project, "change_project")
def contribution_edit(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Change what a partner brings, such as what was delivered so far."""
    found = get_object_or_404(
        PartnerContribution.objects.select_related("part__organisation"), part__project=project, pk=row
    )
    heading = _("Contribution of %(partner)s") % {"partner": found.part.organisation}
    form = ContributionForm(posted(request), instance=found)
    return row_form(request, form, project=project, heading=heading, back=_list(project))


@require_POST
@object_view(Project, "change_project")
def contribution_remove(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """Take a contribution away."""
    found = get_object_or_404(PartnerContribution, part__project=project, pk=row)
    return remove(request, found, back=_list(project))
