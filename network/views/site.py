"""The public site: what the network is, where it stands, how it came about."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from network import devices, figures
from network.models import Ambition, Audience, Conference, FuturePicture, NewsItem, Page, Phase

SECURITY_TXT_DAYS = 180
NEWS_ON_HOME = 3


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What the network is for and where it stands today."""
    context = {
        "pages": Page.objects.by_key(Page.Key.PURPOSE, Page.Key.CARE_PRINCIPLE),
        "figures": figures.for_user(request.user),
        "ambitions": Ambition.objects.all(),
        "upcoming": _upcoming(),
        "conference": _latest(),
        "news": NewsItem.objects.published()[:NEWS_ON_HOME],
    }
    return render(request, "network/home.html", context)


def _latest() -> Conference | None:
    """The last conference that brought something about."""
    held = Conference.objects.filter(results__isnull=False).distinct()
    return held.prefetch_related("results").order_by("-number").first()


def _upcoming() -> Conference | None:
    """The next of the series: the first with a day to come, else the one that is still to be planned."""
    series = Conference.objects.series()
    return series.to_come().first() or series.filter(starts_on=None, results=None).order_by("number").last()


@login_not_required
def history(request: HttpRequest) -> HttpResponse:
    """The phases of the network, in their order."""
    context = {"phases": Phase.objects.all(), "pages": Page.objects.by_key(Page.Key.HISTORY)}
    return render(request, "network/history.html", context)


@login_not_required
def futurepicture_list(request: HttpRequest) -> HttpResponse:
    """What the region looks like when it works, for each audience of which that was written down."""
    pictures = {picture.audience: picture for picture in FuturePicture.objects.all()}
    context = {
        "pictures": [pictures[audience] for audience in Audience.values if audience in pictures],
        "pages": Page.objects.by_key(Page.Key.FUTURE),
    }
    return render(request, "network/futurepicture_list.html", context)


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data there are, why, and how long."""
    return render(request, "network/privacy.html", {"pages": Page.objects.by_key(Page.Key.PRIVACY)})


@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    """The functional cookies, by name."""
    context = {
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "device_days": devices.KEPT // 86400,
        "pages": Page.objects.by_key(Page.Key.COOKIES),
    }
    return render(request, "network/cookies.html", context)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is known to work and what is known to deviate."""
    return render(request, "network/accessibility.html", {"pages": Page.objects.by_key(Page.Key.ACCESSIBILITY)})


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
