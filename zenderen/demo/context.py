"""What the sign-in page of a demo offers; nothing at all elsewhere."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from zenderen.demo.accounts import ACCOUNTS


def demo(request: HttpRequest) -> dict[str, Any]:
    """The accounts to try and their common password."""
    return {"demo_accounts": ACCOUNTS, "demo_password": settings.DEMO_PASSWORD} if settings.DEMO else {}
