"""Whether the audit trail of an agreement is still what was written: each row, their order, and that none is gone."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from agreements.evidence import controleer
from agreements.models import Agreement, AuditEvent, SignedDocument
from agreements.models.audit import FIRST


class Break(NamedTuple):
    """The first row of a trail that is not right, and why; fit for the screen."""

    sequence: int
    why: str


def first_break(agreement: Agreement) -> Break | None:
    """The first row that was changed, deleted, inserted, put elsewhere or cut off; None when all is well."""
    rows: list[AuditEvent] = []
    previous = FIRST
    for expected, row in enumerate(agreement.events.order_by("sequence"), start=1):
        if row.sequence > expected:
            return Break(expected, _("is missing: it was deleted"))
        if row.sequence < expected:
            return Break(row.sequence, _("was inserted"))
        if row.previous_hash != previous:
            return Break(expected, _("does not follow the row before it: a row was inserted, deleted or put elsewhere"))
        if row.hash != row.expected_hash():
            return Break(expected, _("was changed"))
        previous = row.hash
        rows.append(row)
    return _against_the_agreement(agreement, rows) or _against_the_seals(agreement, rows)


def problems_of(agreement: Agreement) -> list[str]:
    """The first break in words, as the nightly check reports it."""
    found = first_break(agreement)
    return [_("row %(row)s of the trail %(why)s") % {"row": found.sequence, "why": found.why}] if found else []


def _against_the_agreement(agreement: Agreement, rows: list[AuditEvent]) -> Break | None:
    """The agreement itself remembers how long its trail is and how it ends."""
    if len(rows) < agreement.trail_length:
        return Break(len(rows) + 1, _("is missing: the trail was cut off at its end"))
    if len(rows) > agreement.trail_length:
        return Break(agreement.trail_length + 1, _("was added past the portal"))
    if rows and rows[-1].hash != agreement.trail_hash:
        return Break(len(rows), _("is not the row that was written last"))
    return None


def _against_the_seals(agreement: Agreement, rows: list[AuditEvent]) -> Break | None:
    """Each sealed document holds the trail of its day, out of reach of who can write to the database."""
    for document in SignedDocument.objects.filter(version__agreement=agreement).order_by("pk"):
        try:
            with document.file.open("rb") as file:
                sealed = controleer.attached_trail(file.read())
        except FileNotFoundError:
            sealed = None
        if sealed is None:
            return Break(
                1, _("cannot be compared: the sealed document %(name)s is gone or holds no trail") % {"name": document}
            )
        for sequence, event in enumerate(sealed["events"], start=1):
            if sequence > len(rows):
                return Break(sequence, _("is missing: the sealed document still holds it"))
            if rows[sequence - 1].hash != event["hash"]:
                return Break(sequence, _("is not the row that was sealed with the document"))
    return None
