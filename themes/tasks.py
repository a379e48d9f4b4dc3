"""Background work of themes: the bundle of a meeting."""

from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from themes import bundle as sheets
from themes.models import MeetingBundle, Paper
from zenderen.jobs.registry import Failure, handler
from zenderen.jobs.runs import Run
from zenderen.lib import files

BUNDLE = "themes.meeting_bundle"


@handler(BUNDLE, title=gettext_lazy("Meeting bundle"))
def store_meeting_bundle(run: Run) -> None:
    """Bind what was written down when it was asked for with the papers of that moment."""
    from zenderen.lib.binding import CannotBindError  # loads pyHanko, which is needed for a bundle only

    bundle: MeetingBundle = run.subject
    run.progress(10, _("The papers are being gathered"))
    documents = [_document(row) for item in bundle.data["items"] for row in item["papers"] if row["kind"] == "pdf"]
    run.progress(30, _("Everything is being bound together"))
    try:
        content, pages = sheets.render(bundle, documents)
    except CannotBindError as error:
        raise Failure(_("The paper “%(title)s” cannot be bound in. Save it as PDF anew.") % {"title": error}) from error
    run.progress(80, _("The document is being stored"))
    name = files.store(f"meetings/{bundle.meeting_id}/bundles/{bundle.pk}.pdf", content)
    with run.storing() as job:
        bundle = MeetingBundle.objects.lock(bundle.pk)
        bundle.file, bundle.sha256, bundle.bytes, bundle.pages = name, files.sha256(content), len(content), pages
        bundle.save(update_fields=["file", "sha256", "bytes", "pages"])
        address = reverse("themes:bundle_file", args=[bundle.meeting_id, bundle.pk])
        job.result = {"href": address, "name": bundle.filename, "type": "PDF", "size": len(content)}


def _document(row: dict[str, Any]) -> tuple[int, str, bytes]:
    paper = Paper.objects.filter(pk=row["pk"]).first()
    if paper is None:
        raise Failure(_("A paper was removed meanwhile. Make the bundle once more."))
    with default_storage.open(str(paper.file.name), "rb") as file:
        return row["number"], row["title"], file.read()
