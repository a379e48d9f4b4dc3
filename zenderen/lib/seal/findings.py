"""How things stand with the key, its chain, the revocation lists and the time-stamping service."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from zenderen.lib.seal import keys, loops, trust
from zenderen.lib.seal.outcome import Finding, Level, SealError

WARNINGS = (90, 30, 7)  # days before an end
TSA_TIMEOUT = 5  # seconds: somebody is waiting for the answer


def status() -> list[Finding]:
    """See the package."""
    return [*_key(), *_lists(), *_timestamps()]


def _key() -> Iterator[Finding]:
    try:
        key = keys.load()
        keys.check_chain(key)
        keys.check_dates(key.certificate)
    except SealError as error:
        yield Finding("key", "error", str(error))
        return
    if problem := _distrust(key.certificate, keys.others(key), {"non_repudiation"}, None):
        yield Finding("key", "error", problem)
        return
    name = key.certificate.subject.native.get("common_name", "")
    yield _ending(
        "key", _("The certificate of the seal, “%(name)s”,") % {"name": name}, key.certificate.not_valid_after
    )
    for other in keys.others(key):
        days = (other.not_valid_after - timezone.now()).days
        if days <= max(WARNINGS):
            name = other.subject.native.get("common_name", "")
            yield _ending("chain", _("The certificate of “%(name)s”") % {"name": name}, other.not_valid_after)


def _lists() -> Iterator[Finding]:
    """Lists that are read from files grow old; where they can be fetched that does no harm."""
    if settings.SEAL_FETCH:
        return
    for path in settings.SEAL_CRLS:
        try:
            ends = [one["tbs_cert_list"]["next_update"].native for one in trust.read_lists(path)]
        except SealError as error:
            yield Finding("revocation", "error", str(error))
            continue
        yield _ending("revocation", _("The revocation list %(name)s") % {"name": Path(path).name}, min(ends))


def _timestamps() -> Iterator[Finding]:
    wanted = Level(settings.SEAL_LEVEL)
    if wanted < Level.B_T:
        yield Finding("timestamps", "warning", _("Seals carry no timestamp: level %(level)s.") % {"level": wanted})
        return
    if not settings.SEAL_TSA_URL:
        yield Finding(
            "timestamps",
            "error",
            _("Level %(level)s needs a time-stamping service, and SEAL_TSA_URL names none.") % {"level": wanted},
        )
        return
    try:
        certificate, others = loops.run(_certificate_of_service)
    except (TimestampRequestError, ValueError, TypeError, KeyError):  # no answer, or not one of a time-stamping service
        yield Finding("timestamps", "error", _("The time-stamping service does not answer."))
        return
    if problem := _distrust(certificate, others, set(), {"time_stamping"}):
        yield Finding("timestamps", "error", problem)
        return
    name = certificate.subject.native.get("common_name", "")
    yield _ending(
        "timestamps",
        _("The time-stamping service answers; its certificate, “%(name)s”,") % {"name": name},
        certificate.not_valid_after,
    )


async def _certificate_of_service() -> tuple[Any, list[Any]]:
    service = HTTPTimeStamper(settings.SEAL_TSA_URL, timeout=TSA_TIMEOUT)
    await service.async_dummy_response("sha256")
    others = list(service.cert_registry)
    (certificate,) = service._certs.values()
    return certificate, others


def _distrust(certificate: Any, others: list[Any], usage: set[str], extended: set[str] | None) -> str:
    """Why this certificate would be refused today; empty when it is trusted."""

    async def judge() -> str:
        context = trust.context(certificates=others)
        try:
            validator = CertificateValidator(certificate, intermediate_certs=others, validation_context=context)
            await validator.async_validate_usage(usage, extended)
        except (PathBuildingError, PathValidationError) as error:
            return str(error)
        finally:
            await context.aclose()
        return ""

    try:
        reason = loops.run(judge)
    except SealError as error:
        return str(error)
    name = certificate.subject.native.get("common_name", "")
    words = _("The certificate “%(name)s” cannot be used: %(reason)s")
    return words % {"name": name, "reason": reason} if reason else ""


def _ending(code: str, what: str, ends: datetime) -> Finding:
    """``what`` … is valid until; a warning when that is near and an error when it is past."""
    days = (ends - timezone.now()).days
    day = timezone.localtime(ends).date().isoformat()
    if days < 0:
        return Finding(code, "error", _("%(what)s expired on %(day)s.") % {"what": what, "day": day})
    if days <= max(WARNINGS):
        words = ngettext(
            "%(what)s is valid until %(day)s, for %(days)s day only.",
            "%(what)s is valid until %(day)s, for %(days)s days only.",
            days,
        )
        return Finding(code, "warning", words % {"what": what, "day": day, "days": days})
    return Finding(code, "ok", _("%(what)s is valid until %(day)s.") % {"what": what, "day": day})
