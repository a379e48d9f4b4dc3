"""Background work of agreements: each document made once, whatever happens to the worker."""

from datetime import timedelta
from itertools import chain

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreements import documents, evidence, trail
from agreements.endings import in_the_circle
from agreements.models import Agreement, AuditEvent, SignedDocument, Version
from projects import bandwidth
from zenderen.jobs import mail
from zenderen.jobs.actions import enqueue
from zenderen.jobs.registry import HEALS, Failure, handler
from zenderen.jobs.runs import LeaseLostError, Run
from zenderen.lib import files, seal

VERSION_PDF = "agreements.version_pdf"
SIGNED_PDF = "agreements.signed_pdf"
RENEWED_PDF = "agreements.renewed_pdf"
CHECKED = "agreements.checked"
EVIDENCE = "agreements.evidence"
RENEW_BEFORE = timedelta(days=90)
SHOWN = 20  # problems that are named one by one


@handler(VERSION_PDF, title=_("Text of an agreement as PDF"))
def store_version_pdf(run: Run) -> None:
    """Render the frozen text, store it, and in one transaction: its hash, the agreement open, the invitations."""
    version: Version = run.subject
    if version.sha256:  # made by another run
        return
    run.progress(10, gettext("The agreement is being laid out"))
    content = documents.render_version(version)
    run.progress(80, gettext("The document is being stored"))
    name = files.store(documents.version_name(version, files.sha256(content)), content)
    with run.storing() as job:
        let_sign(version, name=name, content=content)
        job.result = {
            "href": reverse("agreements:version_pdf", args=[version.agreement_id, version.number]),
            "name": gettext("Text to be signed"),
            "type": "PDF",
            "size": len(content),
        }


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


@handler(SIGNED_PDF, title=_("Signed agreement as PDF"), retry_on=(*HEALS, seal.TimestampError))
def store_signed_pdf(run: Run) -> None:
    """Lay out, seal, prove, store; then in one transaction the row, the trail, the agreement in force and the job."""
    version: Version = run.subject
    try:
        if document := version.document:  # a job that was asked for twice
            with run.storing() as job:
                job.result = _link(document)
            return
        run.progress(10, gettext("The pages with the signatures are being laid out"))
        sheet = documents.render_sheet(version)
        run.progress(40, gettext("The document is being sealed and verified"))
        sealed = documents.sealed(version, sheet)
        run.progress(80, gettext("The document is being stored"))
        name = files.store(documents.document_name(version, sealed.sha256), sealed.content)
        with run.storing() as job:
            job.result = _link(_publish(version, name=name, sealed=sealed))
        documents.forget_unpublished(version)
    except LeaseLostError:
        raise
    except seal.TimestampError:
        _note_failure(version)
        raise
    except seal.SealError as error:
        _note_failure(version)
        raise Failure(str(error)) from error
    except Exception:
        _note_failure(version)
        raise


def _link(document: SignedDocument) -> dict[str, object]:
    return {
        "href": reverse("agreements:agreement_pdf", args=[document.version.agreement_id]),
        "name": gettext("Signed agreement"),
        "type": "PDF",
        "size": document.size,
    }


def _publish(version: Version, *, name: str, sealed: seal.Sealed) -> SignedDocument:
    agreement = Agreement.objects.lock(version.agreement_id)
    if existing := version.document:
        return existing
    replaced = agreement.in_force
    if replaced:
        replaced.end(Version.Ending.SUPERSEDED, reason=f"v{version.number}")
        agreement.log(AuditEvent.Event.SUPERSEDED, version=replaced.number, by_version=version.number)
    document = _keep(version, edition=1, name=name, sealed=sealed)
    agreement.log(
        AuditEvent.Event.STORED,
        version=version.number,
        sha256=version.sha256,
        file_sha256=document.sha256,
        level=document.level,
        wanted_level=document.wanted_level,
    )
    agreement.in_force = version
    agreement.move_to(Agreement.Status.IN_FORCE, "in_force")
    give_bandwidth(agreement)
    context = {"agreement": agreement, "version": version, "document": document}
    # Of an accession the parties hear to whose agreement somebody acceded.
    told = in_the_circle(agreement) if agreement.parent_id else version.concerned
    mail.send("agreements/in_force", to=told, context=context, key=version.sha256)
    return document


def give_bandwidth(agreement: Agreement) -> None:
    """Write the limits of the agreement in force into its project, which keeps to them from now on."""
    version = agreement.in_force
    if agreement.project_id is None or agreement.kind != Agreement.Kind.COOPERATION or version is None:
        return
    if not version.bandwidth:
        bandwidth.let_go(agreement.project_id, address=agreement.get_absolute_url())
        return
    agreed = version.content["bandwidth"]
    named = {"time_tolerance": agreed.get("weeks"), "money_tolerance": agreed.get("euros"), "scope": agreed["scope"]}
    fields = {name: value for name, value in named.items() if value not in (None, "")}
    source = f"{agreement.title}, v{version.number}"
    bandwidth.take_over(agreement.project_id, fields=fields, source=source, address=agreement.get_absolute_url())


def _keep(version: Version, *, edition: int, name: str, sealed: seal.Sealed) -> SignedDocument:
    return SignedDocument.objects.create(
        version=version,
        edition=edition,
        file=name,
        sha256=sealed.sha256,
        size=sealed.size,
        wanted_level=sealed.wanted,
        level=sealed.reached,
        sealed_by=sealed.verdict.signer,
        sealed_at=sealed.verdict.sealed_at,
        archived_until=sealed.archive_until,
    )


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


# --- Looking after what was sealed ----------------------------------------------------------------------------------


@shared_task(name="agreements.renew_timestamps")
def renew_timestamps() -> None:
    """Ask for a new archive timestamp wherever the last one ends soon; what fails is asked for again the next day."""
    for document in SignedDocument.objects.newest().ending_before(timezone.now() + RENEW_BEFORE):
        enqueue(RENEWED_PDF, subject=document.version, key=document.sha256)


@handler(RENEWED_PDF, title=_("New archive timestamp"), retry_on=(*HEALS, seal.TimestampError))
def store_renewed_pdf(run: Run) -> None:
    """A new edition of the sealed document: the same bytes with one more timestamp, proven before it is stored."""
    version: Version = run.subject
    document = version.document
    if document is None or document.sha256 != run.job.key:  # renewed meanwhile
        return
    run.progress(20, gettext("The document is being given a new timestamp"))
    try:
        renewed = documents.renewed(document)
    except seal.TimestampError:
        raise
    except seal.SealError as error:
        raise Failure(str(error)) from error
    run.progress(80, gettext("The document is being stored"))
    name = files.store(documents.document_name(version, renewed.sha256), renewed.content)
    with run.storing() as job:
        agreement = Agreement.objects.lock(version.agreement_id)
        edition = _keep(version, edition=document.edition + 1, name=name, sealed=renewed)
        agreement.log(
            AuditEvent.Event.RENEWED, version=version.number, edition=edition.edition, file_sha256=edition.sha256
        )
        job.result = _link(edition)
    documents.forget_unpublished(version)


@shared_task(name="agreements.check_documents")
def check_documents() -> None:
    """Ask for the nightly check of everything that was stored."""
    enqueue(CHECKED, key=timezone.localdate().isoformat(), label=gettext("All stored documents"))


@handler(CHECKED, title=_("Check of the stored documents"))
def check_stored_documents(run: Run) -> dict[str, object]:
    """Every text and sealed file still has its hash, every seal verifies, every trail holds; what does not is named.

    It stays in sight as a failed job and as something to do for the network manager.
    """
    texts = Version.objects.exclude(sha256="").select_related("agreement")
    sealed = SignedDocument.objects.select_related("version__agreement")
    agreements = Agreement.objects.order_by("pk")
    total, found = texts.count() + sealed.count() + agreements.count(), []
    checks = chain(
        ((str(one), documents.problems_of_text(one)) for one in texts.iterator(50)),
        ((str(one), documents.problems_of(one)) for one in sealed.iterator(50)),
        ((str(one), trail.problems_of(one)) for one in agreements.iterator(50)),
    )
    for done, (name, problems) in enumerate(checks):
        run.progress(done * 100 // (total + 1))
        found += [f"{name}: {problem}" for problem in problems]
    if found:
        words = ngettext(
            "%(n)s stored document is not in order:", "%(n)s stored documents are not in order:", len(found)
        )
        raise Failure(" ".join([words % {"n": len(found)}, "; ".join(found[:SHOWN])]))
    return {"checked": total}


@shared_task(name="agreements.look_at_seal")
def look_at_seal() -> None:
    """Remember how key, chain and time-stamping service are, for the page of the administrators."""
    seal.remember_status()
