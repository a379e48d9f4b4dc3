"""What partners put into agreements."""

import datetime
from collections.abc import Iterable

from django.db.models import Count
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Signature
from network import effort


@effort.provider("signatures", _("Signatures"), order=40)
def signatures(organisations: Iterable[int], since: datetime.date) -> Iterable[effort.Counted]:
    """Signatures that were given for the partner."""
    given = Signature.objects.filter(party__organisation__in=organisations, signed_at__date__gte=since)
    rows = given.order_by().values("party__organisation", quarter=TruncQuarter("signed_at"))
    for row in rows.annotate(number=Count("pk")):
        yield effort.Counted(row["party__organisation"], timezone.localdate(row["quarter"]), row["number"])
