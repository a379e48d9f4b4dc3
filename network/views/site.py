"""The public site: what the network is, where it stands, how it came about."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from network import figures
from network.models import Ambition, Conference, Page, Phase
from zenderen.lib.access import object_view

SECURITY_TXT_DAYS = 180


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What the network is for and where it stands today."""
    context = {
        "pages": Page.objects.by_key(Page.Key.PURPOSE, Page.Key.CARE_PRINCIPLE),
        "figures": figures.for_user(request.user),
        "ambitions": Ambition.objects.all(),
        "conference": Conference.objects.prefetch_related("results").order_by("-number").first(),
    }
    return render(request, "network/home.html", context)


@login_not_required
def history(request: HttpRequest) -> HttpResponse:
    """The phases of the network, in their order."""
    return render(request, "network/history.html", {"phases": Phase.objects.all()})


@login_not_required
def conference_list(request: HttpRequest) -> HttpResponse:
    """The work conferences as a series."""
    conferences = Conference.objects.prefetch_related("results")
    return render(request, "network/conference_list.html", {"conferences": conferences})


@login_not_required
@object_view(Conference)
def conference_detail(request: HttpRequest, conference: Conference) -> HttpResponse:
    """One conference: what it brought about."""
    context = {
        "conference": conference,
        "results": conference.results.all(),
        "themes": conference.themes.visible_to(request.user),
        "previous": Conference.objects.filter(number__lt=conference.number).order_by("-number").first(),
        "next": Conference.objects.filter(number__gt=conference.number).first(),
    }
    return render(request, "network/conference_detail.html", context)


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data there are, why, and how long."""
    return render(request, "network/privacy.html")


@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    """The two cookies, by name."""
    context = {"session_hours": settings.SESSION_COOKIE_AGE // 3600}
    return render(request, "network/cookies.html", context)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is known to work and what is known to deviate."""
    return render(request, "network/accessibility.html")


@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the network."""
    return render(request, "network/contact.html", {"pages": Page.objects.by_key(Page.Key.CONTACT)})


@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); always valid for another half year."""
    expires = timezone.now().replace(microsecond=0) + datetime.timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: {settings.SITE_URL}/contact/",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


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
    if not (target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})):
        target = "/"  # a word alone would be looked up as the name of an address
    return redirect(target)
