"""Once for each phone, without knowing whose it is: a key that only the phone has, and what we keep of it.

The key is a signed cookie, set when somebody takes part and never by looking. Before that the form carries the key
that the phone will get: a form that is sent twice, or again because the answer got lost, comes from one phone still.
The database keeps a hash of the key together with what it took part in: two rounds cannot be laid side by side.
"""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

COOKIE = "apparaat"
FIELD = "device"  # of the forms
KEPT = 60 * 60 * 24 * 90  # seconds: until long after the conference
_signer = signing.Signer(salt="network.devices")


def key_of(request: HttpRequest) -> str | None:
    """The key of a phone that took part in something before."""
    return _unsigned(request.COOKIES.get(COOKIE, ""))


def offered(request: HttpRequest) -> str:
    """What a form carries along: the key of this phone, or the one that it will have, signed."""
    return _signer.sign(key_of(request) or secrets.token_urlsafe(16))


def taking_part(request: HttpRequest) -> str:
    """The key of the phone that sends a form; 400 for what no form of ours can have sent."""
    key = key_of(request) or _unsigned(request.POST.get(FIELD, ""))
    if key is None:
        raise BadRequest
    return key


def remember(response: HttpResponse, key: str) -> HttpResponse:
    """Leave the key with the phone that took part."""
    response.set_cookie(
        COOKIE,
        _signer.sign(key),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def fingerprint(key: str, code: str) -> str:
    """What the database keeps of a phone in the round or poll of this code."""
    return hashlib.sha256(f"{key} {code}".encode()).hexdigest()


def _unsigned(value: str) -> str | None:
    try:
        return _signer.unsign(value)
    except signing.BadSignature:
        return None
