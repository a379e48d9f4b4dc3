"""Whom this portal trusts, and what it knows about revocation: files of the settings, read once until they change."""

from base64 import encodebytes
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import crl, pem, x509
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko_certvalidator import ValidationContext

from zenderen.lib.seal.outcome import SealKeyError

TEST_MARK = "TEST – geen echte zekerheid"  # in the names that zenderen.local.pki gives


def roots() -> list[x509.Certificate]:
    """The trusted roots; SealKeyError when a file is missing or holds something else."""
    return [one for path in settings.SEAL_ROOTS for one in _certificates(path, _changed(path))]


def chain() -> list[x509.Certificate]:
    """Certificates between a root and the seal that its own file does not bring."""
    return [one for path in settings.SEAL_CHAIN for one in _certificates(path, _changed(path))]


def crls() -> list[crl.CertificateList]:
    """The revocation lists of the settings."""
    return [one for path in settings.SEAL_CRLS for one in read_lists(path)]


def read_lists(path: str) -> tuple[crl.CertificateList, ...]:
    """The revocation lists in one file."""
    return _lists(path, _changed(path))


def is_test(certificate: x509.Certificate) -> bool:
    """Whether this is one of the demo's own test authority."""
    names: dict[str, Any] = certificate.subject.native
    return names.get("organization_name") == TEST_MARK


def name_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is, for people."""
    names: dict[str, Any] = certificate.subject.native
    parts = (names.get("common_name"), names.get("organization_name"))
    return ", ".join(dict.fromkeys(str(part) for part in parts if part))


def context(
    *,
    moment: datetime | None = None,
    certificates: Iterable[x509.Certificate] = (),
    lists: Iterable[crl.CertificateList] = (),
    ocsps: Sequence[Any] = (),
    known: bool = True,
) -> ValidationContext:
    """How certificates are judged: from our roots, and each with a proof that it was not revoked.

    'require' and nothing weaker: 'hard-fail' passes a revoked certificate that names no distribution point. At a
    moment in the past lists of later count as well, and nothing is fetched; ``known`` adds the settings' own lists.
    """
    return ValidationContext(
        trust_roots=roots(),
        other_certs=[*chain(), *certificates],
        crls=[*lists, *(crls() if known else ())],
        ocsps=list(ocsps),
        moment=moment,
        allow_fetching=settings.SEAL_FETCH and moment is None,
        revocation_mode="require",
        retroactive_revinfo=moment is not None,
    )


def roots_pem() -> bytes:
    """The roots as one PEM file."""
    return b"".join(_pem("CERTIFICATE", one.dump()) for one in roots())


def crls_pem() -> bytes:
    """The revocation lists as one PEM file."""
    return b"".join(_pem("X509 CRL", one.dump()) for one in crls())


def _pem(kind: str, der: bytes) -> bytes:
    return f"-----BEGIN {kind}-----\n".encode() + encodebytes(der) + f"-----END {kind}-----\n".encode()


def _changed(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError as error:
        raise SealKeyError(_("The file %(path)s cannot be read.") % {"path": path}) from error


@cache
def _certificates(path: str, changed: int) -> tuple[x509.Certificate, ...]:
    return tuple(_loaded(x509.Certificate, path, {"CERTIFICATE"}))


@cache
def _lists(path: str, changed: int) -> tuple[crl.CertificateList, ...]:
    return tuple(_loaded(crl.CertificateList, path, {"X509 CRL"}))


def _loaded(kind: Any, path: str, labels: set[str]) -> list[Any]:
    """All objects of one kind in a file, which is PEM with any number of them or DER with one."""
    try:
        content = Path(path).read_bytes()
        found = [content]
        if pem.detect(content):
            found = [der for label, _headers, der in pem.unarmor(content, multiple=True) if label in labels]
        loaded = [kind.load(der, strict=True) for der in found]
        for one in loaded:
            one.native  # noqa: B018 - reads all of it, so that a damaged file is found here
    except (OSError, ValueError, TypeError) as error:
        raise SealKeyError(_("The file %(path)s cannot be read.") % {"path": path}) from error
    return loaded
