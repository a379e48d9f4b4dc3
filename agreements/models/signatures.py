"""What somebody signed, on whose behalf and how; and the document made of it. Rows are added, never changed."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement, executives_of
from agreements.models.mandates import Mandate
from agreements.models.parties import Party
from agreements.models.people import person
from agreements.models.signing_rules import Hand
from agreements.models.versions import Version
from network.models import User
from zenderen.lib.models import LockingQuerySet

SHA256 = r"^[0-9a-f]{64}$"


class ScanQuerySet(LockingQuerySet["Scan"]):
    """Sets of scans."""

    def waiting(self) -> Self:
        """Those that a second person still has to look at, while the agreement is being signed."""
        return self.filter(
            is_confirmed=None,
            party__version__ended_as="",
            party__version__agreement__status=Agreement.Status.SIGNING,
        )


class Scan(models.Model):
    """A party's signatures on paper: scanned and registered by one person, confirmed by another."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="scans", verbose_name=_("party"))
    file = models.FileField(_("scan"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the scan"), max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    signed_on = models.DateField(_("signed on"))
    signatories: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(
        _("who signed"), default=list
    )  # [{"name", "position", "user": key or None}]
    registered_by = person(_("registered by"))
    registered_by_name = models.CharField(max_length=150, editable=False)
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)
    checked_by = person(_("checked by"), null=True, editable=False)
    checked_by_name = models.CharField(max_length=150, blank=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    is_confirmed = models.BooleanField(_("confirmed"), null=True, editable=False)
    refused_reason = models.TextField(_("why it was not confirmed"), blank=True, editable=False)

    objects = ScanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("signature on paper")
        verbose_name_plural = _("signatures on paper")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="agreements_scan_has_hash"),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None, is_confirmed=None, refused_reason="")
                | Q(checked_at__isnull=False, checked_by__isnull=False, is_confirmed=True, refused_reason="")
                | Q(checked_at__isnull=False, checked_by__isnull=False, is_confirmed=False) & ~Q(refused_reason=""),
                name="agreements_scan_checked_or_not",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("registered_by")),
                name="agreements_scan_two_people",
                violation_error_message=_("Somebody else than who registered it must confirm it."),
            ),
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(is_confirmed=None) | Q(is_confirmed=True),
                name="agreements_one_scan_for_party",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}"

    @property
    def is_waiting(self) -> bool:
        """Whether a second person still has to look at it."""
        return self.checked_at is None

    def check_off(self, *, by: User, confirmed: bool, reason: str = "") -> None:
        """Record what the second person found, once. On a locked row."""
        self.checked_at, self.checked_by, self.checked_by_name = timezone.now(), by, str(by)
        self.is_confirmed, self.refused_reason = confirmed, reason
        self.save(update_fields=["checked_at", "checked_by", "checked_by_name", "is_confirmed", "refused_reason"])


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Sets of signatures."""

    def retractable_by(self, user: User) -> Self:
        """Those of somebody's own, those on their authority, and those of an organisation that they lead."""
        leads = models.Exists(executives_of("party__organisation", user=user.pk))
        return self.filter(Q(user=user.pk) | Q(principal=user.pk) | leads)


class Signature(models.Model):
    """An ordinary electronic signature of a person for a party, on the hash of the version that they saw."""

    class Factor(models.TextChoices):
        """How the person proved who they are, in the same request."""

        TOTP = "totp", _("Code from an authenticator app")
        PASSKEY = "webauthn", _("Passkey")
        EMAIL = "email", _("One-time code by e-mail")
        PAPER = "paper", _("Signed on paper, seen by two people")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("party"))
    user = person(_("signatory"), related_name="signatures", null=True)
    # On whose authority: of who signed, or of who gave the power of attorney.
    principal = person(_("on the authority of"), null=True)
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, related_name="signatures", verbose_name=_("power of attorney")
    )
    scan = models.ForeignKey(
        Scan, on_delete=models.PROTECT, null=True, related_name="signatures", verbose_name=_("signature on paper")
    )
    typed_name = models.CharField(_("name as typed"), max_length=150)
    position = models.CharField(_("position"), max_length=120, blank=True)
    version_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    statement = models.TextField(_("statement"))
    statement_version = models.CharField(_("version of the statement"), max_length=12)
    factor = models.CharField(_("second factor"), max_length=12, choices=Factor.choices)
    drawing = models.TextField(_("drawn signature"), blank=True)  # an SVG path of at most some thousands of characters
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    objects = SignatureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "user"], name="agreements_sign_once"),
            models.UniqueConstraint(fields=["party", "principal"], name="agreements_authority_once"),
            models.CheckConstraint(condition=Q(version_sha256__regex=SHA256), name="agreements_signature_has_hash"),
            models.CheckConstraint(
                condition=~Q(typed_name="") & ~Q(statement="") & ~Q(statement_version=""),
                name="agreements_signature_is_explicit",
            ),
            models.CheckConstraint(
                condition=Q(factor__in=["totp", "webauthn", "email"], scan=None, user__isnull=False)
                & Q(principal__isnull=False)
                | Q(factor="paper", scan__isnull=False, user=None, mandate=None, drawing=""),
                name="agreements_signature_has_factor",
            ),
            models.CheckConstraint(
                condition=Q(mandate=None, principal=None)
                | Q(mandate=None, scan__isnull=False)
                | Q(mandate=None, principal=F("user"))
                | Q(mandate__isnull=False) & ~Q(principal=F("user")),
                name="agreements_signature_on_authority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typed_name} ({self.party})"

    @property
    def hand(self) -> Hand:
        """Whose hand on whose authority, as the signing rules count them."""
        actor = str(self.user_id or self.principal_id or self.typed_name.casefold())
        return Hand(actor, str(self.principal_id or actor))

    def record(self) -> dict[str, Any]:
        """All that was signed, by whom and how; the trail holds the hash of it (``audit.digest``)."""
        mandate, version = self.mandate, self.party.version
        return {
            "signature": self.pk,
            "party": self.party.name,
            "version": version.number,
            "version_sha256": self.version_sha256,
            "user": self.user_id,
            "principal": self.principal_id,
            "typed_name": self.typed_name,
            "position": self.position,
            "mandate": mandate.record() if mandate else None,
            "scan_sha256": self.scan.sha256 if self.scan else "",
            "statement": self.statement,
            "statement_version": self.statement_version,
            "factor": self.factor,
            "drawing": self.drawing,
            "signed_at": self.signed_at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        }


class SignedDocumentQuerySet(models.QuerySet["SignedDocument"]):
    """Sets of sealed documents."""

    def newest(self) -> Self:
        """The last edition of each version."""
        later = SignedDocument.objects.filter(
            version=models.OuterRef("version"), edition__gt=models.OuterRef("edition")
        )
        return self.filter(~models.Exists(later)).select_related("version__agreement")

    def ending_before(self, moment: datetime.datetime) -> Self:
        """Those whose archive timestamp holds no longer than that."""
        return self.filter(level=SignedDocument.Level.LTA, archived_until__lt=moment)


class SignedDocument(models.Model):
    """An edition of the sealed PDF of a version that all parties signed; a later one has a newer archive timestamp."""

    class Level(models.TextChoices):
        """How long the seal can be proved, after ETSI EN 319 142 (PAdES)."""

        B = "B-B", _("seal without timestamp (B-B)")
        T = "B-T", _("seal with timestamp (B-T)")
        LT = "B-LT", _("seal with timestamp and proofs of validity (B-LT)")
        LTA = "B-LTA", _("seal for the archive, with renewable timestamps (B-LTA)")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="documents", verbose_name=_("version"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    wanted_level = models.CharField(_("wanted level"), max_length=8, choices=Level.choices, blank=True)
    level = models.CharField(_("reached level"), max_length=8, choices=Level.choices, blank=True)
    sealed_by = models.CharField(_("sealed by"), max_length=250, blank=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True)
    archived_until = models.DateTimeField(_("archive timestamp holds until"), null=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects = SignedDocumentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("signed document")
        verbose_name_plural = _("signed documents")
        ordering = ["version", "edition"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="agreements_document_has_hash"),
            models.UniqueConstraint(fields=["version", "edition"], name="agreements_one_edition_number"),
        ]

    def __str__(self) -> str:
        return str(self.file.name)
