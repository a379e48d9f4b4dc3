"""Background work of agreements: each document made once, whatever happens to the worker."""

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements import evidence
from agreements.models import Agreement, AuditEvent, SignedDocument, Version
from agreements.models.statements import statement_for
from agreements.verification import MARKER
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.jobs.registry import Failure, handler
from zenderen.jobs.runs import LeaseLostError, Run
from zenderen.lib import files, pdf, seal

VERSION_PDF = "agreements.version_pdf"
SIGNED_PDF = "agreements.signed_pdf"
EVIDENCE = "agreements.evidence"


@handler(VERSION_PDF, title=_("Text of an agreement as PDF"))
def store_version_pdf(run: Run) -> None:
    """Render the frozen text, store it, and in one transaction: its hash, the agreement open, the invitations."""
    version: Version = run.subject
    run.progress(10, gettext("The agreement is being laid out"))
    content = render_version(version)
    run.progress(80, gettext("The document is being stored"))
    name = files.store(version_name(version), content)
    with run.storing() as job:
        let_sign(version, name=name, content=content)
        job.result = {
            "href": reverse("agreements:version_pdf", args=[version.agreement_id, version.number]),
            "name": gettext("Text to be signed"),
            "type": "PDF",
            "size": len(content),
        }


def render_version(version: Version) -> bytes:
    """The PDF of a frozen text; the same text gives the same bytes."""
    assert version.frozen_at
    return pdf.render(
        "pdf/agreement.html",
        {"agreement": version.agreement, "version": version, "content": version.content, "lines": version.lines},
        created=version.frozen_at,
        identifier=f"{MARKER}{version.code}",  # the one part of a PDF that is never compressed
        stylesheets=("css/pdf.css", "css/pdf-agreement.css"),
        variant="pdf/a-3a",
        language="nl",
    )


def version_name(version: Version) -> str:
    """Where the PDF of the frozen text stands; follows from the version, so that a second try replaces it."""
    return f"agreements/{version.agreement_id}/v{version.number}-{version.code.lower()}.pdf"


def let_sign(version: Version, *, name: str, content: bytes) -> None:
    """The document is there: note its hash, open the agreement and ask whose turn it is. In a transaction."""
    agreement = Agreement.objects.lock(version.agreement_id)
    version = Version.objects.lock(version.pk)
    version.agreement = agreement
    if not agreement.is_opening or version.sha256:
        return
    version.keep_document(name, files.sha256(content))
    agreement.move_to(Agreement.Status.SIGNING)
    agreement.log(AuditEvent.Event.OPENED, by=version.opened_by, version=version.number, sha256=version.sha256)
    invite(version)


def invite(version: Version) -> None:
    """Ask who can sign now, nobody twice for the same version."""
    context = {"agreement": version.agreement, "version": version}
    mail.send("agreements/invitation", to=version.signatories, context=context, key=version.sha256)


@handler(SIGNED_PDF, title=_("Signed agreement as PDF"))
def store_signed_pdf(run: Run) -> None:
    """Render, store, and in one transaction: the row, the trail, the agreement in force, the job ready."""
    version: Version = run.subject
    try:
        run.progress(10, gettext("The agreement is being laid out"))
        content = render(version)
        run.progress(80, gettext("The document is being stored"))
        name = files.store(document_name(version), content)
        with run.storing() as job:
            document = _publish(version, name=name, content=content)
            job.result = {
                "href": reverse("agreements:agreement_pdf", args=[version.agreement_id]),
                "name": gettext("Signed agreement"),
                "type": "PDF",
                "size": document.size,
            }
    except LeaseLostError:
        raise
    except Exception:
        _note_failure(version)
        raise


def render(version: Version) -> bytes:
    """The PDF of a version that everybody signed; the same input gives the same bytes."""
    lines, content = version.lines, version.content
    signed_at = max(signature.signed_at for line in lines for signature in line["row"].signatures.all())
    context = {
        "agreement": version.agreement,
        "version": version,
        "content": content,
        "lines": lines,
        "signed_at": signed_at,
        "statement": statement_for("[organisatie]", content["statement"]),
    }
    return pdf.render(
        "pdf/agreement.html",
        context,
        created=signed_at,
        identifier=version.sha256,
        stylesheets=("css/pdf.css", "css/pdf-agreement.css"),
        variant="pdf/a-3a",
        language="nl",  # agreements are made in Dutch, whoever was the last to sign
    )


def document_name(version: Version) -> str:
    """Where the signed document of this version stands; follows from the version, so that a second try replaces it."""
    return f"agreements/{version.agreement_id}/v{version.number}-{version.code.lower()}-ondertekend.pdf"


def _publish(version: Version, *, name: str, content: bytes) -> SignedDocument:
    agreement = Agreement.objects.lock(version.agreement_id)
    if existing := version.document:
        return existing
    replaced = agreement.in_force
    if replaced:
        replaced.end(Version.Ending.SUPERSEDED, reason=f"v{version.number}")
        agreement.log(AuditEvent.Event.SUPERSEDED, version=replaced.number, by_version=version.number)
    document = SignedDocument.objects.create(
        version=version, file=name, sha256=files.sha256(content), size=len(content)
    )
    agreement.log(AuditEvent.Event.STORED, version=version.number, sha256=version.sha256, file_sha256=document.sha256)
    agreement.in_force = version
    agreement.move_to(Agreement.Status.IN_FORCE, "in_force")
    context = {"agreement": agreement, "version": version, "document": document}
    mail.send("agreements/in_force", to=version.concerned, context=context, key=version.sha256)
    return document


@transaction.atomic
def _note_failure(version: Version) -> None:
    agreement = Agreement.objects.lock(version.agreement_id)
    if agreement.can_move_to(Agreement.Status.SEALING_FAILED):
        agreement.move_to(Agreement.Status.SEALING_FAILED)


@handler(EVIDENCE, title=_("Evidence package"))
def store_evidence(run: Run) -> None:
    """Gather all that proves the agreement, with the trail as it was when somebody asked for it."""
    agreement: Agreement = run.subject
    through: int = run.arguments["through"]
    try:
        content = evidence.build(agreement, through=through, progress=run.progress)
    except seal.SealError as error:
        raise Failure(str(error)) from error
    evidence.keep(agreement, content, through=through)
    with run.storing() as job:
        job.result = {
            "href": reverse("agreements:evidence_download", args=[agreement.pk]),
            "name": gettext("Evidence package"),
            "type": "ZIP",
            "size": len(content),
        }


@shared_task(name="agreements.finish")
def finish() -> None:
    """Ask again for every document that is still missing: what was opened or signed goes on without a person."""
    for agreement in Agreement.objects.filter(status=Agreement.Status.OPENING):
        version = agreement.version
        enqueue(VERSION_PDF, subject=version, by=version.opened_by, key=version.code)
    waiting = Agreement.objects.filter(status__in=[Agreement.Status.SEALING, Agreement.Status.SEALING_FAILED])
    for agreement in waiting:
        version = agreement.version
        enqueue(SIGNED_PDF, subject=version, by=version.opened_by, key=version.sha256)
