"""A certificate authority of this machine's own, for the demo and the tests: its seals prove nothing to anybody else.

Every name in it says so. What production gets from a trust service provider lies here in one folder: the seal key as
PKCS#12, the root, the revocation lists, and the certificate and key of the time-stamping server.
"""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MARK = "TEST – geen echte zekerheid"
YEAR = 365

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Authority:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


class Pki:
    """The files of one test authority in ``folder``; ``make`` writes them once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    @property
    def pkcs12(self) -> Path:
        return self.folder / "seal.p12"

    @property
    def passphrase(self) -> str:
        return (self.folder / "passphrase").read_text()

    @property
    def crls(self) -> list[Path]:
        return [self.folder / "root.crl", self.folder / "issuing.crl"]

    def environment(self, tsa_url: str) -> dict[str, str]:
        """The settings that name these files, as production has them."""
        return {
            "SEAL_PKCS12": str(self.pkcs12),
            "SEAL_PASSPHRASE": self.passphrase,
            "SEAL_ROOTS": str(self.root),
            "SEAL_CRLS": ",".join(map(str, self.crls)),
            "SEAL_TSA_URL": tsa_url,
            "SEAL_FETCH": "0",
            "SEAL_LEVEL": "B-LTA",
        }

    def ensure(self) -> "Pki":
        """Make what is not there yet, in one step: complete or absent, whoever else is making it."""
        if self.folder.exists():
            return self
        partial = Pki(self.folder.with_name(f"{self.folder.name}.{secrets.token_hex(4)}.partial"))
        partial.make()
        try:
            partial.folder.rename(self.folder)
        except OSError:
            shutil.rmtree(partial.folder)
            if not self.folder.exists():
                raise
        return self

    def make(
        self,
        *,
        seal_days: int = 5 * YEAR,
        tsa_days: int = 5 * YEAR,
        crl_days: int = 10 * YEAR,
        begins: datetime | None = None,
        revoked: datetime | None = None,
        seal_key: Key | None = None,
        chain: bool = True,
    ) -> "Pki":
        """A root, an issuing authority, a seal and a time-stamping certificate, and both revocation lists.

        ``revoked`` puts the seal's certificate on the list as of that moment; ``chain`` False leaves the issuing
        authority out of the PKCS#12.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        begins = begins or datetime.now(UTC) - timedelta(hours=1)
        root = self._authority("hoofdcertificaat", None, begins)
        issuing = self._authority("uitgever", root, begins)
        seal = self._leaf("zegel van het netwerk", issuing, seal_key or _rsa(3072), begins, seal_days)
        self._write("root.pem", root.pem)
        self._write("issuing.pem", issuing.pem)
        self._write("issuing-key.pem", _private(issuing.key))
        self._write("root.crl", _revocation_list(root, begins, crl_days, []))
        self._write(
            "issuing.crl", _revocation_list(issuing, begins, crl_days, [(seal.certificate, revoked)] if revoked else [])
        )
        passphrase = secrets.token_urlsafe(24)
        self._write("passphrase", passphrase.encode())
        self._write(
            "seal.p12",
            pkcs12.serialize_key_and_certificates(
                MARK.encode(),
                seal.key,
                seal.certificate,
                [issuing.certificate] if chain else None,
                serialization.BestAvailableEncryption(passphrase.encode()),
            ),
        )
        self.new_tsa(days=tsa_days, begins=begins, issuing=issuing)
        return self

    def new_tsa(self, *, days: int, begins: datetime | None = None, issuing: Authority | None = None) -> None:
        """Another certificate for the time-stamping server, as its provider makes one every few years."""
        issuing = issuing or self._issuing()
        begins = begins or datetime.now(UTC) - timedelta(hours=1)
        key = _rsa(2048)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        tsa = self._leaf("tijdstempel", issuing, key, begins, days, usage)
        self._write("tsa.pem", tsa.pem)
        self._write("tsa-key.pem", _private(key))

    def revoke(self, moment: datetime) -> None:
        """Put the seal's certificate on the list of the revoked, as of ``moment``."""
        _key, certificate, _others = pkcs12.load_key_and_certificates(
            self.pkcs12.read_bytes(), self.passphrase.encode()
        )
        assert certificate is not None
        begins = datetime.now(UTC) - timedelta(hours=1)
        self._write("issuing.crl", _revocation_list(self._issuing(), begins, 10 * YEAR, [(certificate, moment)]))

    def _issuing(self) -> Authority:
        key = serialization.load_pem_private_key((self.folder / "issuing-key.pem").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return Authority(x509.load_pem_x509_certificate((self.folder / "issuing.pem").read_bytes()), key)

    def _authority(self, name: str, parent: Authority | None, begins: datetime) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name)
        usage = _usage(key_cert_sign=True, crl_sign=True)
        extensions = [
            (x509.BasicConstraints(ca=True, path_length=None if parent is None else 0), True),
            (usage, True),
        ]
        return _issued(subject, key, parent, begins, 20 * YEAR, extensions)

    def _leaf(
        self,
        name: str,
        issuer: Authority,
        key: Key,
        begins: datetime,
        days: int,
        purpose: x509.ExtendedKeyUsage | None = None,
    ) -> Authority:
        usage = _usage(digital_signature=True, content_commitment=purpose is None)
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (usage, True),
        ]
        if purpose is not None:
            extensions.append((purpose, True))
        return _issued(_name(name), key, issuer, begins, days, extensions)

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        partial = path.with_name(f".{name}.partial")
        partial.write_bytes(content)
        partial.chmod(0o600)
        partial.replace(path)


def _rsa(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _private(key: Key) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, f"TEST {name}"),
        ]
    )


def _usage(**given: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    all_names = (*names, "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    usage: Mapping[str, bool] = {**dict.fromkeys(all_names, False), **given}
    return x509.KeyUsage(**usage)


def _issued(
    subject: x509.Name,
    key: Key,
    issuer: Authority | None,
    begins: datetime,
    days: int,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> Authority:
    by = issuer.certificate.subject if issuer else subject
    signing = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Authority(builder.sign(signing, hashes.SHA256()), key)


def _revocation_list(
    issuer: Authority, begins: datetime, days: int, revoked: list[tuple[x509.Certificate, datetime]]
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(begins)
        .next_update(begins + timedelta(days=days))
        .add_extension(x509.CRLNumber(1 + len(revoked)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for certificate, moment in revoked:
        row = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
        builder = builder.add_revoked_certificate(row.revocation_date(moment).build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
