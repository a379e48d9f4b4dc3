"""The library: documents with their stage, editions, readers and the advice that was asked about them."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models.bodies import Body, Seat
from network.models.classification import Classification, Classified, ClassifiedQuerySet
from network.models.conferences import Conference
from network.models.organisations import Organisation
from network.models.people import User
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle


class DocumentQuerySet(ClassifiedQuerySet["Document"]):
    """Sets of documents."""

    def visible_to(self, user: AnyUser) -> Self:
        """By classification while it is kept; its owner and who administers the library see it afterwards too."""
        shown = super().visible_to(user)
        if "network.view_document" in global_permissions(user):
            return shown
        kept = Q(destroyed_at=None) & (Q(keep_until=None) | Q(keep_until__gte=timezone.localdate()))
        return shown.filter(kept | Q(owner=user.pk) if user.is_authenticated else kept)

    def to_destroy(self) -> Self:
        """Those whose day of retention has passed, with files that are still there."""
        return self.filter(keep_until__lt=timezone.localdate(), destroyed_at=None)

    def described(self) -> Self:
        """With its own words as something to search in, in ``description``."""
        title = SearchVector("title", weight="A", config="dutch")
        return self.annotate(description=title + SearchVector("summary", weight="B", config="dutch"))

    def for_list(self) -> Self:
        """With the files of today, and what a line tells beside them."""
        return self.select_related("conference").prefetch_related(
            Prefetch("editions", Edition.objects.current().by_kind(), to_attr="current_editions")
        )


class Document(Classified, Lifecycle, Edited):
    """A document in one stage of its chain: ambition → contours → concept → definitive."""

    class Status(models.TextChoices):
        """The stages, in their order."""

        AMBITION = "ambition", _("Ambition")
        CONTOURS = "contours", _("Contours")
        CONCEPT = "concept", _("Concept")
        DEFINITIVE = "definitive", _("Definitive")

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.AMBITION: {Status.CONTOURS, Status.CONCEPT, Status.DEFINITIVE},
        Status.CONTOURS: {Status.CONCEPT, Status.DEFINITIVE},
        Status.CONCEPT: {Status.DEFINITIVE},
        Status.DEFINITIVE: set(),
    }
    CONCEPTS = (Status.CONTOURS, Status.CONCEPT)  # contours, too, are still talked about

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80, unique=True, editable=False)
    summary = models.TextField(_("in short"), blank=True)
    status = models.CharField(
        _("stage"), max_length=10, choices=Status.choices, default=Status.DEFINITIVE, editable=False
    )
    successor = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessor", editable=False,
        verbose_name=_("followed by"),
    )  # fmt: skip
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="documents", verbose_name=_("of the organisations"),
        help_text=_("Their people may read it when it is confidential."),
    )  # fmt: skip
    bodies = models.ManyToManyField(
        Body, blank=True, related_name="documents", verbose_name=_("shared with"),
        help_text=_("Their members may read it when it is confidential."),
    )  # fmt: skip
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="documents",
        verbose_name=_("shown at the conference"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True, help_text=_("When it comes from elsewhere."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents", editable=False,
        verbose_name=_("owner"),
    )  # fmt: skip
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    keep_until = models.DateField(_("keep until"), null=True, blank=True)
    destroyed_at = models.DateTimeField(_("files destroyed at"), null=True, editable=False)
    destroyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("destroyed by"),
    )  # fmt: skip

    objects = DocumentQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[organisations, bodies])

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["ambition", "contours", "concept", "definitive"]),
                name="network_document_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["public", "internal", "confidential"]),
                name="network_document_classification_known",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(changed_at__gte=models.F("published_at")),
                name="network_document_changed_after_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the library."""
        return reverse("network:document_detail", args=[self.slug])

    @property
    def is_concept(self) -> bool:
        """Whether it can still change, so that each page says so."""
        return self.status in self.CONCEPTS

    @property
    def is_confidential(self) -> bool:
        """Whether each download is noted."""
        return self.classification == Classification.CONFIDENTIAL

    @property
    def is_marked(self) -> bool:
        """Whether each page of it is handed out with a mark and the name of its reader."""
        return self.is_concept or self.is_confidential

    @property
    def is_over(self) -> bool:
        """Whether its day of retention has passed."""
        return self.keep_until is not None and self.keep_until < timezone.localdate()

    @property
    def is_changed(self) -> bool:
        """Whether it was changed on a later day than it was published."""
        published = self.published_at and timezone.localdate(self.published_at)
        return published is not None and timezone.localdate(self.changed_at) > published

    def can_stand_at(self, status: str) -> bool:
        """Whether this step is possible, also for the document that follows it."""
        return self.can_move_to(status) and (
            self.successor is None or self.successor.status in self.NEXT_STATUSES[self.Status(status)]
        )

    def chain(self, user: AnyUser) -> "list[Document]":
        """The documents of its chain that this person may read, the first stage first."""
        seen = Document.objects.visible_to(user)
        first, found = self, [self]
        while before := Document.objects.filter(successor=first).first():
            first, found = before, [before, *found]
        last = self
        while last.successor_id and (after := Document.objects.filter(pk=last.successor_id).first()):
            last, found = after, [*found, after]
        allowed = set(seen.filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
        return [one for one in found if one.pk in allowed]


class DocumentUserPermission(UserObjectPermissionBase):
    """A permission of one person on one document."""

    content_object = models.ForeignKey(Document, on_delete=models.CASCADE)


class DocumentGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one document."""

    content_object = models.ForeignKey(Document, on_delete=models.CASCADE)


class EditionQuerySet(LockingQuerySet["Edition"]):
    """Sets of files."""

    def visible_to(self, user: AnyUser) -> Self:
        """With the document."""
        return self.filter(document__in=Document.objects.visible_to(user))

    def current(self) -> Self:
        """Those that readers get."""
        return self.filter(replaced_at=None).exclude(file="")

    def by_kind(self) -> Self:
        """In the order in which one reads them: the whole, then shorter and longer ones, presentations last."""
        order = [models.When(kind=kind, then=place) for place, kind in enumerate(Edition.Kind)]
        return self.order_by(models.Case(*order), "-added_at", "-pk")


class Edition(models.Model):
    """A file of a document: short, extended, results or a presentation; added and replaced, never changed."""

    class Kind(models.TextChoices):
        """What it holds of the document."""

        FULL = "full", _("Document")
        SHORT = "short", _("Short edition")
        EXTENDED = "extended", _("Extended edition")
        RESULTS = "results", _("Objectives and results")
        PRESENTATION = "presentation", _("Presentation")

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="editions", editable=False, verbose_name=_("document")
    )
    kind = models.CharField(_("edition"), max_length=12, choices=Kind.choices, default=Kind.FULL)
    name = models.CharField(_("name of the file"), max_length=120, editable=False)
    file = models.FileField(_("file"), max_length=200, blank=True)  # empty once it was destroyed
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, editable=False)
    text = models.TextField(editable=False, blank=True)  # what stands in a PDF, for the search
    search = SearchVectorField(null=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, editable=False)

    objects = EditionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search", "text"])

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["kind", "-added_at"]
        indexes = [GinIndex(fields=["search"], name="network_edition_search")]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="network_edition_has_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The file itself."""
        return reverse("network:edition_file", args=[self.document.slug, self.pk])

    @property
    def is_current(self) -> bool:
        """Whether readers get it."""
        return self.replaced_at is None and bool(self.file)


class Reading(models.Model):
    """Somebody took a confidential file; shown to its owner."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="readings", verbose_name=_("edition"))
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reader")
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.reader}: {self.edition}"


class AdviceRequestQuerySet(LockingQuerySet["AdviceRequest"]):
    """Sets of requests for advice."""

    def visible_to(self, user: AnyUser) -> Self:
        """Those of documents that one may read: for the network, the councils that were asked and the owner."""
        held = global_permissions(user)
        if "network.view_advicerequest" in held:
            return self.all()
        if not user.is_authenticated:
            return self.none()
        about = self.filter(document__in=Document.objects.visible_to(user))
        if "network.view_internal" in held:
            return about
        return about.filter(Q(body__members_group__user=user) | Q(document__owner=user)).distinct()

    def asked_of(self, user: AnyUser) -> Self:
        """Those of the councils in which this person sits."""
        return self.filter(body__members_group__user=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        """Those without an advice."""
        return self.filter(given_at=None)

    def unanswered(self) -> Self:
        """Advice of which nobody said what was done with it."""
        return self.filter(given_at__isnull=False, responded_at=None)

    def for_list(self) -> Self:
        """With what a line names; what waits longest first, what was given last."""
        return self.select_related("document", "body", "given_by").order_by(
            models.F("given_at").desc(nulls_first=True), "due_on", "pk"
        )


class AdviceRequest(Edited):
    """An advisory council is asked for advice on a document, by a day; the advice stays with the document."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="advice_requests", editable=False, verbose_name=_("document")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="advice_requests", verbose_name=_("council"))
    question = models.TextField(_("what is asked"))
    due_on = models.DateField(_("before"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    first_read_at = models.DateTimeField(_("first read at"), null=True, editable=False)
    text = models.TextField(_("advice"), blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("given by"),
    )  # fmt: skip
    given_at = models.DateTimeField(null=True, editable=False)
    response = models.TextField(_("what was done with it"), blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("answered by"),
    )  # fmt: skip
    responded_at = models.DateTimeField(null=True, editable=False)

    objects = AdviceRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("request for advice")
        verbose_name_plural = _("requests for advice")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "body"],
                name="network_one_advice_request",
                violation_error_message=_("This council was asked already."),
            ),
            models.CheckConstraint(
                condition=Q(text="", given_at=None, response="", responded_at=None)
                | ~Q(text="") & Q(given_at__isnull=False),
                name="network_advice_given_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.document}"

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("network:advice_detail", args=[self.pk])

    @property
    def is_given(self) -> bool:
        """Whether the council has advised."""
        return self.given_at is not None

    @property
    def is_late(self) -> bool:
        """Whether the day has passed on which it was asked for, without an advice."""
        return not self.is_given and self.due_on < timezone.localdate()

    def people(self) -> models.QuerySet[User]:
        """Everybody who sits in the council today."""
        seats = Seat.objects.current().filter(body=self.body_id)
        return User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("pk")

    def give(self, text: str, *, by: User) -> None:
        """Record the advice. On a locked row."""
        self.text, self.given_by, self.given_at = text, by, timezone.now()
        self.save(update_fields=["text", "given_by", "given_at"])

    def respond(self, response: str, *, by: User) -> None:
        """Note what was done with the advice. On a locked row."""
        self.response, self.responded_by, self.responded_at = response, by, timezone.now()
        self.save(update_fields=["response", "responded_by", "responded_at"])
