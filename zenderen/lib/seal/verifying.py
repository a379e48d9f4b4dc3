"""Our own judgement of a sealed file: the whole file's hash, the signatures, what was added later, and whom to trust.

Cheap questions come first, and the first "no" ends it: a file of which one byte was changed is refused in milliseconds.
"""

import hashlib
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import EmbeddedPdfSignature, generic_cms
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel, SignatureStatus
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from zenderen.lib.seal import loops, trust
from zenderen.lib.seal.outcome import PROBLEMS, Level, Problem, SealKeyError, Verdict
from zenderen.lib.seal.parts import Parts, signature_stamp, told_time

logger = logging.getLogger(__name__)

REASONS: dict[Any, str] = {
    AdESIndeterminate.REVOKED_NO_POE: "revoked",
    AdESIndeterminate.REVOKED_CA_NO_POE: "revoked",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "expired",
    AdESIndeterminate.TRY_LATER: "unknown_revocation",
}


class Refused(Exception):
    """The file does not pass; ``code`` is one of PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Found:
    """What is known so far, whatever comes next."""

    codes: list[str] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)

    def note(self, **known: Any) -> None:
        self.verdict = replace(self.verdict, **known)

    def finished(self) -> Verdict:
        return replace(self.verdict, problems=tuple(Problem(code, PROBLEMS[code]) for code in self.codes))


def verify(content: bytes, *, sha256: str, begins_with: bytes, moment: datetime | None) -> Verdict:
    """See the package."""
    found = Found()
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        found.codes.append("hash")
    if not content.startswith(begins_with):
        found.codes.append("beginning")
    try:
        _judge(content, found, moment)
    except Refused as refused:
        found.codes.append(refused.code)
    except SealKeyError:
        raise  # our own roots or lists cannot be read: that says nothing about the file
    except Exception as error:
        logger.info("A file could not be verified: %r", error)
        found.codes.append("broken" if found.verdict.is_sealed else "unreadable")
    return found.finished()


def _judge(content: bytes, found: Found, moment: datetime | None) -> None:
    parts = Parts(content)
    if not parts.seals:
        raise Refused("unsealed")
    seal = parts.seals[0]
    found.note(is_sealed=True, sealed_at=seal.self_reported_timestamp)
    _is_ours(parts)
    for signature in parts.signatures:
        _is_intact(signature)
    found.note(is_intact=True, signer=trust.name_of(seal.signer_cert), is_test=trust.is_test(seal.signer_cert))
    _covers(parts)
    found.note(covers_file=True)
    _is_unchanged(parts, seal)
    found.note(is_unchanged=True)
    loops.run(lambda: _Trust(parts, found, moment).decide())
    found.note(is_trusted=True)


def _is_ours(parts: Parts) -> None:
    """One seal, the first of all, that certifies the document and allows no change; after it timestamps only."""
    seal = parts.seals[0]
    sealing = (parts.signatures[0] is seal, seal.docmdp_level == MDPPerm.NO_CHANGES, "/Perms" in parts.reader.root)
    if len(parts.seals) != 1 or len(parts.stamps) != len(parts.signatures) - 1 or not all(sealing):
        raise Refused("foreign")
    if seal.sig_object["/SubFilter"] != SigSeedSubFilter.PADES.value:
        raise Refused("foreign")


def _is_intact(signature: EmbeddedPdfSignature) -> None:
    """The bytes it covers are the ones that were signed, and the signature over them is the certificate's."""
    is_stamp = signature.sig_object_type == "/DocTimeStamp"
    digest = signature.compute_digest()
    if is_stamp:
        token = signature.signed_data["encap_content_info"]["content"]
        if token.parsed["message_imprint"]["hashed_message"].native != digest:
            raise Refused("broken")
        digest = hashlib.new(signature.md_algorithm, bytes(token)).digest()
    kind = "tst_info" if is_stamp else "data"
    intact, valid = generic_cms.validate_sig_integrity(signature.signer_info, signature.signer_cert, kind, digest)
    if not (intact and valid):
        raise Refused("broken")


def _covers(parts: Parts) -> None:
    for signature in parts.signatures:
        coverage = signature.evaluate_signature_coverage()
        needed = SignatureCoverageLevel.ENTIRE_REVISION
        if signature is parts.signatures[-1]:
            needed = SignatureCoverageLevel.ENTIRE_FILE
        if coverage < needed:
            raise Refused("uncovered")


def _is_unchanged(parts: Parts, seal: EmbeddedPdfSignature) -> None:
    """What came after the seal are timestamps and proofs, as the difference analysis sees it."""
    if parts.signatures[-1] is seal:
        return
    seal.compute_integrity_info()
    if isinstance(seal.diff_result, SuspiciousModification) or not seal.summarise_integrity_info()["docmdp_ok"]:
        raise Refused("changed")


class _Trust:
    """From the newest timestamp back to the seal: each proves that the one before it existed at that moment."""

    def __init__(self, parts: Parts, found: Found, moment: datetime | None) -> None:
        self.parts, self.found, self.moment = parts, found, moment
        self.seal = parts.seals[0]

    async def decide(self) -> None:
        at = self.moment
        newest: SignatureStatus | None = None
        for stamp in reversed(self.parts.stamps):
            context = self._context(at)
            try:
                stamped = await async_validate_pdf_timestamp(stamp, context, skip_diff=True)
            finally:
                await context.aclose()
            self._require(stamped, at, "timestamp")
            newest = newest or stamped
            at = stamped.timestamp
        inner = signature_stamp(self.seal)
        told = told_time(inner) if inner is not None else None
        lasting = bool(self.parts.stored.crls or self.parts.stored.ocsps)
        stamping = self._context(at)
        signing = self._context(told if told is not None and lasting else at)
        try:
            status = await async_validate_pdf_signature(self.seal, signing, stamping, skip_diff=True)
        finally:
            await stamping.aclose()
            await signing.aclose()
        if inner is not None:
            if status.timestamp_validity is None:
                raise Refused("timestamp")
            self._require(status.timestamp_validity, at, "timestamp")
            newest = newest or status.timestamp_validity
            self.found.note(sealed_at=told)
        self._require(status, told or at, "untrusted")
        self.found.note(archive_until=_until(newest or status), level=await self._level(told))

    def _context(self, moment: datetime | None) -> Any:
        stored = self.parts.stored
        return trust.context(moment=moment, certificates=stored.certificates, lists=stored.crls, ocsps=stored.ocsps)

    def _require(self, status: SignatureStatus, at: datetime | None, otherwise: str) -> None:
        if not (status.intact and status.valid):
            raise Refused("broken")
        if status.trusted:
            return
        code = REASONS.get(status.trust_problem_indic, otherwise)
        moment = at or timezone.now()
        certificate = status.signing_cert
        if code == "unknown_revocation" and not certificate.not_valid_before <= moment <= certificate.not_valid_after:
            code = "expired"
        raise Refused(code)

    async def _level(self, told: datetime | None) -> Level:
        """The level that the file itself shows: is all that verifies it inside?"""
        if told is None:
            return Level.B_B
        inner = generic_cms.extract_certs_for_validation(signature_stamp(self.seal))
        certificates = [self.seal.signer_cert, inner.signer_cert]
        moments = [told, told]
        for stamp in self.parts.stamps:
            certificates.append(stamp.signer_cert)
            moments.append(told_time(stamp.signed_data))
        for certificate, moment in zip(certificates, moments, strict=True):
            if not await self._brings_proof_of(certificate, moment):
                return Level.B_T
        return Level.B_LTA if self.parts.stamps else Level.B_LT

    async def _brings_proof_of(self, certificate: Any, moment: datetime) -> bool:
        """Whether what lies in the file suffices to trust this certificate at that moment, roots aside."""
        stored = self.parts.stored
        if not (stored.crls or stored.ocsps):
            return False
        context = trust.context(
            moment=moment, certificates=stored.certificates, lists=stored.crls, ocsps=stored.ocsps, known=False
        )
        try:
            await CertificateValidator(certificate, validation_context=context).async_validate_path()
        except (PathBuildingError, PathValidationError):
            return False
        return True


def _until(status: SignatureStatus) -> datetime | None:
    """When the first certificate of this path, its root aside, ends."""
    path = status.validation_path
    if path is None:
        return None
    ends: datetime = min(one.not_valid_after for one in path.iter_certs(include_root=False))
    return ends
