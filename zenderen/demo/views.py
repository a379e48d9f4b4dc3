"""The mailbox of the demo, open to all who can reach the demo; outside a demo these addresses do not exist."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zenderen.demo import mailbox

PER_PAGE = 25


@login_not_required
def post_list(request: HttpRequest) -> HttpResponse:
    """All messages, newest first; to the page that asks again each few seconds 204 while nothing came in."""
    _only_in_a_demo()
    keys = mailbox.keys()
    newest = keys[0] if keys else ""
    if request.headers.get("HX-Request") and request.GET.get("seen") == newest:
        return HttpResponse(status=204)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    letters = [letter for key in page if (letter := mailbox.read(key))]
    return render(request, "demo/post_list.html", {"letters": letters, "page": page, "newest": newest})


@login_not_required
def post_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One message, its text only."""
    _only_in_a_demo()
    letter = mailbox.read(key)
    if letter is None:
        raise Http404
    return render(request, "demo/post_detail.html", {"letter": letter})


def _only_in_a_demo() -> None:
    if not settings.DEMO:
        raise Http404
