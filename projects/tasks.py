"""Background work of projects: posters and sets of posters, and the calendar of the update rounds."""

import io
import zipfile
from typing import Any

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import bandwidth, rounds, sheet
from projects.models import Poster, PosterSet, Project, UpdateRound
from projects.models.posters import Size
from zenderen.jobs.registry import handler
from zenderen.jobs.runs import Run
from zenderen.lib import files


@handler("projects.poster", title=gettext_lazy("Poster"))
def store_poster(run: Run) -> None:
    """Render the sheet and its picture from the data that was written down when it was asked for."""
    poster: Poster = run.subject
    run.progress(10, _("The sheet is being laid out"))
    content = _rendered([poster])
    run.progress(80, _("The picture for the wall is being made"))
    stored = _stored(poster, content)
    with run.storing() as job:
        _keep(poster, stored)
        if not poster.is_proof:
            address = reverse("projects:poster_file", args=[poster.pk])
            size, kind = stored["bytes"], poster.ending.upper()
            job.result = {"href": address, "name": poster.filename, "type": kind, "size": size}


@handler("projects.poster_set", title=gettext_lazy("Set of posters"))
def store_set(run: Run) -> None:
    """Render the sheets one after the other, then all of them as a ZIP and as one PDF; what is there is kept."""
    made: PosterSet = run.subject
    posters = list(made.posters.select_related("theme").order_by("theme__number"))
    for number, poster in enumerate(posters):
        words = _("Sheet %(number)s of %(total)s: %(name)s")
        step = words % {"number": number + 1, "total": len(posters), "name": poster.data["name"]}
        run.progress(5 + 80 * number // len(posters), step)
        if not (poster.preview if made.is_proof else poster.file):
            _keep(poster, _stored(poster, _rendered([poster])))
    if made.is_proof:
        return
    run.progress(85, _("All sheets are put together"))
    archive, joined = _archive(posters), _rendered(posters)
    kept: dict[str, Any] = {}
    for name, ending, content in (("archive", "zip", archive), ("joined", "pdf", joined)):
        kept[name] = files.store(f"posters/set-{made.pk}.{ending}", content)
        kept[f"{name}_sha256"], kept[f"{name}_bytes"] = files.sha256(content), len(content)
    with run.storing() as job:
        made = PosterSet.objects.lock(made.pk)
        for name, value in kept.items():
            setattr(made, name, value)
        made.save(update_fields=list(kept))
        address = reverse("projects:posterset_archive", args=[made.pk])
        job.result = {"href": address, "name": made.filename("zip"), "type": "ZIP", "size": len(archive)}


def _rendered(posters: list[Poster]) -> bytes:
    one = posters[0]
    datas = [poster.data for poster in posters]
    return sheet.render_all(datas, size=one.size, data_at=one.data_at, language=one.language)


def _stored(poster: Poster, content: bytes) -> dict[str, Any]:
    """Write the picture and, unless it is a proof, the file; the values to keep."""
    kept: dict[str, Any] = {"preview": files.store(f"posters/{poster.pk}-wall.png", sheet.picture(content))}
    if not poster.is_proof:
        if poster.size == Size.SLIDE:
            content = sheet.picture(content, width=sheet.SLIDE_WIDTH)
        name = files.store(f"posters/{poster.pk}.{poster.ending}", content)
        kept |= {"file": name, "sha256": files.sha256(content), "bytes": len(content)}
    return kept


def _keep(poster: Poster, kept: dict[str, Any]) -> None:
    for name, value in kept.items():
        setattr(poster, name, value)
    poster.save(update_fields=list(kept))


def _archive(posters: list[Poster]) -> bytes:
    """The files as a ZIP: the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, poster in enumerate(posters, start=1):
            day = timezone.localtime(poster.data_at).timetuple()[:6]
            entry = zipfile.ZipInfo(f"{number}-{poster.filename}", date_time=day)
            entry.external_attr = 0o644 << 16
            with poster.file.open("rb") as file:
                archive.writestr(entry, file.read())
    return out.getvalue()


# --- Update rounds --------------------------------------------------------------------------------------------------


@handler(rounds.KICK_OFF, title=gettext_lazy("Mails that open an update round"))
def ask_for_reports(run: Run) -> None:
    """Mail everybody who runs a project that reports; a round that was closed meanwhile asks nothing any more."""
    update_round: UpdateRound = run.subject
    with run.storing() as job:
        if update_round.is_open:
            job.result = {"asked": rounds.kick_off(update_round)}


@shared_task(name="projects.follow_rounds")
def follow_rounds() -> None:
    """What the calendar asks of the open round: its reminder, also where a day was missed, and its end."""
    for pk in UpdateRound.objects.to_remind().values_list("pk", flat=True):
        rounds.remind(pk)
    for pk in UpdateRound.objects.to_close().values_list("pk", flat=True):
        rounds.close_overdue(pk)


@shared_task(name="projects.check_bandwidth")
def check_bandwidth() -> None:
    """Every night: running projects whose last day, tolerance included, has passed without their end."""
    running = Project.objects.filter(status=Project.Status.RUNNING, ends_on__lt=timezone.localdate())
    for pk in running.values_list("pk", flat=True):
        bandwidth.check_today(pk)
