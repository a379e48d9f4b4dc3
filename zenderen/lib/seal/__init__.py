"""The seal of the network on a PDF (PAdES): make it, prove it, keep it verifiable.

Importing this is cheap. pyHanko takes a second to load: the functions below load it when they are first called, and the
worker beforehand (``warm``). They run an event loop of their own and may be called anywhere but in async code.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from zenderen.lib.seal.outcome import (
    Attachment,
    Evidence,
    Finding,
    Level,
    NotProvenError,
    NotReachedError,
    Problem,
    Sealed,
    SealError,
    SealKeyError,
    TimestampError,
    Verdict,
)

__all__ = [
    "Attachment",
    "Evidence",
    "Finding",
    "Level",
    "NotProvenError",
    "NotReachedError",
    "Problem",
    "SealError",
    "SealKeyError",
    "Sealed",
    "TimestampError",
    "Verdict",
    "archive_until",
    "crls_pem",
    "evidence",
    "last_status",
    "remember_status",
    "renew",
    "seal",
    "signer",
    "status",
    "trust_pem",
    "verify",
    "wanted_level",
    "warm",
]

# Each inline import below is of a module that loads pyHanko.


def wanted_level() -> Level:
    """The level that every seal must reach."""
    return Level(settings.SEAL_LEVEL)


def warm() -> None:
    """Load pyHanko, and the seal key if it is a file, before they are needed; a device's session survives no fork."""
    from zenderen.lib.seal import keys, sealing  # noqa: F401

    if settings.SEAL_PKCS12:
        keys.load()


def seal(
    content: bytes,
    *,
    sheet: bytes,
    attachments: Sequence[Attachment] = (),
    reason: str = "",
) -> Sealed:
    """``content`` byte for byte, then in one increment the pages of ``sheet``, the attachments and the seal.

    Both are tagged PDF/A-3a. The result was verified and has the wanted level; otherwise a SealError says why.
    """
    from zenderen.lib.seal import sealing

    return sealing.seal(content, sheet=sheet, attachments=attachments, reason=reason)


def renew(content: bytes) -> Sealed:
    """``content`` byte for byte with one more archive timestamp, verified; a SealError when it cannot be had."""
    from zenderen.lib.seal import sealing

    return sealing.renew(content)


def verify(content: bytes, *, sha256: str = "", begins_with: bytes = b"", moment: datetime | None = None) -> Verdict:
    """What is true of this file, now or at ``moment``; a bad file is a verdict, never an exception.

    ``sha256`` is that of the file as it was stored, ``begins_with`` the bytes that the parties signed. Without the
    former a change in the padding around the last timestamp cannot be seen: no signature covers itself.
    """
    from zenderen.lib.seal import verifying

    return verifying.verify(content, sha256=sha256, begins_with=begins_with, moment=moment)


def signer() -> tuple[str, bool]:
    """The name on the seal that would be made now, and whether it is only a test's; SealKeyError without a key."""
    from zenderen.lib.seal import keys, trust

    certificate = keys.load().certificate
    return trust.name_of(certificate), trust.is_test(certificate)


def archive_until(content: bytes) -> datetime | None:
    """Until when the last timestamp of this file can be verified; None without a trusted one."""
    return verify(content).archive_until


def evidence(content: bytes) -> Evidence:
    """The parts of the seal for who verifies it without this portal; ValueError for a file without a seal."""
    from zenderen.lib.seal import parts

    return parts.evidence(content)


def trust_pem() -> bytes:
    """The certificates that this portal trusts, as PEM."""
    from zenderen.lib.seal import trust

    return trust.roots_pem()


def crls_pem() -> bytes:
    """The revocation lists of the settings, as PEM."""
    from zenderen.lib.seal import trust

    return trust.crls_pem()


def status() -> list[Finding]:
    """How key, chain, level and time-stamping service are; the service is asked, which may take seconds."""
    from zenderen.lib.seal import findings

    return findings.status()


REMEMBERED = "zenderen.lib.seal.status"


def remember_status() -> None:
    """Ask ``status`` and keep the answer for ``last_status``; what the worker does now and then."""
    cache.set(REMEMBERED, (timezone.now(), status()), timeout=24 * 3600)


def last_status() -> tuple[datetime | None, list[Finding]]:
    """The answer that was remembered last and its moment, for pages: a page waits for no other service."""
    try:
        found: tuple[datetime, list[Finding]] | None = cache.get(REMEMBERED)
    except RedisError:  # the page has more to tell
        return None, []
    return found or (None, [])
