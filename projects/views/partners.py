"""Who takes part in a project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import actions
from projects.forms import (
    PartnerForm,
)
from projects.models import Project, ProjectPartner
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


@login_not_required
@object_view(Project)
def partner_list(request: HttpRequest, project: Project) -> HttpResponse:
    """Who takes part and as what; who runs the project adds one at a time."""
    may = granted(request.user, project)
    form = PartnerForm(posted(request), instance=ProjectPartner(project=project))
    if request.method == "POST" and "change_project" not in may:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        part = actions.add_partner(form.instance)
        messages.success(request, _("%(partner)s takes part.") % {"partner": part.organisation})
        return redirect("projects:partner_list", project.slug)
    context = {"form": form, "project": project, "may": may, "parts": project.partners.select_related("organisation")}
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
