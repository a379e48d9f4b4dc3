"""What themes add to the search: themes themselves, their vision, meetings and decisions."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.utils import dateformat, timezone
from django.utils.translation import gettext_lazy as _

from network import search
from themes.models import AgendaItem, Decision, Meeting, Theme
from zenderen.lib.access import AnyUser


def _meetings(user: AnyUser) -> QuerySet[Meeting]:
    """With their agendas."""
    words = StringAgg(
        Concat("title", Value(" "), "about", output_field=TextField()), Value(" "), output_field=TextField()
    )
    agenda = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(words=words)
    rows = Meeting.objects.visible_to(user).select_related("body")
    return rows.annotate(agenda=Subquery(agenda.values("words")[:1]))


def _when(meeting: Meeting) -> str:
    return dateformat.format(timezone.localtime(meeting.starts_at), "j F Y")


search.add(
    search.Source("themas", _("Themes"), lambda user: Theme.objects.visible_to(user), "name", ("ambition", "about")),
    search.Source(
        "besluiten",
        _("Decisions"),
        lambda user: Decision.objects.visible_to(user).with_source(),
        "title",
        ("text", "reason"),
        lambda row: f"{row.code} · {row.body}",
    ),
    search.Source("vergaderingen", _("Meetings"), _meetings, "body__name", ("agenda", "minutes", "place"), _when),
)
