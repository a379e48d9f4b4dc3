"""The portal's addresses, and the floor: the least that a Django page of this kind can cost."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

from projects.models import Project
from zenderen.urls import urlpatterns as portal

ROWS = 50


def floor(request: HttpRequest) -> HttpResponse:
    """Signed in like every page (the middleware sees to it), one query with a join, a plain table of fifty rows."""
    columns = ("title", "theme__name", "status", "starts_on")
    projects = Project.objects.order_by("title").values(*columns)[:ROWS]
    return HttpResponse(render_to_string("bench/floor.html", {"projects": projects}))


urlpatterns = [path("bench/floor/", floor, name="floor"), *portal]
