"""``manage.py verify_audit [agreement …]``: is every audit trail still what was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import trail
from agreements.models import Agreement


class Command(BaseCommand):
    """Names for each agreement the first row that is not right."""

    help = "Check the audit trails of agreements: exit code 1 when a row was changed, deleted, inserted or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which agreements; all of them when none is named."""
        parser.add_argument("agreement", nargs="*", type=int, help="number of an agreement, as in its address")

    def handle(self, *args: Any, agreement: list[int], **options: Any) -> None:
        """One line for each agreement."""
        rows = Agreement.objects.order_by("pk")
        chosen = list(rows.filter(pk__in=agreement) if agreement else rows)
        if unknown := sorted(set(agreement) - {row.pk for row in chosen}):
            raise CommandError(_("There is no agreement %(number)s.") % {"number": unknown[0]})
        broken = 0
        for row in chosen:
            found = trail.first_break(row)
            broken += bool(found)
            self.stdout.write(self._line(row, found))
        if broken:
            message = _("%(broken)s of %(total)s trails do not hold.") % {"broken": broken, "total": len(chosen)}
            raise CommandError(message)

    def _line(self, agreement: Agreement, found: trail.Break | None) -> str:
        names = {"number": agreement.pk, "title": agreement.title}
        if found is None:
            return _("Agreement %(number)s (%(title)s): %(rows)s rows, all as written.") % {
                **names,
                "rows": agreement.trail_length,
            }
        event = agreement.events.filter(sequence=found.sequence).first()
        row = str(found.sequence)
        if event:
            row += f" ({event.get_event_display()}, {date_format(timezone.localtime(event.at), 'j F Y H:i')})"
        return _("Agreement %(number)s (%(title)s): row %(row)s %(why)s.") % {**names, "row": row, "why": found.why}
