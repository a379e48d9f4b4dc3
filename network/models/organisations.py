"""The partner organisations and the people who belong to them."""

from typing import Any, Self

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models.people import User
from network.models.terms import Term, TermQuerySet
from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet


class Circle(models.Model):
    """Something that people belong to and some people lead; each side is an auth Group kept by ``roles``."""

    members_group = models.OneToOneField(
        Group, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("group of members")
    )
    leaders_group = models.OneToOneField(
        Group, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("group of leaders")
    )

    class Meta:
        abstract = True


class OrganisationQuerySet(LockingQuerySet["Organisation"]):
    """Sets of organisations."""

    def visible_to(self, user: AnyUser) -> Self:
        """All: who takes part is public."""
        return self.all()

    def partners(self) -> Self:
        """Those that take part in the network today."""
        return self.filter(is_partner=True)

    def by_kind(self) -> Self:
        """In the order in which the network names its types, then by name."""
        order = [models.When(kind=kind, then=place) for place, kind in enumerate(Organisation.Kind)]
        return self.order_by(models.Case(*order), "name")

    def can_sign(self) -> Self:
        """Partners that may become a party; the project office facilitates and never is one."""
        return self.partners().exclude(kind=Organisation.Kind.PROJECT_OFFICE)

    def joined_by(self, user: AnyUser) -> Self:
        """Those to which this user belongs today, as a member or as an executive."""
        return self.filter(members_group__user=user) if user.is_authenticated else self.none()

    def led_by(self, user: AnyUser) -> Self:
        """Those of which this user is an executive today."""
        return self.filter(leaders_group__user=user) if user.is_authenticated else self.none()


class Organisation(Circle, Edited):
    """A partner in the network, or an organisation beside it."""

    class Kind(models.TextChoices):
        """Types of partners, as the network groups them."""

        GENERAL_PRACTICE = "general_practice", _("General practitioners")
        HOSPITAL = "hospital", _("Hospital")
        ELDERLY_CARE = "elderly_care", _("Elderly and home care")
        REHABILITATION = "rehabilitation", _("Rehabilitation")
        MENTAL_HEALTH = "mental_health", _("Mental health care")
        YOUTH_CARE = "youth_care", _("Youth care")
        INSURER = "insurer", _("Health insurer or care office")
        MUNICIPALITY = "municipality", _("Municipality")
        PROJECT_OFFICE = "project_office", _("Project office")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=150, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("type of partner"), max_length=20, choices=Kind.choices)
    place = models.CharField(_("place"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about this organisation"), blank=True)
    is_partner = models.BooleanField(_("takes part in the network"), default=True)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        permissions = [("sign_for_organisation", "May sign agreements for this organisation")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page of the partner."""
        return reverse("network:organisation_detail", args=[self.slug])

    def projects_for(self, user: AnyUser) -> models.QuerySet[Any]:
        """The projects in which it takes part and that this user may see, with what a line shows of them."""
        part: Any = self._meta.get_field("project_parts").related_model
        project = part._meta.get_field("project").related_model
        found: models.QuerySet[Any] = project.objects.visible_to(user).filter(partners__organisation=self)
        return found.only("title", "slug", "status")

    @property
    def is_facilitator(self) -> bool:
        """Whether it supports the network from outside, and so never signs."""
        return self.kind == self.Kind.PROJECT_OFFICE

    @property
    def label(self) -> str:
        """The short name, for tight places."""
        return self.short_name or self.name


class OrganisationUserPermission(UserObjectPermissionBase):
    """A permission of one person on one organisation."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)


class OrganisationGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one organisation."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)


class Membership(Term):
    """Somebody belongs to an organisation, for a term."""

    class Role(models.TextChoices):
        """What they are there; only an executive can sign."""

        MEMBER = "member", _("Member")
        EXECUTIVE = "executive", _("Executive")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)

    objects = TermQuerySet["Membership"].as_manager()
    history = HistoricalRecords()

    class Meta(Term.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(ends_on=None), name="network_one_membership"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} {self.organisation}"
