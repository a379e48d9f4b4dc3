"""The list of projects outside the portal: as a file for a spreadsheet, and as a feed of what was reported."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.forms.lists import ProjectFilter
from projects.models import ProgressUpdate, Project
from zenderen.lib import csvfile, xlsxfile

ENTRIES = 50  # of the feed; its readers come back often enough


@login_not_required
def project_export(request: HttpRequest) -> FileResponse:
    """The filtered list as a CSV file."""
    return csvfile.send(_("projects"), _heads(), _exported(request))


@login_not_required
def project_workbook(request: HttpRequest) -> FileResponse:
    """The filtered list as an Excel file."""
    return xlsxfile.download(_("projects"), _heads(), _exported(request))


def _heads() -> list[str]:
    heads = [_("Project"), _("Theme"), _("Phase"), _("State"), _("Reported on"), _("Reason"), _("Project manager")]
    heads += [_("Starts on"), _("Ends on"), _("Small or large"), _("Classification"), _("Partners")]
    return [*heads, _("In one sentence")]


def _exported(request: HttpRequest) -> Iterator[list[Any]]:
    projects = ProjectFilter(request, Project.objects.visible_to(request.user)).qs.for_export()
    for project in projects.iterator(500):
        standing = project.standing
        yield [
            project.title,
            project.theme.name,
            project.get_status_display(),
            standing.words if standing else "",
            standing.reported_on if standing else None,
            standing.reason if standing else "",
            project.manager.name if project.manager else "",
            project.starts_on,
            project.ends_on,
            project.get_scale_display(),
            project.get_classification_display(),
            ", ".join(project.partner_names),
            project.summary,
        ]


@login_not_required
def project_feed(request: HttpRequest) -> HttpResponse:
    """The last reports that clients accepted, of the projects in the filtered list, as Atom."""
    projects = ProjectFilter(request, Project.objects.visible_to(request.user))
    accepted = ProgressUpdate.objects.accepted().filter(project__in=projects.qs.order_by().values("pk"))
    updates = accepted.select_related("project__theme").order_by("-decided_at")[:ENTRIES]
    feed = _feed(projects.query)
    for update in updates:
        address = f"{settings.SITE_URL}{update.get_absolute_url()}"
        feed.add_item(
            title=f"{update.project.title}: {update.get_state_display()}",
            link=address,
            unique_id=address,
            description="\n\n".join(part for part in (update.reason, update.text) if part),
            pubdate=update.decided_at,
            updateddate=update.decided_at,
            categories=[update.project.theme.name],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _feed(query: str) -> Atom1Feed:
    end = f"?{query}" if query else ""
    return Atom1Feed(
        title=_("Progress of the projects of %(network)s") % {"network": settings.NETWORK_NAME},
        link=f"{settings.SITE_URL}{reverse('projects:project_list')}{end}",
        feed_url=f"{settings.SITE_URL}{reverse('projects:project_feed')}{end}",
        description=_("What was reported, as soon as the client has accepted it."),
        language=get_language() or settings.LANGUAGE_CODE,
        author_name=settings.NETWORK_NAME,
    )
