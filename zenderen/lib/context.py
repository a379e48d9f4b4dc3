"""What every page knows: the network's name, where the portal stands, and whether this is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Names and addresses of this portal, for every template."""
    return {"network_name": settings.NETWORK_NAME, "site_url": settings.SITE_URL, "is_demo": settings.DEMO}
