"""Pages for what went wrong outside any view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose security token is missing or stale; says how to send it again."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
