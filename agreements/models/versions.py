"""The text and the parties of an agreement: editable in a draft, frozen by the database once others were asked."""

import datetime
import json
import secrets
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.agreements import Agreement
from agreements.models.people import person
from agreements.models.statements import CURRENT_STATEMENT, STATEMENTS
from network.models import Membership, User
from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet

if TYPE_CHECKING:
    from agreements.models.signatures import SignedDocument


class VersionQuerySet(LockingQuerySet["Version"]):
    """Sets of versions."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those of the agreements that this person may see."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def with_counts(self) -> Self:
        """With how many comments were made on it, in ``comment_count``."""
        return self.annotate(comment_count=models.Count("comments", filter=Q(comments__kind="comment")))

    def waiting_for_answers(self) -> Self:
        """Those with comments or advices that nobody answered (``unanswered``), or past their day and not closed."""
        comment = Q(comments__kind="comment", comments__outcome="")
        advice = Q(advices__given_at__isnull=False, advices__responded_at=None)
        counts = models.Count("comments", filter=comment, distinct=True) + models.Count(
            "advices", filter=advice, distinct=True
        )
        over = Q(
            consulted_until__lt=timezone.localdate(),
            consultation_closed_at=None,
            ended_as="",
            agreement__status=Agreement.Status.CONSULTATION,
        )
        return self.annotate(unanswered=counts).filter(Q(unanswered__gt=0) | over)


CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike


def new_code() -> str:
    """A code that nobody guesses (79 bits), for who holds the document and wants to know whether it is genuine."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(16))


class Version(Edited):
    """One text of an agreement with its terms and parties.

    ``text`` is its whole content as JSON, fixed when others are first asked about it. ``file`` is the PDF made of that
    text and ``sha256`` the hash of this file: that is what is signed.
    """

    class Ending(models.TextChoices):
        """Why this version is not, or no longer, the one that counts."""

        LAPSED = "lapsed", _("Lapsed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUPERSEDED = "superseded", _("Replaced by a later version")
        ENDED = "ended", _("Ended")

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="versions", editable=False, verbose_name=_("agreement")
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    reason = models.TextField(
        _("why there is a new version"), blank=True, editable=False, help_text=_("All parties read this.")
    )
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    renews_on = models.DateField(
        _("decide on renewal before"),
        null=True,
        blank=True,
        help_text=_("The network manager is reminded in the three months before."),
    )
    notice_months = models.PositiveSmallIntegerField(
        _("notice period in months"), default=3, help_text=_("So long before the end a party gives notice.")
    )
    bandwidth_time = models.TextField(_("bandwidth in time"), blank=True)
    bandwidth_money = models.TextField(_("bandwidth in money"), blank=True)
    bandwidth_scope = models.TextField(
        _("bandwidth in what is delivered"),
        blank=True,
        help_text=_("Within these limits the project manager decides; beyond them the client does."),
    )
    tolerance_weeks = models.PositiveSmallIntegerField(
        _("at most so many weeks later"),
        null=True,
        blank=True,
        help_text=_("The same as a number: the portal warns the client when the project goes beyond it."),
    )
    tolerance_euros = models.PositiveIntegerField(
        _("at most so many euros more"),
        null=True,
        blank=True,
        help_text=_("The same as a number: the portal warns the client when the project goes beyond it."),
    )
    code = models.CharField(_("verification code"), max_length=16, unique=True, default=new_code, editable=False)
    frozen_at = models.DateTimeField(_("text fixed at"), null=True, editable=False)
    text = models.TextField(_("frozen text"), blank=True, editable=False)
    consulted_at = models.DateTimeField(_("consultation started at"), null=True, editable=False)
    consulted_until = models.DateField(_("comments until"), null=True, editable=False)
    consultation_closed_at = models.DateTimeField(_("consultation closed at"), null=True, editable=False)
    opened_at = models.DateTimeField(_("opened for signing at"), null=True, editable=False)
    opened_by = person(_("opened by"), null=True, editable=False)
    file = models.FileField(_("document"), max_length=200, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True, editable=False)
    ended_as = models.CharField(_("ended as"), max_length=12, choices=Ending.choices, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_reason = models.TextField(_("reason of the end"), blank=True, editable=False)

    objects = VersionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["text"])

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreements_one_version_number"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(frozen_at=None, ended_as=""), name="agreements_one_draft_version"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None, text="", consulted_at=None, opened_at=None)
                | Q(frozen_at__isnull=False) & ~Q(text=""),
                name="agreements_frozen_or_not",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None, sha256="", file="")
                | Q(opened_at__isnull=False, opened_by__isnull=False, sha256="", file="")
                | Q(opened_at__isnull=False, opened_by__isnull=False, sha256__regex=r"^[0-9a-f]{64}$"),
                name="agreements_opened_or_not",
            ),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_at=None, ended_reason="")
                | ~Q(ended_as="") & Q(ended_at__isnull=False) & ~Q(ended_reason=""),
                name="agreements_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(effective_on=None) | Q(ends_on__gte=F("effective_on")),
                name="agreements_ends_after_start",
                violation_error_message=_("The agreement would end before it takes effect."),
            ),
            models.CheckConstraint(
                condition=Q(renews_on=None) | Q(ends_on=None) | Q(renews_on__lte=F("ends_on")),
                name="agreements_renewed_before_end",
                violation_error_message=_("The decision on renewal would come after the end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, v{self.number}"

    def get_absolute_url(self) -> str:
        """The page of the agreement."""
        return self.agreement.get_absolute_url()

    @property
    def state(self) -> str:
        """Where this version stands, in words; on a version that knows its agreement."""
        if self.ended_as:
            return str(self.get_ended_as_display())
        in_force = self.agreement.in_force_id == self.pk
        return str(Agreement.Status.IN_FORCE.label) if in_force else self.agreement.get_status_display()

    @property
    def badge(self) -> str:
        """How its state is shown: open, done or stopped (see .badge in components.css)."""
        if self.ended_as:
            return "stopped"
        return "done" if self.agreement.in_force_id == self.pk else "open" if self.is_frozen else ""

    @property
    def is_frozen(self) -> bool:
        """Whether its text is fixed."""
        return self.frozen_at is not None

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the pages and the PDF show: the frozen text once fixed, today's rows while it is a draft."""
        return json.loads(self.text) if self.is_frozen else self.compose()

    def compose(self) -> dict[str, Any]:
        """All that a signatory agrees to, from the rows as they are now."""
        agreement = self.agreement
        return {
            "network": settings.NETWORK_NAME,
            "agreement": agreement.pk,
            "version": self.number,
            "code": self.code,
            "kind": agreement.kind,
            "title": agreement.title,
            "reason": self.reason,
            "parent": _parent_of(agreement),
            "project": agreement.project.title if agreement.project else None,
            "effective_on": _iso(self.effective_on),
            "ends_on": _iso(self.ends_on),
            "renews_on": _iso(self.renews_on),
            "notice_months": self.notice_months,
            "bandwidth": {
                "time": self.bandwidth_time,
                "money": self.bandwidth_money,
                "scope": self.bandwidth_scope,
                "weeks": self.tolerance_weeks,
                "euros": self.tolerance_euros,
            },
            "articles": [
                {"number": article.number, "title": article.title, "body": article.body}
                for article in self.articles.all()
            ],
            "annexes": [
                {
                    "number": annex.number,
                    "title": annex.title,
                    "name": annex.name,
                    "sha256": annex.sha256,
                    "size": annex.size,
                }
                for annex in self.annexes.all()
            ],
            "parties": [
                {
                    "id": party.pk,
                    "organisation": party.organisation.name,
                    "role": party.role,
                    "responsibilities": party.responsibilities,
                    "signing_rule": party.signing_rule,
                    "signatures_needed": party.signatures_needed,
                    "named": [str(user) for user in party.named],
                }
                for party in self.parties.select_related("organisation", "first_signatory", "second_signatory")
            ],
            "statement": STATEMENTS[CURRENT_STATEMENT],
            "statement_version": CURRENT_STATEMENT,
        }

    @property
    def bandwidth(self) -> list[tuple[str, str]]:
        """The limits of the project manager as (in which respect, in words); those that the text names."""
        agreed = self.content["bandwidth"]
        weeks, euros = agreed.get("weeks"), agreed.get("euros")  # older texts have no numbers
        later = ngettext("At most %(n)s week later.", "At most %(n)s weeks later.", weeks or 0) % {"n": weeks}
        more = gettext("At most € %(amount)s more.") % {"amount": intcomma(euros or 0)}
        limits = [
            (gettext("Time"), agreed["time"], "" if weeks is None else later),
            (gettext("Money"), agreed["money"], "" if euros is None else more),
            (gettext("What is delivered"), agreed["scope"], ""),
        ]
        said = [(label, "\n".join(part for part in parts if part)) for label, *parts in limits]
        return [(label, words) for label, words in said if words]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The parties as the text names them, each with its row under ``row`` (state, signatures)."""
        parties = self.parties.with_decisions() if self.opened_at else self.parties.all()
        rows = {row.pk: row for row in parties}
        now = min((row.turn for row in rows.values() if row.is_pending), default=None)
        for row in rows.values():
            row.version = self
            row.is_asked = row.is_pending and row.turn == now
            before = [other.decided_at for other in rows.values() if other.turn < row.turn and other.decided_at]
            row.asked_since = max(before, default=self.opened_at)
        return [{**party, "row": rows[party["id"]]} for party in self.content["parties"]]

    @property
    def executives(self) -> models.QuerySet[User]:
        """Who can sign or decline today for one of the parties, on their own authority."""
        memberships = Membership.objects.current().filter(
            role=Membership.Role.EXECUTIVE, organisation__agreement_parties__version=self
        )
        return User.objects.filter(is_active=True, memberships__in=memberships).distinct().order_by("pk")

    @property
    def signatories(self) -> models.QuerySet[User]:
        """Who is asked now: executives of the parties whose turn it is, and who holds their power of attorney."""
        return self.parties.open().signatories(self.agreement)

    @property
    def concerned(self) -> list[User]:
        """All who are told what becomes of it: executives of the parties, delegates, who signed, and who opened it."""
        from agreements.models.mandates import Mandate  # the aggregate below refers to this one

        signed = Q(pk__in=self.parties.filter(signatures__user__isnull=False).values("signatures__user"))
        mandates = Mandate.objects.valid().covering(self.agreement)
        delegates = Q(pk__in=mandates.filter(organisation__in=self.parties.values("organisation")).values("delegate"))
        people = Q(pk__in=self.executives.values("pk")) | Q(pk=self.opened_by_id) | signed | delegates
        return list(User.objects.filter(people, is_active=True).order_by("pk"))

    @property
    def document(self) -> "SignedDocument | None":
        """The latest edition of the sealed document, or None."""
        latest: SignedDocument | None = self.documents.order_by("-edition").first()
        return latest

    @property
    def is_signed_by_all(self) -> bool:
        """Whether no party is left that has not signed."""
        return not self.parties.exclude(state="signed").exists()

    def number_articles(self, articles: list["Article"]) -> None:
        """Number the articles in this order, from 1."""
        for number, article in enumerate(articles, start=1):
            if article.number != number:
                article.number = number
                article.save(update_fields=["number"])

    def freeze(self) -> None:
        """Fix the text; from here on the database refuses every change of it. On a locked row."""
        if self.is_frozen:
            return
        self.text = json.dumps(self.compose(), ensure_ascii=False, sort_keys=True, indent=1)
        self.frozen_at = timezone.now()
        self.save(update_fields=["text", "frozen_at"])
        self.__dict__.pop("content", None)

    def consult(self, *, until: datetime.date) -> None:
        """Fix the text in order to have it commented on until that day, or allow more time. On a locked row."""
        self.freeze()
        self.consulted_at, self.consulted_until = self.consulted_at or timezone.now(), until
        self.save(update_fields=["consulted_at", "consulted_until"])

    def close_consultation(self) -> None:
        """Nobody comments any more; what was said is kept. On a locked row."""
        self.consultation_closed_at = timezone.now()
        self.save(update_fields=["consultation_closed_at"])

    @property
    def is_consulted(self) -> bool:
        """Whether its consultation was begun and not closed; the day of closing may have passed."""
        return self.consulted_at is not None and self.consultation_closed_at is None and not self.ended_as

    @property
    def takes_comments(self) -> bool:
        """Whether partners can comment on it today."""
        in_time = self.consulted_until is not None and self.consulted_until >= timezone.localdate()
        return self.is_consulted and in_time and self.agreement.is_consulted

    def open(self, *, by: User) -> None:
        """Fix the text in order to have it signed; its document follows. On a locked row."""
        self.freeze()
        self.opened_at, self.opened_by = timezone.now(), by
        self.save(update_fields=["opened_at", "opened_by"])

    def keep_document(self, name: str, sha256: str) -> None:
        """Note the PDF that was made of the frozen text, once; its hash is what is signed."""
        self.file, self.sha256 = name, sha256
        self.save(update_fields=["file", "sha256"])

    def end(self, ending: str, *, reason: str) -> None:
        """Note why this version is not, or no longer, the one that counts; once."""
        self.ended_as, self.ended_at, self.ended_reason = ending, timezone.now(), reason
        self.save(update_fields=["ended_as", "ended_at", "ended_reason"])

    def copy(self, *, reason: str) -> "Version":
        """A new draft with the same terms, articles, annexes and parties, of which nobody has signed."""
        terms = (
            *("effective_on", "ends_on", "renews_on", "notice_months"),
            *("bandwidth_time", "bandwidth_money", "bandwidth_scope", "tolerance_weeks", "tolerance_euros"),
        )
        draft = Version.objects.create(
            agreement=self.agreement,
            number=self.number + 1,
            reason=reason,
            **{name: getattr(self, name) for name in terms},
        )
        parts: tuple[tuple[Any, tuple[str, ...]], ...] = (
            (self.articles, ("number", "title", "body")),
            (self.annexes, ("number", "title", "name", "file", "sha256", "size", "added_by_id")),
            (
                self.parties,
                (
                    *("organisation_id", "role", "responsibilities", "signing_rule", "signatures_needed"),
                    *("first_signatory_id", "second_signatory_id", "turn"),
                ),
            ),
        )
        for rows, names in parts:
            for row in rows.all():
                type(row).objects.create(version=draft, **{name: getattr(row, name) for name in names})
        return draft


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _parent_of(agreement: Agreement) -> dict[str, Any] | None:
    """The agreement to which a partner accedes, by the version in force."""
    parent = agreement.parent
    if parent is None or parent.in_force is None:
        return None
    version = parent.in_force
    return {"title": parent.title, "version": version.number, "sha256": version.sha256, "code": version.code}


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


class Annex(models.Model):
    """A file that belongs to the text; its hash is part of what is signed. Added and removed, never changed."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="annexes", editable=False, verbose_name=_("version")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=150)
    name = models.CharField(_("name of the file"), max_length=120, editable=False)
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    added_by = person(_("added by"), null=True, editable=False)
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects = LockingQuerySet["Annex"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"],
                name="agreements_one_annex_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="agreements_annex_has_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
