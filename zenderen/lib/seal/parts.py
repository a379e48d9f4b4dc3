"""The parts that a sealed file is made of, as they stand in it."""

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from zenderen.lib.seal.outcome import Evidence


@dataclass(frozen=True)
class Stored:
    """What the file brings to verify it with (its document security store)."""

    certificates: list[x509.Certificate]
    crls: list[crl.CertificateList]
    ocsps: list[ocsp.OCSPResponse]


class Parts:
    """One PDF, read; whatever a damaged file makes the reader raise goes on to the caller."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.reader = PdfFileReader(BytesIO(content))
        self.signatures: list[EmbeddedPdfSignature] = self.reader.embedded_signatures

    @property
    def seals(self) -> list[EmbeddedPdfSignature]:
        """Signatures, oldest first; there should be one."""
        return [one for one in self.signatures if one.sig_object_type == "/Sig"]

    @property
    def stamps(self) -> list[EmbeddedPdfSignature]:
        """Document timestamps, oldest first."""
        return [one for one in self.signatures if one.sig_object_type == "/DocTimeStamp"]

    @cached_property
    def stored(self) -> Stored:
        """Its document security store; empty if it has none."""
        try:
            store = DocumentSecurityStore.read_dss(self.reader)
        except NoDSSFoundError:
            return Stored([], [], [])
        return Stored(
            list(store.load_certs()),
            [crl.CertificateList.load(one.get_object().data) for one in store.crls],
            [ocsp.OCSPResponse.load(one.get_object().data) for one in store.ocsps],
        )


def signature_stamp(seal: EmbeddedPdfSignature) -> cms.SignedData | None:
    """The timestamp inside the seal, if it has one."""
    return next(iter(extract_tst_data_iter(seal.signer_info, signed=False)), None)


def told_time(stamp: cms.SignedData) -> Any:
    """The moment that a timestamp tells."""
    return stamp["encap_content_info"]["content"].parsed["gen_time"].native


def evidence(content: bytes) -> Evidence:
    """See the package."""
    parts = Parts(content)
    if not parts.seals:
        raise ValueError("The file carries no seal")
    seal = parts.seals[0]
    inner = [token["values"][0] for token in seal.signer_info["unsigned_attrs"]] if signature_stamp(seal) else []
    certificates = {one.dump(): one for one in parts.stored.certificates}
    for signature in parts.signatures:
        found = extract_certificate_info(signature.signed_data)
        certificates |= {one.dump(): one for one in (found.signer_cert, *found.other_certs)}
    start, length, again, rest = (int(number) for number in seal.byte_range)
    return Evidence(
        cms=_without_padding(seal.pkcs7_content),
        signed=content[start : start + length] + content[again : again + rest],
        timestamps=[one.dump() for one in inner] + [_without_padding(one.pkcs7_content) for one in parts.stamps],
        certificates=list(certificates),
        crls=[one.dump() for one in parts.stored.crls],
        ocsps=[one.dump() for one in parts.stored.ocsps],
    )


def _without_padding(container: bytes) -> bytes:
    """The room for a signature is larger than the signature; the rest are zeros."""
    der: bytes = cms.ContentInfo.load(container).dump()
    return der
