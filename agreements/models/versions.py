"""The text and the parties of an agreement: editable in a draft, frozen by the database once opened for signing."""

import hashlib
import json
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement, executives_of
from agreements.models.statements import CURRENT_STATEMENT, STATEMENTS
from network.models import Membership, Organisation, User
from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet


class VersionQuerySet(LockingQuerySet["Version"]):
    """Sets of versions."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those of the agreements that this person may see."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user))


class Version(models.Model):
    """One text of an agreement. ``text`` is what is signed, byte for byte; ``sha256`` is the hash of those bytes."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="versions", verbose_name=_("agreement")
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    opened_at = models.DateTimeField(_("opened for signing at"), null=True, editable=False)
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("opened by")
    )
    text = models.TextField(_("frozen text"), blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["text"])

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreements_one_version_number"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(opened_at=None), name="agreements_one_draft_version"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None, text="", sha256="")
                | Q(opened_at__isnull=False, opened_by__isnull=False, sha256__regex=r"^[0-9a-f]{64}$") & ~Q(text=""),
                name="agreements_frozen_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, v{self.number}"

    def get_absolute_url(self) -> str:
        """The page of the agreement."""
        return self.agreement.get_absolute_url()

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the pages and the PDF show: the frozen text once opened, today's rows while it is a draft."""
        return json.loads(self.text) if self.opened_at else self.compose()

    def compose(self) -> dict[str, Any]:
        """All that a signatory agrees to, from the rows as they are now."""
        agreement = self.agreement
        return {
            "network": settings.NETWORK_NAME,
            "agreement": agreement.pk,
            "version": self.number,
            "kind": agreement.kind,
            "title": agreement.title,
            "project": agreement.project.title if agreement.project else None,
            "effective_on": agreement.effective_on.isoformat() if agreement.effective_on else None,
            "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else None,
            "articles": [
                {"number": article.number, "title": article.title, "body": article.body}
                for article in self.articles.all()
            ],
            "parties": [
                {
                    "id": party.pk,
                    "organisation": party.organisation.name,
                    "role": party.role,
                    "responsibilities": party.responsibilities,
                    "signing_rule": party.signing_rule,
                }
                for party in self.parties.select_related("organisation")
            ],
            "statement": STATEMENTS[CURRENT_STATEMENT],
            "statement_version": CURRENT_STATEMENT,
        }

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The parties as the text names them, each with its row under ``row`` (state, signatures)."""
        rows = {row.pk: row for row in self.parties.with_decisions()}
        return [{**party, "row": rows[party["id"]]} for party in self.content["parties"]]

    @property
    def executives(self) -> models.QuerySet[User]:
        """Who can sign or decline today for one of the parties."""
        memberships = Membership.objects.current().filter(
            role=Membership.Role.EXECUTIVE, organisation__agreement_parties__version=self
        )
        return User.objects.filter(is_active=True, memberships__in=memberships).distinct().order_by("pk")

    @property
    def concerned(self) -> list[User]:
        """All who are told what becomes of it: the executives of the parties, and who opened it."""
        return list(User.objects.filter(Q(pk__in=self.executives.values("pk")) | Q(pk=self.opened_by_id)))

    def number_articles(self, articles: list["Article"]) -> None:
        """Number the articles in this order, from 1."""
        for number, article in enumerate(articles, start=1):
            if article.number != number:
                article.number = number
                article.save(update_fields=["number"])

    def freeze(self, *, by: User) -> None:
        """Fix the text and its hash; from here on the database refuses every change. On a locked row."""
        self.text = json.dumps(self.compose(), ensure_ascii=False, sort_keys=True, indent=1)
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        self.opened_at, self.opened_by = timezone.now(), by
        self.save(update_fields=["text", "sha256", "opened_at", "opened_by"])


class Article(Edited):
    """A numbered article; its body is Markdown."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="articles", editable=False, verbose_name=_("version")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("heading"), max_length=150)
    body = models.TextField(
        _("text"), help_text=_("A blank line starts a new paragraph; “- ” starts a list, “1. ” a numbered one.")
    )

    objects = LockingQuerySet["Article"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["number"]
        constraints = [
            # Deferred, so that two articles can change places.
            models.UniqueConstraint(
                fields=["version", "number"],
                name="agreements_one_article_number",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class PartyQuerySet(LockingQuerySet["Party"]):
    """Sets of parties."""

    def represented_by(self, user: AnyUser) -> Self:
        """Those for whose organisation this user is an executive today."""
        return self.filter(models.Exists(executives_of("organisation", user_id=user.pk)))

    def signable_by(self, user: AnyUser) -> Self:
        """Those for which this user is asked to sign now."""
        return self.represented_by(user).filter(
            state=Party.State.PENDING,
            version__opened_at__isnull=False,
            version__agreement__status=Agreement.Status.SIGNING,
        )

    def with_decisions(self) -> Self:
        """With their signatures; at most one declined, so by whom is asked apart."""
        return self.prefetch_related("signatures")

    def without_signatory(self) -> Self:
        """Those whose organisation has no executive today, or may not be a party at all."""
        allowed = Organisation.objects.can_sign().filter(pk=models.OuterRef("organisation"))
        return self.filter(~models.Exists(executives_of("organisation")) | ~models.Exists(allowed))


class Party(Edited):
    """An organisation that takes part in the agreement, with what it promises and whether it has signed."""

    class SigningRule(models.TextChoices):
        """When the party counts as having signed."""

        SOLE = "sole", _("One executive signs")

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
        _("who signs"), max_length=12, choices=SigningRule.choices, default=SigningRule.SOLE, editable=False
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), blank=True, editable=False)

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

    def decide(self, state: str, *, by: User, reason: str = "") -> None:
        """Record the decision of this party, once and for all."""
        self.state, self.decided_at, self.decided_by, self.reason = state, timezone.now(), by, reason
        self.save(update_fields=["state", "decided_at", "decided_by", "reason"])
