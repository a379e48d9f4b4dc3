"""What happened to an agreement: append-only, each event holding the hash of the one before."""

import datetime
import hashlib
import json
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.people import person
from network.models import Organisation, User

FIRST = "0" * 64
TRAIL_FORMAT = "zenderen-audit/1"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Sets of events."""

    def append(
        self,
        agreement: Agreement,
        event: str,
        *,
        by: User | None,
        on_behalf_of: Organisation | None,
        data: dict[str, Any],
    ) -> "AuditEvent":
        """The next event of this agreement, chained to the last one; the caller holds the agreement's lock."""
        last = self.filter(agreement=agreement).order_by("-sequence").first()
        row = AuditEvent(
            agreement=agreement,
            sequence=last.sequence + 1 if last else 1,
            event=event,
            actor=by,
            actor_name=str(by) if by else "",
            on_behalf_of=on_behalf_of,
            on_behalf_of_name=str(on_behalf_of) if on_behalf_of else "",
            at=timezone.now(),
            data=data,
            previous_hash=last.hash if last else FIRST,
        )
        row.hash = row.expected_hash()
        row.save(force_insert=True)
        # Not a change of the agreement that anybody made, so it leaves no row in its history.
        Agreement.objects.filter(pk=agreement.pk).update(trail_length=row.sequence, trail_hash=row.hash)
        return row

    def trail(self, agreement: Agreement, *, through: int | None = None) -> dict[str, Any]:
        """All events of an agreement, up to and with number ``through``: what is sealed with a document."""
        rows = self.filter(agreement=agreement).order_by("sequence")
        if through is not None:
            rows = rows.filter(sequence__lte=through)
        events = [{**row.record(), "hash": row.hash} for row in rows]
        return {
            "format": TRAIL_FORMAT,
            "agreement": agreement.pk,
            "length": len(events),
            "head": events[-1]["hash"] if events else FIRST,
            "events": events,
        }


class AuditEvent(models.Model):
    """Who did what, when, and on whose behalf (the fields of NEN 7513)."""

    class Event(models.TextChoices):
        """What can happen."""

        CREATED = "created", _("Drafted")
        CONSULTED = "consulted", _("Consultation started")
        CONSULTATION_CLOSED = "consultation_closed", _("Consultation closed")
        FROZEN = "frozen", _("Text fixed")
        OPENED = "opened", _("Opened for signing")
        READ = "read", _("Read")
        VIEWED = "viewed", _("Read before signing")
        SIGNED = "signed", _("Signed")
        PAPER_REGISTERED = "paper_registered", _("Signature on paper registered")
        PAPER_CONFIRMED = "paper_confirmed", _("Signature on paper confirmed by a second person")
        PAPER_REFUSED = "paper_refused", _("Signature on paper not confirmed")
        CHANGE_ASKED = "change_asked", _("Change asked for")
        REMINDED = "reminded", _("Reminder sent")
        DEADLINE_MOVED = "deadline_moved", _("Deadline moved")
        MANDATE_GRANTED = "mandate_granted", _("Power of attorney given")
        MANDATE_REVOKED = "mandate_revoked", _("Power of attorney revoked")
        COMPLETED = "completed", _("Signed by all parties")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed, because a new version is made")
        STORED = "stored", _("Sealed, verified and stored")
        RENEWED = "renewed", _("New archive timestamp")
        DOWNLOADED = "downloaded", _("Document downloaded")
        EVIDENCE = "evidence", _("Evidence package made")
        SUPERSEDED = "superseded", _("Replaced by a new version")
        EVENT_PLANNED = "event_planned", _("Signing event planned")
        ACCESSION = "accession", _("Accession of a partner prepared")
        NOTICE_PART = "notice_part", _("Notice given by one of several executives")
        NOTICE = "notice", _("Notice given by a party")
        LEFT = "left", _("Party left after its notice")
        ENDED = "ended", _("Ended")

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="events", verbose_name=_("agreement")
    )
    sequence = models.PositiveIntegerField(_("number"))
    event = models.CharField(_("event"), max_length=24, choices=Event.choices)
    at = models.DateTimeField(_("time"))
    actor = person(_("person"), null=True)
    actor_name = models.CharField(_("name of the person"), max_length=150, blank=True)
    on_behalf_of = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    on_behalf_of_name = models.CharField(_("name of the organisation"), max_length=150, blank=True)
    data = models.JSONField(_("details"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["agreement", "sequence"]
        constraints = [models.UniqueConstraint(fields=["agreement", "sequence"], name="agreements_one_event_number")]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.get_event_display()}"

    def record(self) -> dict[str, Any]:
        """All that the row says and the hash of the event before: what its own hash is taken over."""
        return {
            "agreement": self.agreement_id,
            "sequence": self.sequence,
            "event": self.event,
            "at": self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "on_behalf_of": self.on_behalf_of_id,
            "on_behalf_of_name": self.on_behalf_of_name,
            "data": self.data,
            "previous_hash": self.previous_hash,
        }

    def expected_hash(self) -> str:
        """The hash that belongs to this row."""
        return digest(self.record())


def digest(fields: dict[str, Any]) -> str:
    """SHA-256 of JSON with sorted names and without spaces: the form that the evidence package explains."""
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
