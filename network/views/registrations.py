"""Coming to a conference: registering without an account, the ticket, the door, the list, and telling how it was."""

from collections.abc import Iterator
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.actions import registrations as actions
from network.forms.conferences import EvaluationForm, RegistrationFilter, RegistrationForm
from network.marks import marks
from network.models import Conference, Registration, User, VisitorEvaluation
from zenderen.lib import csvfile
from zenderen.lib.access import global_permissions, object_view, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.limits import limited
from zenderen.lib.states import IllegalStep

PER_PAGE = 200
MANAGES = "network.change_registration"
RATE = "30/m/ip,300/h/ip"

# --- Who comes ------------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
@object_view(Conference)
@limited("register", RATE)
def registration_add(request: HttpRequest, conference: Conference) -> HttpResponse:
    """Register; the answer is the same whether or not the address was known, for that would tell who comes."""
    is_manager = MANAGES in global_permissions(request.user)
    if not (conference.is_open or (is_manager and conference.starts_on and not conference.is_over)):
        return render(request, "network/registration_closed.html", {"conference": conference})
    form = RegistrationForm(posted(request), instance=Registration(conference=conference), initial=_known(request.user))
    if request.method == "POST" and form.is_valid():
        return _registered(request, form.save(commit=False), is_manager=is_manager)
    placed = conference.registrations.placed().count()
    is_full = conference.capacity is not None and placed >= conference.capacity
    context = {"conference": conference, "form": form, "is_full": is_full, "is_manager": is_manager}
    return render(request, "network/registration_form.html", context)


def _known(user: Any) -> dict[str, str]:
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


def _registered(request: HttpRequest, registration: Registration, *, is_manager: bool) -> HttpResponse:
    user = request.user
    is_own = isinstance(user, User) and user.email.lower() == registration.email.lower()
    if is_own:
        registration.user = user  # type: ignore[assignment]
    try:
        known = actions.register(registration, is_late=is_manager)
    except IllegalStep as refusal:
        messages.warning(request, str(refusal))
        return redirect(registration.conference)
    if is_own:
        return redirect(known)
    if is_manager:
        return redirect("network:check_in", known.token)
    return redirect("network:registration_done", registration.conference.slug)


@login_not_required
@require_safe
@object_view(Conference)
def registration_done(request: HttpRequest, conference: Conference) -> HttpResponse:
    """A mail is on its way; what stands in it is for that address alone."""
    return render(request, "network/registration_done.html", {"conference": conference})


@login_not_required
@require_safe
@never_cache
def registration_detail(request: HttpRequest, token: str) -> HttpResponse:
    """One's own registration, for who has the link: the ticket or the place on the waiting list."""
    registration = _by_token(token)
    address = f"{settings.SITE_URL}{reverse('network:check_in', args=[token])}"
    before = Q(registered_at__lt=registration.registered_at) | Q(
        registered_at=registration.registered_at, pk__lte=registration.pk
    )
    context = {
        "registration": registration,
        "conference": registration.conference,
        "qr": segno.make(address, error="m").svg_data_uri(border=2),
        "place": registration.conference.registrations.waiting().filter(before).count(),
    }
    return render(request, "network/registration_detail.html", context)


@login_not_required
@never_cache
def registration_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Say that one does not come."""
    registration = _by_token(token)
    if request.method == "POST":
        try:
            actions.cancel(registration)
        except IllegalStep as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("You are no longer registered. Thank you for telling."))
        return redirect(registration)
    context = {
        "title": registration.conference.name,
        "question": _("Cancel your registration?"),
        "consequence": _("Your place goes to somebody else. You can register again as long as there is room."),
        "submit": _("Cancel my registration"),
        "cancel": registration.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@login_not_required
@never_cache
def registration_evaluate(request: HttpRequest, token: str) -> HttpResponse:
    """Tell how it was, once, without a name."""
    registration = _by_token(token)
    conference = registration.conference
    if registration.has_evaluated or not conference.is_evaluated or not registration.is_placed:
        context = {"conference": conference, "is_done": registration.has_evaluated}
        return render(request, "network/registration_evaluated.html", context)
    form = EvaluationForm(posted(request), instance=VisitorEvaluation(conference=conference))
    if request.method == "POST" and form.is_valid():
        try:
            actions.evaluate(registration, form.instance)
        except IllegalStep as refusal:
            messages.warning(request, str(refusal))
        return redirect(request.path)
    return render(request, "network/registration_evaluate.html", {"conference": conference, "form": form})


def _by_token(token: str) -> Registration:
    return get_object_or_404(Registration.objects.select_related("conference"), token=token)


# --- At the door ----------------------------------------------------------------------------------------------------


@permission_view(MANAGES)
@never_cache
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on a ticket opens: who it is, and one button."""
    registration = _by_token(token)
    if request.method == "POST":
        try:
            (actions.undo_check_in if "undo" in request.POST else actions.check_in)(registration)
        except IllegalStep as refusal:
            messages.warning(request, str(refusal))
        return redirect(_list(registration) if "back" in request.POST else request.path)
    context = {"registration": registration, "conference": registration.conference}
    return render(request, "network/registration_check_in.html", context)


def _list(registration: Registration) -> str:
    return f"{reverse('network:registration_list', args=[registration.conference.slug])}#r{registration.pk}"


@permission_view("network.view_registration")
@require_safe
@object_view(Conference)
def registration_list(request: HttpRequest, conference: Conference) -> HttpResponse:
    """Who comes, who waits, who came in: on the screen at the door, or printed."""
    chosen = RegistrationFilter(request.GET, queryset=conference.registrations.all(), request=request)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "conference": conference,
        "filter": chosen,
        "page": page,
        "numbers": _numbers(conference),
        "what": npgettext("counted", "registration", "registrations", page.paginator.count),
        "query": request.GET.urlencode(),
    }
    return render(request, "network/registration_list.html", context)


def _numbers(conference: Conference) -> dict[str, int]:
    status = Registration.Status
    return conference.registrations.aggregate(
        placed=Count("pk", filter=Q(status=status.PLACED)),
        waiting=Count("pk", filter=Q(status=status.WAITING)),
        cancelled=Count("pk", filter=Q(status=status.CANCELLED)),
        came=Count("checked_in_at"),
    )


@permission_view("network.view_registration")
@require_safe
@object_view(Conference)
def registration_export(request: HttpRequest, conference: Conference) -> HttpResponse:
    """The same list as a file, with the same filters."""
    chosen = RegistrationFilter(request.GET, queryset=conference.registrations.all(), request=request)
    heads = (_("Name"), _("Organisation"), _("E-mail address"), _("Status"), _("Registered at"), _("Came in at"))
    name = _("attendance")
    return csvfile.download(f"{name}-{conference.slug}", heads, _rows(chosen.qs))


def _rows(registrations: Any) -> Iterator[tuple[object, ...]]:
    for one in registrations:
        moments = [
            f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "" for at in (one.registered_at, one.checked_in_at)
        ]
        yield (one.name, one.organisation, one.email, one.get_status_display(), *moments)


@permission_view("network.view_registration")
@require_safe
@object_view(Conference)
def conference_evaluation(request: HttpRequest, conference: Conference) -> HttpResponse:
    """How visitors found it: the marks, and what they wrote, without names."""
    given = marks(conference)
    page = Paginator(conference.evaluations.exclude(best="", better=""), PER_PAGE).get_page(request.GET.get("page"))
    said = ngettext("%(n)s visitor has answered.", "%(n)s visitors have answered.", given.answers)
    context = {"conference": conference, "marks": given, "page": page, "said": said % {"n": given.answers}}
    return render(request, "network/conference_evaluation.html", context)
