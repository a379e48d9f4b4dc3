"""What partners put into projects."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, Q
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext_lazy as _

from network import effort
from projects.models import PartnerContribution, ProgressUpdate, ProjectPartner


@effort.provider("updates", _("Updates of projects it is active in"), order=20)
def updates(organisations: Iterable[int], since: datetime.date) -> Iterable[effort.Counted]:
    """Accepted reports on projects in which the partner is active."""
    parts = ProjectPartner.objects.filter(
        organisation__in=organisations,
        participation=ProjectPartner.Participation.ACTIVE,
        project__updates__status=ProgressUpdate.Status.ACCEPTED,
        project__updates__reported_on__gte=since,
    )
    quarter = TruncQuarter("project__updates__reported_on")
    for row in parts.order_by().values("organisation", quarter=quarter).annotate(number=Count("project__updates")):
        yield effort.Counted(row["organisation"], row["quarter"], row["number"])


@effort.provider("contributions", _("Contributions delivered"), order=30)
def contributions(organisations: Iterable[int], since: datetime.date) -> Iterable[effort.Counted]:
    """Hours or money of which something was delivered, and what was brought in kind, by the day it was counted."""
    brought = PartnerContribution.objects.filter(
        Q(delivered__gt=0) | Q(kind=PartnerContribution.Kind.KIND),
        part__organisation__in=organisations,
        counted_on__gte=since,
    )
    rows = brought.order_by().values("part__organisation", quarter=TruncQuarter("counted_on"))
    for row in rows.annotate(number=Count("pk")):
        yield effort.Counted(row["part__organisation"], row["quarter"], row["number"])
