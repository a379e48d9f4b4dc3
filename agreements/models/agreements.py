"""Agreements: what partners promise each other, from draft until it is in force."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models import Membership, Organisation, User
from projects.models import Project
from zenderen.lib.access import AnyUser, permitted
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle

if TYPE_CHECKING:
    from agreements.models.audit import AuditEvent
    from agreements.models.versions import Version


class Status(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("Draft")
    SIGNING = "signing", _("Open for signing")
    SEALING = "sealing", _("Being drawn up")
    IN_FORCE = "in_force", _("Signed and in force")
    SEALING_FAILED = "sealing_failed", _("Drawing up failed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AgreementQuerySet(LockingQuerySet["Agreement"]):
    """Sets of agreements."""

    def visible_to(self, user: AnyUser) -> Self:
        """Confidential, always: those on which the user holds the view permission."""
        return self.filter(permitted(Agreement, user, "view_agreement"))

    def with_progress(self) -> Self:
        """Annotates ``latest`` (the version), and of its parties ``party_count`` and ``signed_count``."""
        from agreements.models.versions import Party, Version  # the aggregate below refers to this one

        versions = Version.objects.filter(agreement=models.OuterRef("pk")).order_by("-number")
        parties = Party.objects.filter(version=models.OuterRef("latest")).order_by().values("version")
        count = parties.annotate(n=models.Count("pk")).values("n")
        return self.annotate(latest=models.Subquery(versions.values("pk")[:1])).annotate(
            party_count=Coalesce(models.Subquery(count), 0),
            signed_count=Coalesce(models.Subquery(count.filter(state=Party.State.SIGNED)), 0),
        )

    def for_list(self) -> Self:
        """With what a row of the list shows."""
        columns = ("title", "kind", "status", "effective_on", "project__title")
        return self.with_progress().select_related("project").only(*columns)

    def asking_first(self, user: AnyUser) -> Self:
        """Annotates ``asks_me``, whether this user is asked to sign it today, and puts those first; then the newest."""
        from agreements.models.versions import Party  # the aggregate below refers to this one

        parties = Party.objects.signable_by(user).filter(version__agreement=models.OuterRef("pk"))
        return self.annotate(asks_me=models.Exists(parties)).order_by("-asks_me", "-created_at", "-pk")


class Agreement(Lifecycle, Edited):
    """An agreement between partners; its text and its parties stand in its versions."""

    Status = Status

    class Kind(models.TextChoices):
        """What sort of promise it is."""

        COOPERATION = "cooperation", _("Cooperation agreement")
        VISION = "vision", _("Regional vision")
        INTENT = "intent", _("Letter of intent")

    NEXT_STATUSES = {
        Status.DRAFT: {Status.SIGNING, Status.WITHDRAWN},
        Status.SIGNING: {Status.SEALING, Status.DECLINED, Status.WITHDRAWN},
        Status.SEALING: {Status.IN_FORCE, Status.SEALING_FAILED},
        Status.SEALING_FAILED: {Status.IN_FORCE},
        Status.IN_FORCE: set(),
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
    }

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("type of agreement"), max_length=12, choices=Kind.choices, default=Kind.COOPERATION)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.DRAFT, editable=False, db_index=True
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("project"),
        help_text=_("Leave empty when it is for the network as a whole."),
    )
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    created_at = models.DateTimeField(_("drafted at"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closing_reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = AgreementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("sign_agreement", "May sign or decline for an organisation"),
            ("open_agreement", "May open for signing"),
            ("withdraw_agreement", "May withdraw"),
            ("audit_agreement", "May read who did what"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="agreements_known_status"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(effective_on=None) | Q(ends_on__gte=F("effective_on")),
                name="agreements_ends_after_start",
                violation_error_message=_("The agreement would end before it takes effect."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DECLINED, Status.WITHDRAWN])
                | (Q(closed_at__isnull=False) & ~Q(closing_reason="")),
                name="agreements_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the agreement."""
        return reverse("agreements:agreement_detail", args=[self.pk])

    # Django's own two translate every label that the field can have, for each row of a list.
    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """The kind in words."""
        return str(self.Kind(self.kind).label)

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """The status in words."""
        return str(Status(self.status).label)

    @property
    def version(self) -> "Version":
        """The latest version, with the agreement filled in."""
        version = self.versions.select_related("opened_by").order_by("-number")[0]
        version.agreement = self
        return version

    @property
    def is_draft(self) -> bool:
        """Whether its text can still change."""
        return self.status == Status.DRAFT

    @property
    def is_signing(self) -> bool:
        """Whether parties can sign or decline now."""
        return self.status == Status.SIGNING

    @property
    def is_complete(self) -> bool:
        """Whether every party has signed."""
        return self.status in (Status.SEALING, Status.SEALING_FAILED, Status.IN_FORCE)

    @property
    def is_closed(self) -> bool:
        """Whether it was declined or withdrawn."""
        return self.status in (Status.DECLINED, Status.WITHDRAWN)

    def close(self, status: str, *, reason: str) -> None:
        """Decline or withdraw: nobody can sign any more, and the reason stays with it."""
        self.closed_at, self.closing_reason = timezone.now(), reason
        self.move_to(status, "closed_at", "closing_reason")

    def log(
        self, event: str, *, by: User | None = None, on_behalf_of: Organisation | None = None, **data: Any
    ) -> "AuditEvent":
        """Append to the audit trail; the caller holds the lock on this row."""
        from agreements.models.audit import AuditEvent  # the aggregate below refers to this one

        return AuditEvent.objects.append(self, event, by=by, on_behalf_of=on_behalf_of, data=data)


class AgreementUserPermission(UserObjectPermissionBase):
    """A permission of one person on one agreement."""

    content_object = models.ForeignKey(Agreement, on_delete=models.CASCADE)


class AgreementGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one agreement."""

    content_object = models.ForeignKey(Agreement, on_delete=models.CASCADE)


def executives_of(organisation_ref: str, **conditions: Any) -> models.QuerySet[Membership]:
    """Today's executives of the organisation that an outer query names ``organisation_ref``."""
    return Membership.objects.current().filter(
        organisation=models.OuterRef(organisation_ref),
        role=Membership.Role.EXECUTIVE,
        user__is_active=True,
        **conditions,
    )
