"""What every page knows about this person's place in the network."""

from typing import Any

from django.http import HttpRequest

from zenderen.lib.access import global_permissions

ADMINISTERS = {"network.add_organisation", "network.add_appointment"}


def administration(request: HttpRequest) -> dict[str, Any]:
    """Whether the menus show the way to the administration, and to what is for the network alone."""
    user = getattr(request, "user", None)
    held = global_permissions(user) if user else frozenset()
    return {"may_administer": bool(held & ADMINISTERS), "is_member": "network.view_internal" in held}
