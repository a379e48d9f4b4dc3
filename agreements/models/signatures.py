"""What somebody signed, on whose behalf and how; and the document made of it. Rows are added, never changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.versions import Party, Version
from network.models import User

SHA256 = r"^[0-9a-f]{64}$"


class Signature(models.Model):
    """An ordinary electronic signature of a person for a party, on the hash of the version that they saw."""

    class Factor(models.TextChoices):
        """How the person proved who they are, in the same request."""

        TOTP = "totp", _("Code from an authenticator app")
        PASSKEY = "webauthn", _("Passkey")
        EMAIL = "email", _("One-time code by e-mail")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("party"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("signatory"))
    typed_name = models.CharField(_("name as typed"), max_length=150)
    position = models.CharField(_("position"), max_length=120, blank=True)
    version_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    statement = models.TextField(_("statement"))
    statement_version = models.CharField(_("version of the statement"), max_length=12)
    factor = models.CharField(_("second factor"), max_length=12, choices=Factor.choices)
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "user"], name="agreements_sign_once"),
            models.CheckConstraint(condition=Q(version_sha256__regex=SHA256), name="agreements_signature_has_hash"),
            models.CheckConstraint(
                condition=~Q(typed_name="") & ~Q(statement="") & ~Q(statement_version=""),
                name="agreements_signature_is_explicit",
            ),
            models.CheckConstraint(
                condition=Q(factor__in=["totp", "webauthn", "email"]), name="agreements_signature_has_factor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typed_name} ({self.party})"


class SignedDocument(models.Model):
    """The PDF of a version that all parties signed."""

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, related_name="document", verbose_name=_("version")
    )
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("signed document")
        verbose_name_plural = _("signed documents")
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="agreements_document_has_hash")]

    def __str__(self) -> str:
        return str(self.file.name)
