"""What partners put into the network in meetings."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, F, Q
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network import effort
from network.models import Seat
from themes.models import Attendance


@effort.provider("meetings", _("Meetings attended"), order=10)
def meetings(organisations: Iterable[int], since: datetime.date) -> Iterable[effort.Counted]:
    """Each meeting at which somebody sat for the partner counts once, however many came."""
    seats = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=F("user__attendances__meeting__starts_at__date")),
        organisation__in=organisations,
        starts_on__lte=F("user__attendances__meeting__starts_at__date"),
        user__attendances__presence=Attendance.Presence.PRESENT,
        user__attendances__meeting__body=F("body"),
        user__attendances__meeting__starts_at__date__gte=since,
    )
    quarter = TruncQuarter("user__attendances__meeting__starts_at")
    rows = seats.order_by().values("organisation", quarter=quarter)
    for row in rows.annotate(number=Count("user__attendances__meeting", distinct=True)):
        yield effort.Counted(row["organisation"], timezone.localdate(row["quarter"]), row["number"])
