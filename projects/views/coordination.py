"""Where help is needed, across the themes."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects import coordination as blocks
from projects.views.common import person


def coordination(request: HttpRequest) -> HttpResponse:
    """Block by block what needs the coordination group, the network manager or, for their own theme, a chair."""
    scope = blocks.scope_of(person(request), request.GET.get("theme", ""))
    if scope is None:
        raise PermissionDenied
    context = {"scope": scope, "blocks": blocks.blocks(scope)}
    return render(request, "projects/coordination.html", context)
