"""Background work of projects: posters."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import sheet
from projects.models import Poster
from zenderen.jobs.registry import handler
from zenderen.jobs.runs import Run
from zenderen.lib import files


@handler("projects.poster", title=gettext_lazy("Poster"))
def store_poster(run: Run) -> None:
    """Render the sheet and its picture from the data that was written down when it was asked for."""
    poster: Poster = run.subject
    run.progress(10, _("The sheet is being laid out"))
    content = sheet.render(poster.data, size=poster.size, data_at=poster.data_at)
    run.progress(80, _("The picture for the wall is being made"))
    name = f"posters/{poster.theme.slug}/{poster.pk}"
    file = files.store(f"{name}.pdf", content)
    preview = files.store(f"{name}.png", sheet.picture(content))
    with run.storing() as job:
        poster = Poster.objects.lock(poster.pk)
        poster.file, poster.preview, poster.sha256, poster.bytes = file, preview, files.sha256(content), len(content)
        poster.save(update_fields=["file", "preview", "sha256", "bytes"])
        address = reverse("projects:poster_file", args=[poster.pk])
        job.result = {"href": address, "name": poster.filename, "type": "PDF", "size": len(content)}
