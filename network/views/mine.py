"""What is somebody's own: their tasks, their places, and the challenge for their passkey."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from network import actions, todo
from network.forms.factors import CHALLENGE
from network.models import Appointment, Body, Seat
from zenderen.lib.access import asks_once

PARTNER = ("organisation__name", "organisation__slug")


def mine(request: HttpRequest) -> HttpResponse:
    """What is this person's to do now."""
    user = request.user
    assert user.is_authenticated
    asks_once(request)
    appointments, memberships = user.appointments.current(), user.memberships.current()
    memberships = memberships.select_related("organisation").only("user", "starts_on", "ends_on", "role", *PARTNER)
    context = {
        "todos": todo.for_user(user),
        "memberships": memberships,
        "seats": (seats := list(user.seats.current().select_related("body"))),
        "coordinates": any(_coordinates(seat) for seat in seats)
        or any(post.role == Appointment.Role.NETWORK_MANAGER for post in appointments),
        "appointments": appointments,
        "needs_factor": user.factor_asked_by(appointments, memberships) and not user.has_own_factor,
    }
    return render(request, "network/mine.html", context)


def _coordinates(seat: Seat) -> bool:
    """Whether this seat looks after projects: any in the coordination group, the chair's in a steering group."""
    leads = seat.role == Seat.Role.CHAIR and seat.body.kind == Body.Kind.STEERING
    return leads or seat.body.kind == Body.Kind.COORDINATION


@require_POST
def factor_options(request: HttpRequest) -> HttpResponse:
    """A challenge for this person's passkeys, kept in their session for one use."""
    assert request.user.is_authenticated
    options, request.session[CHALLENGE] = actions.passkey_options(request.user)
    return JsonResponse(options)
