"""The row of a piece of background work is the truth about it; the message to the worker is a hint."""

import uuid
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, TimestampSigner
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zenderen.jobs.registry import HANDLERS
from zenderen.lib.access import global_permissions
from zenderen.lib.models import LockingQuerySet

if TYPE_CHECKING:
    from zenderen.lib.access import AnyUser

LEASE = timedelta(seconds=12)  # so long is a silent worker believed to be alive
RESEND_AFTER = timedelta(seconds=15)  # so long is a message given to reach a worker
WORKER_MISSED_AFTER = timedelta(seconds=30)
PASS_FOR = timedelta(hours=12)

_signer = TimestampSigner(salt="zenderen.jobs.panel")


class JobQuerySet(LockingQuerySet["Job"]):
    """Sets of jobs. All moments that decide about a lease are the database's own."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Everybody's own, and all for who may view jobs."""
        if not user.is_authenticated:
            return self.none()
        if "jobs.view_job" in global_permissions(user):
            return self.all()
        return self.filter(requested_by=user.pk)

    def named_to(self, user: "AnyUser") -> Self:
        """Those whose subject this user may see, or that have none: of others not even the name is told."""
        open_to = Q(content_type=None)
        for kind in ContentType.objects.filter(pk__in=self.order_by().values("content_type")):
            visible_to = getattr(getattr(kind.model_class(), "objects", None), "visible_to", None)
            about = Q(content_type=kind)
            if visible_to:
                keys = visible_to(user).annotate(key=Cast("pk", models.TextField())).values("key")
                about &= Q(object_id__in=keys)
            open_to |= about
        return self.filter(open_to)

    def about(self, subject: models.Model, *kinds: str) -> Self:
        """Jobs about this object, of these kinds (of all kinds without)."""
        found = self.filter(content_type=ContentType.objects.get_for_model(subject), object_id=str(subject.pk))
        return found.filter(kind__in=kinds) if kinds else found

    def latest_for(self, subject: models.Model, *kinds: str) -> "Job | None":
        """The newest job about this object, of these kinds; what a page shows with components/job.html."""
        return self.about(subject, *kinds).order_by("-created_at").first()

    def unfinished(self) -> Self:
        """Waiting or at work."""
        return self.filter(state__in=(Job.State.QUEUED, Job.State.BUSY))

    def due(self) -> Self:
        """May be started now."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=Now()), state=Job.State.QUEUED)

    def unsent(self) -> Self:
        """Due, but the message was never sent or seems lost; the longest waiting first."""
        lost = Q(sent_at=None) | Q(sent_at__lt=Now() - RESEND_AFTER)
        return self.due().filter(lost).order_by("created_at")

    def abandoned(self) -> Self:
        """At work by a worker that has been silent for longer than its lease."""
        return self.filter(state=Job.State.BUSY, lease_until__lt=Now())

    def held(self, job: "Job") -> Self:
        """The row of this job, if the lease with which it was claimed is still the one that counts."""
        return self.filter(pk=job.pk, state=Job.State.BUSY, lease_token=job.lease_token)

    def claim(self, pk: uuid.UUID | str) -> "Job | None":
        """Take the lease on a due job, in one statement; None if it is not due or somebody else was first."""
        token = uuid.uuid4()
        claimed = (
            self.due()
            .filter(pk=pk)
            .update(
                state=Job.State.BUSY,
                lease_token=token,
                lease_until=Now() + LEASE,
                attempts=F("attempts") + 1,
                started_at=Now(),
                progress=0,
                step="",
            )
        )
        return self.select_related("requested_by").get(pk=pk, lease_token=token) if claimed else None

    def queue_again(self, **fields: Any) -> int:
        """Put these jobs back in the queue, without lease; how many they were."""
        return self.update(state=Job.State.QUEUED, lease_token=None, lease_until=None, **fields)

    def fail(self, error: str, *, detail: str = "") -> int:
        """End these jobs visibly with a reason in plain words; how many they were."""
        ended = {"state": Job.State.FAILED, "lease_token": None, "lease_until": None, "finished_at": Now()}
        return self.update(error=error, error_detail=detail, **ended)


class Job(models.Model):
    """One piece of background work: what, about what, for whom, how far, and what came of it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        BUSY = "busy", _("Busy")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=100)
    key = models.CharField(_("key of its input"), max_length=255, blank=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    object_id = models.CharField(max_length=64, blank=True)
    subject = GenericForeignKey()
    # Written down when asked for: lists need no query per row, and it stays readable when the subject is gone.
    subject_label = models.CharField(_("about"), max_length=250, blank=True)
    address = models.CharField(_("page"), max_length=250, blank=True)
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("asked by"),
    )

    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    step = models.CharField(_("step"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts at most"), default=5)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    sent_at = models.DateTimeField(_("message sent at"), null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)

    result = models.JSONField(_("result"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)
    error_detail = models.TextField(_("technical detail"), blank=True)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], condition=~Q(key=""), name="jobs_job_one_per_input"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "busy", "ready", "failed"]), name="jobs_job_known_state"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="jobs_job_progress_at_most_100"),
            models.CheckConstraint(
                condition=Q(state="busy", lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="busy") & Q(lease_token=None, lease_until=None)),
                name="jobs_job_busy_holds_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "failed"], finished_at__isnull=False)
                | Q(state__in=["queued", "busy"], finished_at=None),
                name="jobs_job_finished_has_its_moment",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="jobs_job_failed_says_why"),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id", "kind", "-created_at"], name="jobs_job_subject"),
            models.Index(fields=["requested_by", "-created_at"], name="jobs_job_requester"),
            models.Index(fields=["created_at"], condition=Q(state__in=["queued", "busy"]), name="jobs_job_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.subject_label}" if self.subject_label else self.title

    @property
    def title(self) -> str:
        """The kind in words."""
        handler = HANDLERS.get(self.kind)
        return str(handler.title) if handler else self.kind

    @property
    def is_finished(self) -> bool:
        """Ready or failed: nothing more will happen by itself."""
        return self.state in (self.State.READY, self.State.FAILED)

    @property
    def is_waiting_to_retry(self) -> bool:
        """It went wrong in a way that can heal, and is tried again at ``not_before``."""
        return self.state == self.State.QUEUED and bool(self.error)

    @property
    def words(self) -> str:
        """Where it stands, in one short sentence without numbers that change all the time."""
        if self.state == self.State.BUSY and self.step:
            return self.step
        if self.is_waiting_to_retry:
            return gettext("It did not work yet. The portal tries again by itself.")
        if self.state == self.State.QUEUED and self._age() > WORKER_MISSED_AFTER:
            return gettext("Waiting until background work can go on. It starts by itself, nothing is lost.")
        return str(self.State(self.state).label)

    @property
    def pause(self) -> int:
        """Seconds after which a page that shows it asks again: soon at first, more calmly when it takes long."""
        return 1 if self._age() < timedelta(minutes=1) else 5

    @property
    def seen(self) -> str:
        """Differs when there is something new to show."""
        return f"{self.state}.{self.attempts}.{self.progress}.{self.pause}.{self.said}"

    @property
    def said(self) -> str:
        """Differs when there is something new to say to who listens instead of looks."""
        return f"{zlib.crc32(self.words.encode()):x}"

    def _age(self) -> timedelta:
        return timezone.now() - self.created_at

    def pass_for(self, user: "AnyUser") -> str:
        """Lets this person, who was shown the job on a page, follow it for half a day."""
        return _signer.sign(f"{self.pk}:{user.pk}")

    def is_passed(self, user: "AnyUser", token: str) -> bool:
        """Whether ``token`` was given to this person for this job."""
        try:
            return user.is_authenticated and _signer.unsign(token, max_age=PASS_FOR) == f"{self.pk}:{user.pk}"
        except BadSignature:
            return False

    def is_retryable_by(self, user: "AnyUser") -> bool:
        """Whether this person may start it again if it fails: who asked for it, and who may change jobs."""
        if not user.is_authenticated:
            return False
        return self.requested_by_id == user.pk or "jobs.change_job" in global_permissions(user)


class Pulse(models.Model):
    """One row: when a worker was last seen at work."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="jobs_pulse_one_row")]

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def beat(cls) -> None:
        """A worker is at work now."""
        cls.objects.update_or_create(pk=1, defaults={"seen_at": timezone.now()})

    @classmethod
    def worker_missing(cls) -> bool:
        """Whether for half a minute no worker swept and none holds a lease."""
        recent = timezone.now() - WORKER_MISSED_AFTER
        if cls.objects.filter(seen_at__gte=recent).exists():
            return False
        return not Job.objects.filter(state=Job.State.BUSY, lease_until__gte=Now()).exists()
