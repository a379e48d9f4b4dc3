"""The door of the administration: who may do what is found from here."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from network import health
from network.context import ADMINISTERS
from network.models import Invitation, Organisation, Seat, User
from zenderen.lib.access import global_permissions


def administration(request: HttpRequest) -> HttpResponse:
    """What can be administered, and what waits."""
    held = global_permissions(request.user)
    if not held & ADMINISTERS:
        raise PermissionDenied
    waiting = Invitation.objects.filter(
        accepted_at=None, revoked_at=None, invited_at__gt=timezone.now() - Invitation.VALID_FOR
    )
    context = {
        "manages": "network.add_organisation" in held,
        "partners": Organisation.objects.partners().count(),
        "people": User.objects.filter(is_active=True).count(),
        "invitations": waiting.count(),
        "open_seats": Seat.objects.current().filter(user=None).count(),
        "notices": health.notices(),
    }
    return render(request, "network/administration.html", context)
