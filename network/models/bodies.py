"""Bodies of the network and the seats in them: coordination group, steering groups, advisory councils."""

from typing import Self

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models.organisations import Circle, Organisation
from network.models.people import User
from network.models.terms import Term, TermQuerySet
from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet


class BodyQuerySet(LockingQuerySet["Body"]):
    """Sets of bodies."""

    def visible_to(self, user: AnyUser) -> Self:
        """All: how the network is organised is public."""
        return self.all()

    def with_seats(self) -> Self:
        """With today's seats in ``current_seats``, chairs first, open seats last."""
        seats = Seat.objects.current().select_related("user", "organisation").by_rank()
        with_seats = self.prefetch_related(Prefetch("seats", queryset=seats, to_attr="current_seats"))
        return with_seats.select_related("theme")


class Body(Circle, Edited):
    """A group of people that decides or advises."""

    class Kind(models.TextChoices):
        """What the body is for."""

        COORDINATION = "coordination", _("Coordination group")
        STEERING = "steering", _("Theme steering group")
        ADVISORY = "advisory", _("Advisory council")
        TEAM = "team", _("Core team or project team")
        BOARDS = "boards", _("Network of boards")
        PROFESSIONALS = "professionals", _("Network of professionals")
        PRACTICES = "practices", _("Network of practices")

    name = models.CharField(_("name"), max_length=150, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("type"), max_length=15, choices=Kind.choices)
    about = models.TextField(_("what it does"), blank=True)

    objects = BodyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind="coordination"),
                name="network_one_coordination_group",
                violation_error_message=_("The network has one coordination group."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, for who administers seats."""
        return reverse("network:body_detail", args=[self.slug])

    @property
    def open_seats(self) -> int:
        """How many of ``current_seats`` nobody holds."""
        return sum(seat.user_id is None for seat in self.current_seats)  # type: ignore[attr-defined]


class BodyUserPermission(UserObjectPermissionBase):
    """A permission of one person on one body."""

    content_object = models.ForeignKey(Body, on_delete=models.CASCADE)


class BodyGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one body."""

    content_object = models.ForeignKey(Body, on_delete=models.CASCADE)


class SeatQuerySet(TermQuerySet["Seat"]):
    """Sets of seats."""

    def by_rank(self) -> Self:
        """Chairs first, then by organisation; open seats last."""
        return self.order_by(
            models.Case(models.When(role=Seat.Role.CHAIR, then=0), default=1),
            models.Case(models.When(user=None, then=1), default=0),
            "organisation__name",
            "pk",
        )


class Seat(Term):
    """A place in a body for a term, held by a person, or open."""

    class Role(models.TextChoices):
        """What the holder is in the body."""

        MEMBER = "member", _("Member")
        CHAIR = "chair", _("Chair")

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="seats", verbose_name=_("body"))
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="seats", verbose_name=_("person"),
        help_text=_("Leave empty while the seat is open."),
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="seats",
        verbose_name=_("on behalf of"),
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Term.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["body", "user"],
                condition=models.Q(ends_on=None),
                name="network_one_seat",
                violation_error_message=_("This person already has a seat in this body."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.user or _('open seat')}"
