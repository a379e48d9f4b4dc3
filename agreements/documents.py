"""What an agreement looks like on paper: the text that is signed, and the pages with the signatures behind it."""

import json
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, AuditEvent, SignedDocument, Version
from agreements.models.statements import statement_for
from agreements.verification import MARKER
from zenderen.lib import files, pdf, seal

STYLESHEETS = ("css/pdf.css", "css/pdf-agreement.css")
TRAIL = "auditspoor.json"


class DamagedError(Exception):
    """A stored file is not the one that was stored; no document is made of it."""


# --- The text -------------------------------------------------------------------------------------------------------


def version_name(version: Version, sha256: str) -> str:
    """Where the PDF of the frozen text stands; a run that was given up never writes over what was published."""
    return f"{_stem(version)}-{sha256[:16]}.pdf"


def _stem(version: Version) -> str:
    return f"agreements/{version.agreement_id}/v{version.number}-{version.code.lower()}"


def render_version(version: Version) -> bytes:
    """The PDF of a frozen text with its annexes; the same text gives the same bytes."""
    assert version.frozen_at
    return pdf.render(
        "pdf/agreement.html",
        {**context_of(version), **verification_of(version)},
        created=version.frozen_at,
        identifier=f"{MARKER}{version.code}",  # the one part of a PDF that is never compressed
        stylesheets=STYLESHEETS,
        variant="pdf/a-3a",
        language="nl",  # agreements are made in Dutch, whoever reads them
        attachments=[_annex(version, line) for line in version.content["annexes"]],
    )


def context_of(version: Version) -> dict[str, Any]:
    """What the text on paper shows, of a frozen version and of a concept."""
    content = version.content
    return {
        "version": version,
        "content": content,
        "kind": Agreement.Kind(content["kind"]).label,
        "statement": statement_for("[organisatie]", content["statement"]),
    }


def verification_of(version: Version) -> dict[str, str]:
    """The code in groups of four, the address where it can be asked about, and that address with the code as QR."""
    code = "-".join(version.code[start : start + 4] for start in range(0, len(version.code), 4))
    site = settings.SITE_URL
    address = f"{site}{reverse('verification:code', args=[version.code])}"
    return {
        "code": code,
        "check": f"{site.partition('://')[2]}{reverse('verification:verify')}",
        "qr": str(segno.make(address, error="m").svg_data_uri(border=0)),
    }


def _annex(version: Version, line: dict[str, Any]) -> seal.Attachment:
    """An annex as the text names it, if its file still is the one that was added."""
    annex = version.annexes.get(number=line["number"])
    with annex.file.open("rb") as file:
        content = file.read()
    if files.sha256(content) != line["sha256"]:
        raise DamagedError(f"Annex {annex.number} of {version}")
    return seal.Attachment(line["name"], content, annex.added_at, mime="", description=line["title"])


# --- The signatures -------------------------------------------------------------------------------------------------


def render_sheet(version: Version) -> bytes:
    """The pages with the signatures of a version that everybody signed; the same input gives the same bytes."""
    signer, is_test = seal.signer()
    context = {
        **context_of(version),
        **verification_of(version),
        "lines": version.lines,
        "has_paper": version.parties.filter(signatures__factor="paper").exists(),
        "sealer": signer,
        "is_test": is_test,
        "trail": TRAIL,
    }
    return pdf.render(
        "pdf/agreement_signatures.html",
        context,
        created=last_signed_at(version),
        identifier=version.sha256,
        stylesheets=STYLESHEETS,
        variant="pdf/a-3a",
        language="nl",
    )


def last_signed_at(version: Version) -> datetime:
    """When the last signature was given."""
    moments = [signature.signed_at for line in version.lines for signature in line["row"].signatures.all()]
    return max(moments, default=version.opened_at or timezone.now())


def sealed(version: Version, sheet: bytes) -> seal.Sealed:
    """The signed text, the pages with the signatures and the trail up to the last signature under one seal."""
    content = text_of(version)
    completed = AuditEvent.objects.filter(
        agreement=version.agreement_id, event=AuditEvent.Event.COMPLETED, data__version=version.number
    )
    last = completed.order_by("-sequence")[0]
    trail = AuditEvent.objects.trail(version.agreement, through=last.sequence)
    words = json.dumps(trail, ensure_ascii=False, sort_keys=True, indent=1).encode()
    attachment = seal.Attachment(TRAIL, words, last.at, description="Wie wat wanneer deed")
    return seal.seal(content, sheet=sheet, attachments=[attachment], reason="Alle partijen hebben getekend.")


def text_of(version: Version) -> bytes:
    """The stored PDF of the frozen text, if it still is the one that the parties signed."""
    with version.file.open("rb") as file:
        content: bytes = file.read()
    if files.sha256(content) != version.sha256:
        raise DamagedError(f"The text of {version}")
    return content


def document_prefix(version: Version) -> str:
    """How the names of all sealed documents of this version begin."""
    return f"{_stem(version)}-ondertekend-"


def document_name(version: Version, sha256: str) -> str:
    """Where a sealed document stands: no two seals are alike, so the content has a part in its name."""
    return f"{document_prefix(version)}{sha256[:16]}.pdf"


def problems_of(document: SignedDocument) -> list[str]:
    """What is wrong with a stored document; empty when its hash, its beginning and its seal are right."""
    version = document.version
    try:
        text = text_of(version)
        with document.file.open("rb") as file:
            content = file.read()
    except (FileNotFoundError, DamagedError) as error:
        return [str(error)]
    if document != version.document:
        # A later edition holds it with a newer timestamp: this one only has to be what it was.
        return [] if files.sha256(content) == document.sha256 else [str(DamagedError(f"The edition {document}"))]
    verdict = seal.verify(content, sha256=document.sha256, begins_with=text)
    return [str(problem) for problem in verdict.problems]


def problems_of_text(version: Version) -> list[str]:
    """What is wrong with the stored text that the parties sign or signed."""
    try:
        text_of(version)
    except (FileNotFoundError, DamagedError) as error:
        return [str(error)]
    return []


def renewed(document: SignedDocument) -> seal.Sealed:
    """The stored document with one more archive timestamp."""
    with document.file.open("rb") as file:
        content = file.read()
    if files.sha256(content) != document.sha256:
        raise DamagedError(f"The sealed document {document}")
    return seal.renew(content)


def forget_unpublished(version: Version) -> None:
    """Remove sealed files of this version that no row names: left by a worker that died before it published."""
    published = set(version.documents.values_list("file", flat=True))
    for name in files.beginning_with(document_prefix(version)):
        if name not in published:
            files.remove(name)
