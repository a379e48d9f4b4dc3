"""Power of attorney: one executive lets somebody else sign for the organisation, within limits."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement, executives_of
from agreements.models.people import person
from network.models import Appointment, Organisation, User
from zenderen.lib.access import AnyUser
from zenderen.lib.models import LockingQuerySet


class MandateQuerySet(LockingQuerySet["Mandate"]):
    """Sets of powers of attorney."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those that the user gave or received, and those of the organisations that they lead."""
        if not user.is_authenticated:
            return self.none()
        led = Organisation.objects.led_by(user)
        return self.filter(Q(grantor=user.pk) | Q(delegate=user.pk) | Q(organisation__in=led))

    def valid(self) -> Self:
        """Those that hold today: not revoked, within their period, given by somebody who still is an executive.

        And held by somebody who did not come to look after the network or the portal meanwhile.
        """
        today = timezone.localdate()
        active = User.objects.filter(pk=models.OuterRef("delegate"), is_active=True)
        return self.filter(
            models.Exists(executives_of("organisation", user=models.OuterRef("grantor"))),
            models.Exists(active),
            ~models.Exists(Appointment.objects.current().filter(user=models.OuterRef("delegate"))),
            revoked_at=None,
            starts_on__lte=today,
            ends_on__gte=today,
        )

    def with_state(self) -> Self:
        """Annotates ``leads``: whether who gave it is an executive of the organisation today."""
        return self.annotate(leads=models.Exists(executives_of("organisation", user=models.OuterRef("grantor"))))

    def covering(self, agreement: Agreement) -> Self:
        """Those whose scope holds this agreement."""
        return self.filter(Q(agreement=None) | Q(agreement=agreement))


class Mandate(models.Model):
    """An executive (the grantor) lets the delegate sign for the organisation; revocable at any time."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("organisation")
    )
    grantor = person(_("given by"))
    grantor_name = models.CharField(_("name of who gave it"), max_length=150, editable=False)
    delegate = person(_("given to"))
    delegate_name = models.CharField(_("name of who received it"), max_length=150, editable=False)
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("for which agreement"),
        help_text=_("Leave empty for all agreements of the organisation within the period."),
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"))
    evidence = models.TextField(
        _("what it rests on"),
        help_text=_("For example the decision of the board, with its date, or the article of the statutes."),
    )
    file = models.FileField(_("document"), max_length=200, blank=True, editable=False)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    factor = models.CharField(_("second factor"), max_length=12, editable=False)
    granted_at = models.DateTimeField(_("given at"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = person(_("revoked by"), null=True, editable=False)
    revoked_reason = models.TextField(_("reason"), blank=True, editable=False)

    leads = True  # filled in by ``with_state``

    objects = MandateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("power of attorney")
        verbose_name_plural = _("powers of attorney")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="agreements_mandate_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(grantor=F("delegate")),
                name="agreements_mandate_to_another",
                violation_error_message=_("Nobody gives a power of attorney to themselves."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason=""),
                name="agreements_mandate_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grantor_name} → {self.delegate_name}"

    @property
    def is_revoked(self) -> bool:
        """Whether it was taken back."""
        return self.revoked_at is not None

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on < timezone.localdate()

    @property
    def holds(self) -> bool:
        """Whether something can be signed with it today; on a row of ``with_state``."""
        return self.leads and not self.is_revoked and not self.is_over and self.starts_on <= timezone.localdate()

    @property
    def state(self) -> str:
        """How it stands, in words; on a row of ``with_state``."""
        if self.is_revoked:
            return str(_("Revoked"))
        if self.is_over:
            return str(_("Ended"))
        if not self.leads:
            return str(_("Lapsed: who gave it is no executive any more"))
        return str(_("Holds")) if self.starts_on <= timezone.localdate() else str(_("Begins later"))

    def record(self) -> dict[str, Any]:
        """What was given, to whom and on what ground; revoking it changes nothing of this."""
        return {
            "mandate": self.pk,
            "organisation": self.organisation_id,
            "grantor": self.grantor_id,
            "grantor_name": self.grantor_name,
            "delegate": self.delegate_id,
            "delegate_name": self.delegate_name,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "evidence": self.evidence,
            "file_sha256": self.file_sha256,
            "granted_at": self.granted_at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        }

    def revoke(self, *, by: User, reason: str) -> None:
        """Take it back from now on; signatures that were given with it stay valid. On a locked row."""
        self.revoked_at, self.revoked_by, self.revoked_reason = timezone.now(), by, reason
        self.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
