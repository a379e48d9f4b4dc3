"""What the pages of several aggregates share."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from network.models import User
from projects.models import Project
from zenderen.lib.access import AnyUser, global_permissions, granted
from zenderen.lib.forms import EditForm


def person(request: HttpRequest) -> User:
    """Who asks, on a page that is closed to visitors."""
    assert isinstance(request.user, User)
    return request.user


def is_inside(user: AnyUser, project: Project) -> bool:
    """Whether somebody reads a project as one of the network, also what a public page does not tell."""
    return "network.view_internal" in global_permissions(user) or bool(granted(user, project))


def row_form(
    request: HttpRequest, form: EditForm, *, project: Project, heading: str, back: str, done: str = ""
) -> HttpResponse:
    """Add or change one row of a project, and go back to where it is listed."""
    if request.method == "POST" and form.save_valid():
        messages.success(request, done or _("Saved."))
        return redirect(back)
    context = {"form": form, "project": project, "heading": heading, "back": back}
    return render(request, "projects/row_form.html", context)


def remove(request: HttpRequest, row: Any, *, back: str) -> HttpResponse:
    """Take a row out of a project; its history keeps it."""
    row.delete()
    messages.success(request, _("“%(name)s” was removed.") % {"name": row})
    return redirect(back)
