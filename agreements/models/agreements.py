"""Agreements: what partners promise each other, from draft until it is in force."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
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
    from agreements.models.versions import Version, VersionQuerySet


class Status(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    OPENING = "opening", _("Being prepared for signing")
    SIGNING = "signing", _("Open for signing")
    SEALING = "sealing", _("Being sealed")
    SEALING_FAILED = "sealing_failed", _("Sealing failed")
    IN_FORCE = "in_force", _("Signed and in force")
    ENDED = "ended", _("Ended")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AgreementQuerySet(LockingQuerySet["Agreement"]):
    """Sets of agreements."""

    def visible_to(self, user: AnyUser) -> Self:
        """Confidential, always: those on which the user holds the view permission."""
        return self.filter(permitted(Agreement, user, "view_agreement"))

    def with_progress(self) -> Self:
        """Annotates ``latest`` (the version), and of its parties ``party_count`` and ``signed_count``."""
        from agreements.models.parties import Party  # the aggregates below refer to this one
        from agreements.models.versions import Version

        versions = Version.objects.filter(agreement=models.OuterRef("pk")).order_by("-number")
        parties = Party.objects.filter(version=models.OuterRef("latest")).order_by().values("version")
        count = parties.annotate(n=models.Count("pk")).values("n")
        return self.annotate(latest=models.Subquery(versions.values("pk")[:1])).annotate(
            party_count=Coalesce(models.Subquery(count), 0),
            signed_count=Coalesce(models.Subquery(count.filter(state=Party.State.SIGNED)), 0),
        )

    def for_list(self) -> Self:
        """With what a row of the list shows; ``effective_on`` is that of the version that counts."""
        from agreements.models.versions import Version  # the aggregate below refers to this one

        columns = ("title", "kind", "status", "in_force", "project__title")
        counts = Version.objects.filter(pk=Coalesce(models.OuterRef("in_force"), models.OuterRef("latest")))
        # A version is ordered by its agreement: that join would take the place of the outer row.
        effective_on = models.Subquery(counts.order_by().values("effective_on")[:1])
        return self.with_progress().annotate(effective_on=effective_on).select_related("project").only(*columns)

    def asking_first(self, user: AnyUser) -> Self:
        """Annotates ``asks_me``, whether this user is asked to sign it today, and puts those first; then the newest."""
        from agreements.models.parties import Party  # the aggregate below refers to this one

        mine = list(Party.objects.signable_by(user).values_list("version__agreement", flat=True))
        asks_me = models.Case(models.When(pk__in=mine, then=True), default=False, output_field=models.BooleanField())
        return self.annotate(asks_me=asks_me).order_by("-asks_me", "-created_at", "-pk")


class Agreement(Lifecycle, Edited):
    """An agreement between partners; its text and its parties stand in its versions."""

    Status = Status

    class Kind(models.TextChoices):
        """What sort of promise it is."""

        COOPERATION = "cooperation", _("Cooperation agreement")
        VISION = "vision", _("Regional vision")
        INTENT = "intent", _("Letter of intent")
        ACCESSION = "accession", _("Accession of a partner")

    # What is prepared while an earlier version is in force falls back to IN_FORCE when it is given up.
    NEXT_STATUSES = {
        Status.DRAFT: {Status.CONSULTATION, Status.OPENING, Status.WITHDRAWN, Status.IN_FORCE},
        Status.CONSULTATION: {Status.DRAFT, Status.OPENING, Status.WITHDRAWN, Status.IN_FORCE},
        Status.OPENING: {Status.SIGNING, Status.WITHDRAWN, Status.IN_FORCE},
        Status.SIGNING: {Status.SEALING, Status.DECLINED, Status.WITHDRAWN, Status.DRAFT, Status.IN_FORCE},
        Status.SEALING: {Status.IN_FORCE, Status.SEALING_FAILED},
        Status.SEALING_FAILED: {Status.IN_FORCE},
        Status.IN_FORCE: {Status.DRAFT, Status.ENDED},
        Status.DECLINED: {Status.DRAFT},
        Status.WITHDRAWN: {Status.DRAFT},
        Status.ENDED: set(),
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
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="accessions",
        verbose_name=_("accedes to"),
    )
    in_force = models.OneToOneField(
        "agreements.Version",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("version in force"),
    )
    # The end of the trail, kept with every event: a trail that was cut short no longer fits.
    trail_length = models.PositiveIntegerField(default=0, editable=False)
    trail_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("drafted at"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closing_reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = AgreementQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["trail_length", "trail_hash"])

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("sign_agreement", "May sign or decline for an organisation"),
            ("open_agreement", "May open for signing"),
            ("withdraw_agreement", "May withdraw"),
            ("audit_agreement", "May read who did what"),
            ("comment_agreement", "May comment on the text"),
            ("confirm_agreement", "May register and confirm what was signed on paper"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="agreements_known_status"),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DECLINED, Status.WITHDRAWN, Status.ENDED])
                | (Q(closed_at__isnull=False) & ~Q(closing_reason="")),
                name="agreements_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.IN_FORCE, Status.ENDED]) | Q(in_force__isnull=False),
                name="agreements_in_force_names_version",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DECLINED, Status.WITHDRAWN]) | Q(in_force=None),
                name="agreements_in_force_stays",
            ),
            models.CheckConstraint(
                condition=Q(kind="accession", parent__isnull=False) | ~Q(kind="accession") & Q(parent=None),
                name="agreements_accession_has_parent",
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
        return self._numbered(self.versions.all())

    def version_for(self, may: frozenset[str]) -> "Version":
        """The version that somebody with these permissions sees: a new text only once it was shown to the parties."""
        return self._numbered(self.versions_for(may))

    def versions_for(self, may: frozenset[str]) -> "VersionQuerySet":
        """The versions that somebody with these permissions sees, the last first."""
        versions: VersionQuerySet = self.versions.all()
        return versions if "change_agreement" in may else versions.filter(Q(frozen_at__isnull=False) | Q(number=1))

    def _numbered(self, versions: models.QuerySet["Version"]) -> "Version":
        version = versions.select_related("opened_by", "event").order_by("-number")[0]
        version.agreement = self
        return version

    @property
    def is_draft(self) -> bool:
        """Whether its text can still change."""
        return self.status == Status.DRAFT

    @property
    def is_consulted(self) -> bool:
        """Whether partners and councils can comment on the text now."""
        return self.status == Status.CONSULTATION

    @property
    def is_opening(self) -> bool:
        """Whether the text is fixed and its document is being made, so that the parties can sign it."""
        return self.status == Status.OPENING

    @property
    def is_signing(self) -> bool:
        """Whether parties can sign or decline now."""
        return self.status == Status.SIGNING

    @property
    def is_complete(self) -> bool:
        """Whether every party has signed the latest version."""
        return self.status in (Status.SEALING, Status.SEALING_FAILED, Status.IN_FORCE, Status.ENDED)

    @property
    def is_closed(self) -> bool:
        """Whether it was declined or withdrawn."""
        return self.status in (Status.DECLINED, Status.WITHDRAWN)

    @property
    def is_ended(self) -> bool:
        """Whether it was in force and is no more."""
        return self.status == Status.ENDED

    @property
    def is_amended(self) -> bool:
        """Whether a new version is on its way while an earlier one is in force."""
        return self.in_force_id is not None and self.status not in (Status.IN_FORCE, Status.ENDED)

    def can_move_to(self, status: Any) -> bool:
        """Back into force without a new seal only when a version in force is there to go back to."""
        from_sealing = self.status in (Status.SEALING, Status.SEALING_FAILED)
        back = status == Status.IN_FORCE and not from_sealing
        return super().can_move_to(status) and (not back or self.in_force_id is not None)

    def close(self, status: str, *, reason: str) -> None:
        """Decline or withdraw the latest version: nobody can sign it any more, and the reason stays with it.

        What is in force stays so: only the attempt to amend it ends then.
        """
        self.version.end(status, reason=reason)
        if self.in_force_id is not None:
            self.move_to(Status.IN_FORCE)
            return
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
