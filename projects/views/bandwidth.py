"""What is out of bandwidth, and what the client decides about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from network.models import User
from projects import actions
from projects.forms import BreachForm
from projects.models import Breach, Project
from projects.views.common import is_inside, person
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep


@object_view(lambda user: Project.objects.visible_to(user).select_related("theme__steering_group"))
def breach_list(request: HttpRequest, project: Project) -> HttpResponse:
    """The bandwidth, what is outside it now, and every decision that was ever taken on it."""
    if not is_inside(request.user, project):
        raise PermissionDenied
    breaches = list(project.breaches.select_related("update__project", "decided_by"))
    context = {
        "project": project,
        "may": granted(request.user, project),
        "decides": project.is_decided_by(request.user),
        "waiting": [breach for breach in breaches if breach.is_open],
        "decided": [breach for breach in breaches if not breach.is_open],
    }
    return render(request, "projects/breach_list.html", context)


@object_view(Project)
def breach_decide(request: HttpRequest, project: Project, row: int) -> HttpResponse:
    """The client allows it, adjusts the bandwidth or stops the project."""
    if not project.is_decided_by(request.user):
        raise PermissionDenied
    breach = get_object_or_404(project.breaches.select_related("update__project"), pk=row)
    form = BreachForm(posted(request), breach=breach, project=project)
    if not breach.is_open:
        messages.error(
            request, _("The client has decided on this already: %(decision)s.") % {"decision": breach.outcome}
        )
        return redirect(breach)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(form, by=person(request))
        except IllegalStep as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The decision is kept, and the project manager gets a message."))
        return redirect(breach)
    return render(request, "projects/breach_decide.html", {"form": form, "project": project, "breach": breach})


def _decide(form: BreachForm, *, by: User) -> None:
    pk, reason, decision = form.breach.pk, form.cleaned_data["reason"], form.cleaned_data["decision"]
    if decision == Breach.Decision.ACCEPT:
        actions.allow(pk, by=by, reason=reason, until=form.until)
    elif decision == Breach.Decision.ADJUST:
        actions.adjust(pk, by=by, reason=reason, fields=form.adjusted)
    else:
        actions.stop(pk, by=by, reason=reason)
