"""What the pages of several aggregates share."""

from django.http import HttpRequest

from network.models import User


def person(request: HttpRequest) -> User:
    """Who asks, on a page that is closed to visitors."""
    assert isinstance(request.user, User)
    return request.user
