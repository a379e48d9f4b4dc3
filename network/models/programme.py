"""What happens at a conference: programme, speakers, registrations, presentations, and how people found it."""

import datetime
import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.conferences import Conference
from network.models.library import Document
from network.models.organisations import Organisation
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle


class ProgrammeItem(Edited):
    """A part of the programme; parts at the same time are parallel sessions, each in its own room."""

    class Kind(models.TextChoices):
        """How it is shown."""

        PLENARY = "plenary", _("Plenary")
        SESSION = "session", _("Session")
        BREAK = "break", _("Break")

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="programme", editable=False, verbose_name=_("conference")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.PLENARY)
    title = models.CharField(_("title"), max_length=160)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    room = models.CharField(_("room"), max_length=80, blank=True)
    about = models.TextField(_("about"), blank=True)
    results = models.TextField(_("what came out of it"), blank=True)
    documents = models.ManyToManyField(
        Document, blank=True, related_name="programme_items", verbose_name=_("presentations")
    )

    objects = LockingQuerySet["ProgrammeItem"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("part of the programme")
        verbose_name_plural = _("parts of the programme")
        ordering = ["starts_at", "room", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="network_programme_ends_after_start",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["plenary", "session", "break"]), name="network_programme_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_now(self) -> bool:
        """Whether it is going on at this moment."""
        return self.starts_at <= timezone.now() < self.ends_at


class Speaker(models.Model):
    """Who speaks in a part of the programme; named because they agreed to it."""

    item = models.ForeignKey(
        ProgrammeItem, on_delete=models.CASCADE, related_name="speakers", editable=False, verbose_name=_("part")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, editable=False)
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=160, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> str:
        """As it is typed: name; position; organisation."""
        return "; ".join((self.name, self.position, self.organisation)).rstrip("; ")

    @property
    def words(self) -> str:
        """As it is read: name, position, organisation."""
        return ", ".join(filter(None, (self.name, self.position, self.organisation)))


def new_token() -> str:
    """What nobody can guess: the key to one's own registration."""
    return secrets.token_urlsafe(16)


class RegistrationQuerySet(LockingQuerySet["Registration"]):
    """Sets of registrations."""

    def placed(self) -> Self:
        """Those with a place."""
        return self.filter(status=Registration.Status.PLACED)

    def waiting(self) -> Self:
        """Those on the waiting list, who came first first."""
        return self.filter(status=Registration.Status.WAITING).order_by("registered_at", "pk")


class Registration(Lifecycle):
    """Somebody comes, or waits for a place; found by its token, without an account."""

    class Status(models.TextChoices):
        """Whether there is a place."""

        PLACED = "placed", _("Has a place")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.PLACED: {Status.CANCELLED},
        Status.WAITING: {Status.PLACED, Status.CANCELLED},
        Status.CANCELLED: set(),
    }

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="registrations", editable=False, verbose_name=_("conference")
    )
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PLACED, editable=False)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="registrations", editable=False,
        verbose_name=_("person"),
    )  # fmt: skip
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)
    checked_in_at = models.DateTimeField(_("came in at"), null=True, editable=False)
    # No moment and no history: either would tell which of the evaluations is whose.
    has_evaluated = models.BooleanField(_("has told how it was"), default=False, editable=False)

    objects = RegistrationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["has_evaluated"])

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                "conference",
                condition=~Q(status="cancelled"),
                name="network_one_registration",
                violation_error_message=_("Somebody has registered with this address already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["placed", "waiting", "cancelled"]), name="network_registration_status_known"
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None) | Q(status="placed"), name="network_registration_placed_comes_in"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_placed(self) -> bool:
        """Whether there is a place."""
        return bool(self.status == self.Status.PLACED)

    @property
    def waits(self) -> bool:
        """Whether it waits for one."""
        return bool(self.status == self.Status.WAITING)

    def get_absolute_url(self) -> str:
        """Its own page, for who has the link."""
        return reverse("network:registration_detail", args=[self.token])


def midnight() -> datetime.datetime:
    """The beginning of today: all answers of a day carry the same moment, so that none tells whose it is."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


class VisitorEvaluation(models.Model):
    """How one visitor found a conference; the registration is only remembered as having answered."""

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="evaluations", editable=False, verbose_name=_("conference")
    )
    score = models.PositiveSmallIntegerField(_("how was it?"), validators=[MinValueValidator(1), MaxValueValidator(10)])
    best = models.TextField(_("what was of use to you?"), blank=True, max_length=2000)
    better = models.TextField(_("what could be better?"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(default=midnight, editable=False)

    class Meta:
        verbose_name = _("evaluation by a visitor")
        verbose_name_plural = _("evaluations by visitors")
        ordering = ["-answered_at"]
        constraints = [models.CheckConstraint(condition=Q(score__range=(1, 10)), name="network_evaluation_score_known")]

    def __str__(self) -> str:
        return f"{self.conference}: {self.score}"


class Present(models.Model):
    """How many people of an organisation or group were there, as far as a source tells it."""

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="present", editable=False, verbose_name=_("conference")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    who = models.CharField(_("who"), max_length=160)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attendance of a group")
        verbose_name_plural = _("attendance of groups")
        ordering = ["who"]

    def __str__(self) -> str:
        return self.who
