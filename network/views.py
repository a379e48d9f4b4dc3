"""Pages of the ground floor, in URL order."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What the network is for and where it stands today."""
    return render(request, "network/home.html")


def mine(request: HttpRequest) -> HttpResponse:
    """What is this person's to do now."""
    return render(request, "network/mine.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language: on the person when signed in, else in the session (no extra cookie)."""
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = code
            request.user.save(update_fields=["language"])
        else:
            request.session["language"] = code
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return redirect(target)
