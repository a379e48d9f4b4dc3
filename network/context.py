"""What every page knows about this person's place in the network."""

from typing import Any

from django.http import HttpRequest

from zenderen.lib.access import global_permissions

ADMINISTERS = {"network.add_organisation", "network.add_appointment"}


def administration(request: HttpRequest) -> dict[str, Any]:
    """Whether the menu shows the way to the administration."""
    user = getattr(request, "user", None)
    return {"may_administer": bool(user and global_permissions(user) & ADMINISTERS)}
