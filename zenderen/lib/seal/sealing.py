"""Making a seal and renewing its archive timestamp; nothing leaves here that our own verification would refuse."""

import hashlib
from collections.abc import Callable, Coroutine, Sequence
from io import BytesIO
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.metadata.model import VENDOR
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfTimeStamper,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from zenderen.lib.seal import keys, loops, trust, verifying
from zenderen.lib.seal.appending import append_pages, attach
from zenderen.lib.seal.outcome import (
    Attachment,
    Level,
    NotProvenError,
    NotReachedError,
    Sealed,
    SealError,
    SealKeyError,
    TimestampError,
)

FIELD = "Zegel"
TSA_TIMEOUT = 20  # seconds
DIGEST = "sha256"

T = TypeVar("T")


def seal(content: bytes, *, sheet: bytes, attachments: Sequence[Attachment], reason: str) -> Sealed:
    """See the package."""
    wanted = Level(settings.SEAL_LEVEL)
    timestamper = _timestamper(wanted)
    key = keys.load()
    keys.check_dates(key.certificate)
    keys.check_chain(key)
    writer = _writer(content)
    # The writer names itself in both places of the metadata; what stood in one of them only would contradict the other.
    writer.trailer["/Info"][pdf_name("/Producer")] = pdf_string(VENDOR)
    append_pages(writer, sheet)
    attach(writer, attachments)
    lasting = wanted >= Level.B_LT
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        reason=reason or None,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        # Without a context pyHanko signs with an expired certificate, so there always is one.
        validation_context=trust.context(certificates=keys.others(key)),
        embed_validation_info=lasting,
        use_pades_lta=wanted >= Level.B_LTA,
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    field = SigFieldSpec(FIELD, readable_field_name=_("Seal of the network"))
    signer = signers.PdfSigner(metadata, key.signer, timestamper=timestamper, new_field_spec=field)
    output = BytesIO()
    _run(lambda: signer.async_sign_pdf(writer, output=output), metadata.validation_context)
    return _proven(output.getvalue(), begins_with=content, wanted=wanted)


def renew(content: bytes) -> Sealed:
    """See the package."""
    before = verifying.verify(content, sha256="", begins_with=b"", moment=None)
    if not before.is_good:
        raise NotProvenError(before.problems)
    timestamper = _timestamper(Level.B_LTA)
    assert timestamper is not None
    stamper = PdfTimeStamper(timestamper)
    output = BytesIO(content)
    writer = IncrementalPdfFileWriter(output)
    context = trust.context()
    # What proves the timestamps so far goes in before the new one, and so under it.
    together = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)

    async def work() -> None:
        last = writer.prev.embedded_signatures[-1]
        for path in await collect_validation_info(last, context):
            DocumentSecurityStore.supply_dss_in_writer(
                writer, sig_contents=None, paths=[path], validation_context=context, embed_roots=False
            )
        await stamper.async_timestamp_pdf(
            writer, DIGEST, context, in_place=True, dss_settings=together, embed_roots=False
        )

    _run(work, context)
    return _proven(output.getvalue(), begins_with=content, wanted=Level.B_LTA)


def _timestamper(wanted: Level) -> HTTPTimeStamper | None:
    if wanted < Level.B_T:
        return None
    if not settings.SEAL_TSA_URL:
        raise NotReachedError(
            _("Level %(level)s needs a time-stamping service, and SEAL_TSA_URL names none.") % {"level": wanted}
        )
    return HTTPTimeStamper(settings.SEAL_TSA_URL, timeout=TSA_TIMEOUT)


def _writer(content: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(BytesIO(content))
    except (PdfError, KeyError, ValueError) as error:
        raise SealError(_("The document to be sealed cannot be read.")) from error


def _run(work: Callable[[], Coroutine[Any, Any, T]], context: Any) -> T:
    """Run it in a loop of its own, which ends with it; what goes wrong becomes one of our exceptions."""

    async def whole() -> T:
        try:
            return await work()
        finally:
            await context.aclose()

    try:
        return loops.run(whole)
    except TimestampRequestError as error:
        raise TimestampError from error
    except (SigningError, PathBuildingError, PathValidationError) as error:
        raise SealKeyError(_("A certificate cannot be used: %(reason)s") % {"reason": _reason(error)}) from error
    except Exception:
        keys.forget()
        raise


def _reason(error: BaseException) -> str:
    return str(error.__cause__ or error)


def _proven(content: bytes, *, begins_with: bytes, wanted: Level) -> Sealed:
    """The bytes as a result, if they are what they should be."""
    sha256 = hashlib.sha256(content).hexdigest()
    verdict = verifying.verify(content, sha256=sha256, begins_with=begins_with, moment=None)
    if not verdict.is_good:
        raise NotProvenError(verdict.problems)
    if verdict.level < wanted:
        raise NotReachedError(
            _("Level %(wanted)s was wanted, and %(reached)s was reached.")
            % {"wanted": wanted, "reached": verdict.level}
        )
    return Sealed(content, sha256, wanted, verdict)
