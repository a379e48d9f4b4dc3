"""The parties of a version: what each promises, who must sign for it, and what it decided."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement, executives_of
from agreements.models.people import person
from agreements.models.signing_rules import Hand, SigningRule, counted, holds, needed
from agreements.models.versions import Version
from network.models import Membership, Organisation, User
from zenderen.lib.access import AnyUser, once
from zenderen.lib.models import Edited, LockingQuerySet

if TYPE_CHECKING:
    from agreements.models.mandates import Mandate
    from agreements.models.signatures import Scan


def _authority_of(user: AnyUser) -> "tuple[list[int], list[Mandate]]":
    """The organisations of which this user is an executive today, and the powers of attorney that they hold.

    Asked apart, and not as one more subquery of each query about parties: nearly everybody has none or one of them.
    """
    from agreements.models.mandates import Mandate  # the aggregate below refers to this one

    def ask() -> "tuple[list[int], list[Mandate]]":
        terms = Membership.objects.current().filter(user=user.pk, role=Membership.Role.EXECUTIVE, user__is_active=True)
        held = Mandate.objects.valid().filter(delegate=user.pk)
        return list(terms.values_list("organisation", flat=True)), list(held)

    return once(user, "authority", ask) if user.is_authenticated else ([], [])


def _scope_of(mandate: "Mandate") -> Q:
    scope = Q(organisation=mandate.organisation_id)
    return scope & Q(version__agreement=mandate.agreement_id) if mandate.agreement_id else scope


def _counts(principal: int) -> Q:
    """Parties for which a signature on this person's authority would still count."""
    named = ~Q(signing_rule=SigningRule.NAMED) | Q(first_signatory=principal) | Q(second_signatory=principal)
    return named & ~Q(_signed(principal=principal))


def _signed(**by: int) -> models.Exists:
    from agreements.models.signatures import Signature  # the aggregate below refers to this one

    return models.Exists(Signature.objects.filter(party=models.OuterRef("pk"), **by))


class PartyQuerySet(LockingQuerySet["Party"]):
    """Sets of parties."""

    def represented_by(self, user: AnyUser) -> Self:
        """Those for which this user can act today: as an executive, or by power of attorney of one."""
        led, mandates = _authority_of(user)
        may = Q(organisation__in=led)
        for mandate in mandates:
            may |= _scope_of(mandate)
        return self.filter(may)

    def open(self) -> Self:
        """Those that can decide now: in time, on their turn, and without ink on paper that is still being looked at."""
        from agreements.models.signatures import Scan  # the aggregate below refers to this one

        earlier = Party.objects.filter(
            version=models.OuterRef("version"), turn__lt=models.OuterRef("turn"), state=Party.State.PENDING
        )
        return self.filter(
            ~models.Exists(earlier),
            ~models.Exists(Scan.objects.filter(party=models.OuterRef("pk"), is_confirmed=None)),
            Q(deadline_on=None) | Q(deadline_on__gte=timezone.localdate()),
            state=Party.State.PENDING,
            version__ended_as="",
            version__opened_at__isnull=False,
            version__agreement__status=Agreement.Status.SIGNING,
        )

    def signable_by(self, user: AnyUser) -> Self:
        """Those for which this user is asked to sign now."""
        led, mandates = _authority_of(user)
        key = user.pk or 0  # 0: a visitor
        can = Q(organisation__in=led) & _counts(key)
        for mandate in mandates:
            can |= _scope_of(mandate) & _counts(mandate.grantor_id)
        return self.open().filter(can, ~_signed(user=key)) if led or mandates else self.none()

    def with_decisions(self) -> Self:
        """With their signatures in order; at most one declined, so by whom is asked apart."""
        return self.prefetch_related("signatures__mandate", "scans", "reminders")

    def signatories(self, agreement: Agreement) -> models.QuerySet[User]:
        """Who can still sign for these parties of one agreement: executives, and who holds their power of attorney."""
        from agreements.models.mandates import Mandate  # the aggregates below refer to this one
        from agreements.models.signatures import Signature

        given = Signature.objects.filter(party__in=self.values("pk"))
        actors = given.filter(user__isnull=False).values("user")
        principals = given.filter(principal__isnull=False).values("principal")
        free, named = self.exclude(signing_rule=SigningRule.NAMED), self.filter(signing_rule=SigningRule.NAMED)
        terms = Membership.objects.current().filter(role=Membership.Role.EXECUTIVE)
        admitted = (
            Q(pk__in=terms.filter(organisation__in=free.values("organisation")).values("user"))
            | Q(pk__in=named.values("first_signatory"))
            | Q(pk__in=named.values("second_signatory"))
        )
        pair = Q(grantor__in=named.values("first_signatory")) | Q(grantor__in=named.values("second_signatory"))
        mandates = (
            Mandate.objects.valid()
            .covering(agreement)
            .filter(
                Q(organisation__in=free.values("organisation"))
                | Q(organisation__in=named.values("organisation")) & pair
            )
            .exclude(grantor__in=principals)
        )
        people = User.objects.filter(is_active=True).exclude(pk__in=actors)
        return people.filter(admitted & ~Q(pk__in=principals) | Q(pk__in=mandates.values("delegate"))).order_by("pk")

    def overdue(self) -> Self:
        """Those that did not sign in time."""
        return self.filter(
            deadline_on__lt=timezone.localdate(),
            state=Party.State.PENDING,
            version__ended_as="",
            version__agreement__status=Agreement.Status.SIGNING,
        )

    def without_signatory(self) -> Self:
        """Those whose organisation has too few executives today for its rule, or may not be a party at all."""
        allowed = Organisation.objects.can_sign().filter(pk=models.OuterRef("organisation"))
        executives = executives_of("organisation").order_by().values("organisation").annotate(n=models.Count("user"))
        enough = Coalesce(models.Subquery(executives.values("n")), 0)
        is_named = Q(signing_rule=SigningRule.NAMED)
        first = models.Exists(executives_of("organisation", user=models.OuterRef("first_signatory")))
        second = models.Exists(executives_of("organisation", user=models.OuterRef("second_signatory")))
        return self.annotate(executive_count=enough).filter(
            ~models.Exists(allowed) | Q(executive_count__lt=F("signatures_needed")) | (is_named & ~(first & second))
        )


class Party(Edited):
    """An organisation that takes part in the agreement, with what it promises and whether it has signed."""

    SigningRule = SigningRule

    class State(models.TextChoices):
        """What the party has decided."""

        PENDING = "pending", _("Has not signed yet")
        SIGNED = "signed", _("Signed")
        DECLINED = "declined", _("Declined")

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="parties", editable=False, verbose_name=_("version")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreement_parties", verbose_name=_("organisation")
    )
    role = models.CharField(_("role in the agreement"), max_length=150)
    responsibilities = models.TextField(_("responsibilities"), help_text=_("What this party promises to do."))
    signing_rule = models.CharField(
        _("who signs"), max_length=12, choices=SigningRule.choices, default=SigningRule.SOLE
    )
    signatures_needed = models.PositiveSmallIntegerField(_("number of signatures"), default=1)
    first_signatory = person(_("first signatory"), null=True, blank=True)
    second_signatory = person(_("second signatory"), null=True, blank=True)
    turn = models.PositiveSmallIntegerField(
        _("turn"), default=1, help_text=_("Parties with a higher number are asked after those with a lower one signed.")
    )
    deadline_on = models.DateField(_("sign before the end of"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = person(_("decided by"), null=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    # Filled in by ``Version.lines``: whether it is this party's turn to sign, and since when.
    is_asked = False
    asked_since: datetime.datetime | None = None

    objects = PartyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"],
                name="agreements_party_once",
                violation_error_message=_("This organisation is a party already."),
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at=None, decided_by=None, reason="")
                | Q(state="signed", decided_at__isnull=False, decided_by__isnull=False, reason="")
                | Q(state="declined", decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
                name="agreements_party_decision",
            ),
            models.CheckConstraint(
                condition=Q(signing_rule="sole", signatures_needed=1, first_signatory=None, second_signatory=None)
                | Q(signing_rule="joint", signatures_needed__gte=2, first_signatory=None, second_signatory=None)
                | Q(
                    signing_rule="named",
                    signatures_needed=2,
                    first_signatory__isnull=False,
                    second_signatory__isnull=False,
                )
                & ~Q(first_signatory=F("second_signatory")),
                name="agreements_party_rule",
                violation_error_message=_("Who signs and the number of signatures do not fit together."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def name(self) -> str:
        """The organisation as the frozen text names it."""
        for party in self.version.content["parties"]:
            if party["id"] == self.pk:
                return str(party["organisation"])
        return str(self.organisation)

    @property
    def is_pending(self) -> bool:
        """Whether this party still has to decide."""
        return self.state == self.State.PENDING

    @property
    def scan(self) -> "Scan | None":
        """The signatures on paper that wait for a second person, or were confirmed by one."""
        return next((scan for scan in self.scans.all() if scan.is_confirmed is not False), None)

    @property
    def is_overdue(self) -> bool:
        """Whether its time to sign has passed."""
        return self.is_pending and self.deadline_on is not None and self.deadline_on < timezone.localdate()

    @property
    def named(self) -> list[User]:
        """The two who must sign, where the rule names them."""
        return [user for user in (self.first_signatory, self.second_signatory) if user]

    @property
    def named_keys(self) -> frozenset[str]:
        """The keys of the two who must sign."""
        return frozenset(str(pk) for pk in (self.first_signatory_id, self.second_signatory_id) if pk)

    @property
    def needed(self) -> int:
        """How many signatures make this party have signed."""
        return needed(self.signing_rule, self.signatures_needed)

    @property
    def given(self) -> int:
        """How many signatures count so far."""
        return counted(self.signing_rule, self.named_keys, self._hands())

    @property
    def is_fulfilled(self) -> bool:
        """Whether its signing rule holds."""
        return holds(self.signing_rule, self.signatures_needed, self.named_keys, self._hands())

    def _hands(self) -> list[Hand]:
        return [signature.hand for signature in self.signatures.all()]

    def decide(self, state: str, *, by: User, reason: str = "") -> None:
        """Record the decision of this party, once and for all."""
        self.state, self.decided_at, self.decided_by, self.reason = state, timezone.now(), by, reason
        self.save(update_fields=["state", "decided_at", "decided_by", "reason"])
