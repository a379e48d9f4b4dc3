"""Milestones, and the reports on progress that the client accepts or returns."""

import datetime
from typing import Any, ClassVar, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.bottlenecks import Bottleneck
from projects.models.projects import Project
from projects.models.rounds import UpdateRound
from projects.models.standing import Level, is_current
from zenderen.lib import difference
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import Lifecycle


class Milestone(Edited):
    """Something that a project will have reached on a day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("project"))
    order = models.PositiveSmallIntegerField(_("order"), default=0, editable=False)
    title = models.CharField(_("milestone"), max_length=160)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = LockingQuerySet["Milestone"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = [models.F("due_on").asc(nulls_last=True), "order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether its day has passed without it being reached."""
        return self.done_on is None and self.due_on is not None and self.due_on < timezone.localdate()


class ProgressUpdateQuerySet(LockingQuerySet["ProgressUpdate"]):
    """Sets of reports."""

    def accepted(self) -> Self:
        """Those that the client accepted: what the project is known by; newest first."""
        return self.filter(status=ProgressUpdate.Status.ACCEPTED).order_by("-number").with_age()

    def with_age(self) -> Self:
        """With ``is_current``: whether each would still count today, for ``Project.standing_by``."""
        return self.annotate(is_current=is_current())

    def unfinished(self) -> Self:
        """Those still in the making, submitted or returned; a project has at most one."""
        return self.exclude(status=ProgressUpdate.Status.ACCEPTED)


class Change(NamedTuple):
    """What one field said before and says now."""

    name: str
    label: str
    before: str
    now: str

    @property
    def words(self) -> SafeString:
        """What was dropped and what was added, in the text itself."""
        if self.name in LISTS:
            before, now = self.before.splitlines(), self.now.splitlines()
            lines = [difference.inline(line, "") for line in before if line not in now]
            lines += [difference.inline("", line) for line in now if line not in before]
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines)))
        if "\n" in self.before + self.now:
            return difference.html(self.before, self.now)
        return difference.inline(self.before, self.now)


class Grade(models.TextChoices):
    """How likely a risk is, or how much it would do."""

    LOW = "low", _("Low")
    MIDDLE = "middle", _("Middle")
    HIGH = "high", _("High")


class RiskThen(NamedTuple):
    """A risk as its writer saw it, in words."""

    title: str
    chance: str
    effect: str
    measure: str


class MilestoneThen(NamedTuple):
    """A milestone as it stood when a report was written."""

    title: str
    due_on: datetime.date | None
    done_on: datetime.date | None


DAYS = ("due_on", "done_on")
LISTS = ("milestones", "risks", "bottlenecks")


class ProgressUpdate(Lifecycle, Edited):
    """One report; frozen from the moment that the client accepts it (the database refuses changes)."""

    class Status(models.TextChoices):
        """Where the report is on its way."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")

    class State(models.TextChoices):
        """How the project does, in the words of its manager."""

        ON_COURSE = Level.ON_COURSE.value, Level.ON_COURSE.label
        ATTENTION = Level.ATTENTION.value, Level.ATTENTION.label
        OFF_COURSE = Level.OFF_COURSE.value, Level.OFF_COURSE.label

    class Trend(models.TextChoices):
        """Compared with the report before."""

        UP = "up", _("Better")
        SAME = "same", _("The same")
        DOWN = "down", _("Worse")

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.ACCEPTED, Status.RETURNED},
        Status.RETURNED: {Status.SUBMITTED},
        Status.ACCEPTED: set(),
    }

    # The parts of a report in the order of its page: compared with the report before, remarked on one by one.
    PARTS = (
        *("state", "reason", "trend", "milestones", "text", "results", "risks", "bottlenecks"),
        *("expected_end", "expected_cost", "scope_change", "asks"),
    )

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="updates", verbose_name=_("project"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    state = models.CharField(_("how is it going?"), max_length=10, choices=State.choices)
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Needed when the project is not on course: what is the matter, and why?")
    )
    trend = models.CharField(_("compared with last time"), max_length=4, choices=Trend.choices, default=Trend.SAME)
    text = models.TextField(_("what happened"), help_text=_("A few sentences for those who read only this."))
    asks = models.TextField(
        _("what we ask"), blank=True, help_text=_("Of the steering group, the partners or the reader of the poster.")
    )
    results = models.TextField(_("results"), blank=True, help_text=_("What is there now that was not there before."))
    expected_end = models.DateField(
        _("expected last day"), null=True, blank=True, help_text=_("Fill in when it differs from what was agreed.")
    )
    expected_cost = models.PositiveIntegerField(
        _("expected cost in euros"), null=True, blank=True, help_text=_("In all, until the end.")
    )
    scope_change = models.TextField(
        _("what shifts in scope"), blank=True, help_text=_("Only what falls outside what was agreed.")
    )
    # [{"title": "…", "chance": "low|middle|high", "effect": "low|middle|high", "measure": "…"}]: as seen then.
    risks = models.JSONField(_("risks"), default=list, editable=False)
    # [{"id": 3, "title": "…", "level": "floor"}]: bottlenecks of the project that were open at this report.
    bottlenecks = models.JSONField(_("bottlenecks"), default=list, editable=False)
    # [{"id": 3, "title": "…", "due_on": "2026-03-01" | None, "done_on": … | None}]: as they stand in this report.
    milestones = models.JSONField(_("milestones reached"), default=list, editable=False)
    reported_on = models.DateField(_("reported on"), default=timezone.localdate, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("written by"),
    )  # fmt: skip
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("submitted by"),
    )  # fmt: skip
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    remark = models.TextField(_("remark"), blank=True, editable=False)
    # {"reason": "…"}: what the client says at a field when the report is returned.
    remarks = models.JSONField(_("remarks at the fields"), default=dict, editable=False)
    round = models.ForeignKey(
        UpdateRound, on_delete=models.PROTECT, null=True, related_name="updates", editable=False,
        verbose_name=_("round"),
    )  # fmt: skip

    objects = ProgressUpdateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="projects_update_number_once"),
            models.UniqueConstraint(
                fields=["project"], condition=~Q(status="accepted"), name="projects_one_unfinished_update"
            ),
            models.CheckConstraint(
                condition=Q(state="on_course") | ~Q(reason=""),
                name="projects_update_has_reason",
                violation_error_message=_("Say why the project is not on course."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "accepted"]),
                name="projects_update_status_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["on_course", "attention", "off_course"]), name="projects_update_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(submitted_at__isnull=False, decided_at__isnull=False),
                name="projects_update_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} #{self.number}"

    def get_absolute_url(self) -> str:
        """The page on which the report is read, and accepted or returned."""
        return reverse("projects:progress_detail", args=[self.project.slug, self.number])

    @property
    def is_open(self) -> bool:
        """Whether its text can still be changed by who writes it."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    def changes_since(self, previous: Self | None) -> list[Change]:
        """What reads differently from an earlier report, in the order of the page; everything when there is none."""
        pairs = [(name, self.words(name), previous.words(name) if previous else "") for name in self.PARTS]
        return [Change(name, self.label(name), before, now) for name, now, before in pairs if now != before]

    @classmethod
    def label(cls, name: str) -> str:
        """What a part is called on the page."""
        return str(cls._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    def words(self, name: str) -> str:
        """A part as a person reads it; "" where nothing was filled in."""
        value = getattr(self, name)
        if name == "milestones":
            return "\n".join(item["title"] for item in value if item["done_on"])
        if name == "risks":
            return "\n".join(self._risk_words(risk) for risk in self.risks_then)
        if name == "bottlenecks":
            return "\n".join(item["title"] for item in value)
        if name == "expected_end":
            return dateformat.format(value, "j F Y") if value else ""
        if name == "expected_cost":
            return "" if value is None else f"€ {number_format(value, use_l10n=True, force_grouping=True)}"
        display = getattr(self, f"get_{name}_display", None)
        return str(display() if display else value)

    @staticmethod
    def _risk_words(risk: RiskThen) -> str:
        words = gettext("%(title)s (chance: %(chance)s, effect: %(effect)s)") % risk._asdict()
        return f"{words}. {risk.measure}" if risk.measure else words

    @property
    def risks_then(self) -> list[RiskThen]:
        """The risks as they were seen in this report."""
        grade = dict(Grade.choices)
        return [
            RiskThen(
                risk["title"], str(grade[risk["chance"]]).lower(), str(grade[risk["effect"]]).lower(), risk["measure"]
            )
            for risk in self.risks
        ]

    @property
    def remarks_in_words(self) -> list[tuple[str, str]]:
        """What the client said at the fields: the name of each and the remark."""
        return [(self.label(name), self.remarks[name]) for name in self.PARTS if name in self.remarks]

    @property
    def milestones_then(self) -> list[MilestoneThen]:
        """The milestones as they stand in this report."""
        return [
            MilestoneThen(item["title"], *(item[day] and datetime.date.fromisoformat(item[day]) for day in DAYS))
            for item in self.milestones
        ]

    def take_milestones(self, done: set[int], *, on: datetime.date) -> None:
        """Write down the project's milestones, those in ``done`` as reached (on ``on``, unless before)."""
        self.milestones = [
            {
                "id": milestone.pk,
                "title": milestone.title,
                "due_on": milestone.due_on.isoformat() if milestone.due_on else None,
                "done_on": (milestone.done_on or on).isoformat() if milestone.pk in done else None,
            }
            for milestone in self.project.milestones.all()
        ]

    def take_bottlenecks(self, new: str = "") -> None:
        """Write down the project's open bottlenecks, and the title of one that is reported when this is submitted."""
        rows = self.project.bottlenecks.open().order_by("reported_at")
        self.bottlenecks = [{"id": row.pk, "title": row.title, "level": row.level} for row in rows]
        if new:
            self.bottlenecks.append({"id": None, "title": new, "level": Bottleneck.Level.FLOOR.value})

    @property
    def new_bottleneck(self) -> str:
        """The title of the bottleneck that is reported when this is submitted; "" where there is none."""
        return next((row["title"] for row in self.bottlenecks if row["id"] is None), "")

    def apply_milestones(self) -> None:
        """Make the project's milestones stand as in this report; those added or removed since stay as they are."""
        reached = {item["id"]: item["done_on"] for item in self.milestones}
        for milestone in Milestone.objects.filter(project=self.project_id, pk__in=reached).lock_all():
            done_on = reached[milestone.pk] and datetime.date.fromisoformat(reached[milestone.pk])
            if milestone.done_on != done_on:
                milestone.done_on = done_on
                milestone.edition += 1
                milestone.save(update_fields=["done_on", "edition"])
