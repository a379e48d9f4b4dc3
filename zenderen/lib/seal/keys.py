"""The key of the seal: loaded once, kept in memory, and checked before it is used."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from zenderen.lib.seal import trust
from zenderen.lib.seal.outcome import SealKeyError

MIN_BITS = 2048


@dataclass(frozen=True)
class SealKey:
    """A signer for pyHanko and the certificates that belong to it."""

    signer: Signer
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


class KeptKeySigner(Signer):
    """Signs with a key object that stays loaded: pyHanko's own loads it at every call, 220 ms for RSA-3072."""

    def __init__(self, key: RSAPrivateKey, certificate: x509.Certificate, others: tuple[x509.Certificate, ...]) -> None:
        self._key = key
        super().__init__(
            signing_cert=certificate, cert_registry=SimpleCertificateStore.from_certs(others), embed_roots=False
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002
        """RSA PKCS#1 v1.5; a dry run only has the right length."""
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, PKCS1v15(), get_pyca_cryptography_hash(digest_algorithm))


def load() -> SealKey:
    """The key of the settings, from memory if its file did not change; SealKeyError in plain words."""
    if settings.SEAL_PKCS11_MODULE:
        return _from_token(
            settings.SEAL_PKCS11_MODULE,
            settings.SEAL_PKCS11_TOKEN,
            settings.SEAL_PKCS11_LABEL,
            settings.SEAL_PKCS11_PIN,
        )
    if not settings.SEAL_PKCS12:
        raise SealKeyError(_("There is no seal key: SEAL_PKCS12 names no file."))
    try:
        changed = Path(settings.SEAL_PKCS12).stat().st_mtime_ns
    except OSError as error:
        raise SealKeyError(_("The file with the seal key cannot be read.")) from error
    return _from_file(settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE, changed)


def forget() -> None:
    """Open the key anew the next time: the session with a device may have ended."""
    _from_file.cache_clear()
    _from_token.cache_clear()


def check_dates(certificate: x509.Certificate) -> None:
    """SealKeyError when the certificate is not valid today."""
    now = timezone.now()
    if now > certificate.not_valid_after:
        raise SealKeyError(_("The certificate of the seal has expired."))
    if now < certificate.not_valid_before:
        raise SealKeyError(_("The certificate of the seal is not valid yet."))


@cache
def _from_file(path: str, passphrase: str, changed: int) -> SealKey:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise SealKeyError(_("The file with the seal key cannot be read.")) from error
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase.encode() or None)
    except ValueError as error:
        raise SealKeyError(_("The seal key cannot be opened: the passphrase is wrong or it is no PKCS#12.")) from error
    if key is None or certificate is None:
        raise SealKeyError(_("The file with the seal key holds no key with its certificate."))
    if not isinstance(key, RSAPrivateKey) or key.key_size < MIN_BITS:
        raise SealKeyError(_("The seal needs an RSA key of 2048 bits or more; 3072 is advised."))
    if key.public_key() != certificate.public_key():
        raise SealKeyError(_("The key and the certificate of the seal do not belong together."))
    der = serialization.Encoding.DER
    own = x509.Certificate.load(certificate.public_bytes(der))
    rest = tuple(x509.Certificate.load(one.public_bytes(der)) for one in others)
    return SealKey(KeptKeySigner(key, own, rest), own, rest)


@cache
def _from_token(module: str, token: str, label: str, pin: str) -> SealKey:
    """A key that never leaves its device; the session stays open for as long as the process."""
    try:
        import pkcs11  # installed with the extra "pkcs11" only
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise SealKeyError(_("SEAL_PKCS11_MODULE is set, but the package python-pkcs11 is not installed.")) from error
    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin)
        signer: Any = PKCS11Signer(
            session, cert_label=label, key_label=label, other_certs_to_pull=None, embed_roots=False
        )
        certificate = signer.signing_cert
        others = tuple(signer.cert_registry)
    except (pkcs11.PKCS11Error, LookupError, ValueError, OSError) as error:
        raise SealKeyError(_("The seal key cannot be reached on its device: %(reason)r") % {"reason": error}) from error
    if certificate.public_key.algorithm != "rsa":
        raise SealKeyError(_("The seal needs an RSA key of 2048 bits or more; 3072 is advised."))
    return SealKey(signer, certificate, tuple(one for one in others if one != certificate))


def others(key: SealKey) -> list[x509.Certificate]:
    """What may stand between the seal's certificate and a root."""
    return [*key.others, *trust.chain()]


def check_chain(key: SealKey) -> None:
    """SealKeyError when no path of certificates leads from the seal to a trusted root."""
    store = {one.subject.hashable: one for one in (*others(key), *trust.roots())}
    trusted = {one.subject.hashable for one in trust.roots()}
    if not trusted:
        raise SealKeyError(_("There is no trusted root: SEAL_ROOTS names no file."))
    at, steps = key.certificate, 0
    while at.issuer.hashable not in trusted:
        found = store.get(at.issuer.hashable)
        if found is None or steps > len(store):
            raise SealKeyError(
                _("The chain of the seal is not complete: the certificate of “%(issuer)s” is missing.")
                % {"issuer": at.issuer.human_friendly}
            )
        at, steps = found, steps + 1
