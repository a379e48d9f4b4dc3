"""People who sign in, and the posts that they hold in the network as a whole."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.terms import Term, TermQuerySet


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail address is the user name."""

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user whose address counts as proven (by the invitation); without a password nobody can sign in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are compared without regard to capitals."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do follows from memberships, seats and appointments."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the administration of the system"), default=False)
    joined_at = models.DateTimeField(_("account since"), default=timezone.now, editable=False)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="network_user_email_ci")]
        permissions = [
            ("view_internal", "May read the internal pages of the network"),
            ("invite_user", "May invite people"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_absolute_url(self) -> str:
        """The page of this person, for who administers people."""
        return reverse("network:user_detail", args=[self.pk])

    def get_full_name(self) -> str:
        """The name as shown."""
        return self.name

    def get_short_name(self) -> str:
        """The name as shown."""
        return self.name

    @property
    def requires_second_factor(self) -> bool:
        """Executives, network managers and administrators never sign in with a password alone."""
        return self.factor_asked_by(self.appointments.current(), self.memberships.current())

    @staticmethod
    def factor_asked_by(appointments: models.QuerySet["Appointment"], memberships: models.QuerySet[Any]) -> bool:
        """Whether one of these current places asks for a second factor."""
        return bool(appointments) or any(place.role == place.Role.EXECUTIVE for place in memberships)

    @property
    def has_own_factor(self) -> bool:
        """Whether an authenticator app or a passkey was set up; until then codes come by e-mail."""
        own = Authenticator.objects.filter(user=self).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return bool(own.exists())


class Appointment(Term):
    """A post in the network as a whole, for a term."""

    class Role(models.TextChoices):
        """The posts; what each may do stands in the ``roles`` modules."""

        NETWORK_MANAGER = "network_manager", _("Network manager")
        ADMINISTRATOR = "administrator", _("Administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    objects = TermQuerySet["Appointment"].as_manager()
    history = HistoricalRecords()

    class Meta(Term.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(ends_on=None), name="network_one_appointment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
