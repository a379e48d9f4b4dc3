"""What those who administer the portal see of sealing and of what was sealed."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import SignedDocument
from agreements.tasks import CHECKED
from network import health
from network.health import Notice
from zenderen.jobs.models import Job
from zenderen.lib import seal


@health.provider
def sealing() -> Iterator[Notice]:
    """Key, chain, revocation lists and time-stamping service, as the worker found them last."""
    at, findings = seal.last_status()
    if at is None:
        yield Notice("warning", _("Nobody has looked at the seal yet; the worker does so every ten minutes."))
    for finding in findings:
        yield Notice(finding.severity, finding.text, at)
    lower = SignedDocument.objects.newest().exclude(level=settings.SEAL_LEVEL).count()
    words = {"n": lower, "level": settings.SEAL_LEVEL}
    if lower:
        text = ngettext(
            "%(n)s sealed document has another level than the %(level)s that is wanted now.",
            "%(n)s sealed documents have another level than the %(level)s that is wanted now.",
            lower,
        )
        yield Notice("warning", text % words)
    else:
        yield Notice("ok", _("Every sealed document has the wanted level, %(level)s.") % words)


@health.provider
def stored_documents() -> Iterator[Notice]:
    """What the last nightly check found."""
    checked = Job.objects.filter(kind=CHECKED, finished_at__isnull=False).order_by("-finished_at").first()
    if checked is None:
        yield Notice("warning", _("The stored documents have not been checked yet; that is done every night."))
    elif checked.state == Job.State.FAILED:
        yield Notice("error", checked.error, checked.finished_at)
    else:
        n = checked.result.get("checked", 0)
        words = ngettext(
            "%(n)s stored document is as it was stored.", "%(n)s stored documents are as they were stored.", n
        )
        yield Notice("ok", words % {"n": n}, checked.finished_at)
