"""How somebody gets an account, and the codes that prove who they are while no app or passkey was set up."""

import datetime
import hashlib
import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.organisations import Membership, Organisation
from network.models.people import User
from zenderen.lib.models import LockingQuerySet


class Invitation(models.Model):
    """A personal way in, valid for fourteen days and once; only a digest of its token is stored."""

    VALID_FOR = datetime.timedelta(days=14)

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    objects = LockingQuerySet["Invitation"].as_manager()
    history = HistoricalRecords(excluded_fields=["token_digest"])

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @staticmethod
    def digest(token: str) -> str:
        """What is stored of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def expires_at(self) -> datetime.datetime:
        """The moment after which the invitation no longer opens an account."""
        return self.invited_at + self.VALID_FOR

    @property
    def state(self) -> str:
        """accepted, revoked, expired or open."""
        if self.accepted_at or self.revoked_at:
            return "accepted" if self.accepted_at else "revoked"
        return "open" if timezone.now() < self.expires_at else "expired"

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.state == "open"


class EmailedCode(models.Model):
    """A one-time code sent by e-mail as second factor; valid for five minutes, five tries, once."""

    VALID_FOR = datetime.timedelta(minutes=5)
    MAX_TRIES = 5

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="emailed_codes")
    digest = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("code sent by e-mail")
        verbose_name_plural = _("codes sent by e-mail")
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.sent_at:%Y-%m-%d %H:%M}"

    @staticmethod
    def new_code() -> str:
        """Six digits from a source fit for secrets."""
        return f"{secrets.randbelow(10**6):06d}"

    def digest_of(self, code: str) -> str:
        """The digest that ``code`` has for this row; keyed, since six digits are guessed from a bare hash at once."""
        text = f"{self.user_id}:{self.sent_at.isoformat()}:{code}"
        return salted_hmac("network.EmailedCode", text, algorithm="sha256").hexdigest()

    @property
    def is_open(self) -> bool:
        """Whether it can still be used."""
        return not self.used_at and self.tries < self.MAX_TRIES and timezone.now() < self.sent_at + self.VALID_FOR

    def use(self, code: str) -> bool:
        """Use up the code, or count a wrong try; on a row that is locked."""
        if constant_time_compare(self.digest, self.digest_of(code)):
            self.used_at = timezone.now()
            self.save(update_fields=["used_at"])
            return True
        self.tries += 1
        self.save(update_fields=["tries"])
        return False


class FactorTry(models.Model):
    """Somebody proved themselves, or failed to, for one act; ``used`` makes that each proof counts once."""

    MAX_FAILURES = 10
    WINDOW = datetime.timedelta(minutes=10)

    class Method(models.TextChoices):
        """How."""

        TOTP = "totp", _("code from an app")
        WEBAUTHN = "webauthn", _("passkey")
        EMAIL = "email", _("code sent by e-mail")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_tries")
    method = models.CharField(max_length=8, choices=Method.choices)
    tried_at = models.DateTimeField(default=timezone.now, editable=False)
    used = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - NULL: a failure, never equal

    class Meta:
        verbose_name = _("try of a second factor")
        verbose_name_plural = _("tries of a second factor")
        ordering = ["-tried_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "used"], name="network_factor_used_once"),
            models.CheckConstraint(condition=~Q(used=""), name="network_factor_used_named"),
        ]
        indexes = [models.Index(fields=["user", "tried_at"])]

    def __str__(self) -> str:
        return f"{self.user} {self.method} {self.tried_at:%Y-%m-%d %H:%M}"
