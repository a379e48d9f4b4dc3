"""What is somebody's own: their tasks, their places, and the challenge for their passkey."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from network import actions, todo
from network.forms.factors import CHALLENGE


def mine(request: HttpRequest) -> HttpResponse:
    """What is this person's to do now."""
    user = request.user
    assert user.is_authenticated
    context = {
        "todos": todo.for_user(user),
        "memberships": user.memberships.current().select_related("organisation"),
        "seats": user.seats.current().select_related("body"),
        "appointments": user.appointments.current(),
        "needs_factor": user.requires_second_factor and not user.has_own_factor,
    }
    return render(request, "network/mine.html", context)


@require_POST
def factor_options(request: HttpRequest) -> HttpResponse:
    """A challenge for this person's passkeys, kept in their session for one use."""
    assert request.user.is_authenticated
    options, request.session[CHALLENGE] = actions.passkey_options(request.user)
    return JsonResponse(options)
