"""A text that is still talked about, as PDF: each page says that it is a concept, and for whom it was made."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.documents import STYLESHEETS, context_of
from agreements.models import Version
from zenderen.jobs.registry import Failure, handler
from zenderen.jobs.runs import Run
from zenderen.lib import files, pdf

CONCEPT_PDF = "agreements.concept_pdf"


@handler(CONCEPT_PDF, title=_("Concept of an agreement as PDF"))
def store_concept_pdf(run: Run) -> dict[str, object]:
    """Render the text as it is now, for one reader; their next concept of this version takes its place."""
    version: Version = run.subject
    job = run.job
    if job.requested_by_id is None:
        raise Failure(gettext("Who asked for this has no account any more."))
    run.progress(10, gettext("The concept is being laid out"))
    content = render_concept(version, reader=run.arguments["reader"], at=job.created_at)
    run.progress(80, gettext("The document is being stored"))
    files.store(concept_name(version, job.requested_by_id), content)
    return {
        "href": reverse("agreements:concept_file", args=[version.agreement_id, version.number]),
        "name": gettext("Concept, version %(number)s") % {"number": version.number},
        "type": "PDF",
        "size": len(content),
    }


def render_concept(version: Version, *, reader: str, at: datetime) -> bytes:
    """The PDF of a text that can still change; the same input gives the same bytes."""
    return pdf.render(
        "pdf/agreement.html",
        {**context_of(version), "concept": True, "reader": reader, "made_at": at},
        created=at,
        stylesheets=STYLESHEETS,
        language="nl",  # agreements are made in Dutch, whoever reads them
    )


def concept_name(version: Version, reader: int) -> str:
    """Where the concept of this version stands that was made for this reader."""
    return f"agreements/{version.agreement_id}/concepts/v{version.number}-{reader}.pdf"
