"""Joint projects: who asked for it, who does it, within which bandwidth, and where it stands."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, Func, OuterRef, Prefetch, Q, Subquery, Value, When, Window
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models import (
    Ambition,
    Body,
    Classified,
    ClassifiedQuerySet,
    Organisation,
    RankedItem,
    ResidentGoal,
    Seat,
    User,
)
from projects.models.rounds import REPORTED, InRound
from projects.models.standing import Level, Standing, last_day, last_level, last_report
from themes.models import BuildingBlock, Decision, Pillar, RoadmapStep, Theme
from zenderen.lib.access import AnyUser, permitted
from zenderen.lib.models import Edited
from zenderen.lib.states import Lifecycle


class ProjectQuerySet(ClassifiedQuerySet["Project"]):
    """Sets of projects."""

    def current(self) -> Self:
        """Those that are not over: neither embedded nor stopped."""
        return self.exclude(status__in=Project.ENDED)

    def reporting(self) -> Self:
        """Those of which a report is expected."""
        return self.filter(status__in=Project.REPORTING)

    def with_report(self) -> Self:
        """With the last accepted report in ``report``, for ``Project.standing``."""
        return self.annotate(report=last_report())

    def with_level(self) -> Self:
        """With ``level``, to filter and count by; "" where no report is expected."""
        known = Coalesce(last_level(), Value(Level.OUTDATED.value))
        return self.annotate(
            level=Case(
                When(status__in=Project.REPORTING, then=known), default=Value(""), output_field=models.CharField()
            )
        )

    def in_order(self, key: str, *, backwards: bool = False) -> Self:
        """By a column of the list, unknown values last, equals by title; states worst first, phases in their order."""
        rows = self
        column: Any = F(key)
        if key == "state":
            rows, column = self.with_level(), _place("level", ["off_course", "attention", "outdated", "on_course"])
        elif key == "status":
            column = _place("status", Project.Status.values)
        elif key == "reported_on":
            column = last_day()
        elif key == "theme":
            column = F("theme__number")
        return rows.order_by(column.desc(nulls_last=True) if backwards else column.asc(nulls_last=True), "title")

    def at_level(self, level: str) -> Self:
        """Those that count as this level today, whatever was once reported."""
        return self.with_level().filter(level=level)

    def by_level(self) -> dict[str, int]:
        """How many there are of each level."""
        rows = self.with_level().order_by().values("level").annotate(number=Count("pk"))  # type: ignore[misc]
        return {row["level"]: row["number"] for row in rows}

    def by_theme(self) -> dict[int, dict[str, int]]:
        """Theme → level → how many; the levels in the same order in each."""
        found: dict[int, dict[str, int]] = {}
        rows = self.with_level().order_by("level").values("theme", "level").annotate(number=Count("pk"))  # type: ignore[misc]
        for row in rows:
            found.setdefault(row["theme"], {})[row["level"]] = row["number"]
        return found

    def levels_by(self, *columns: str) -> dict[tuple[Any, ...], dict[str, int]]:
        """For each combination of these columns (many-to-many ones too): level → how many, in the same order."""
        found: dict[tuple[Any, ...], dict[str, int]] = {}
        rows = self.with_level().order_by("level").values_list(*columns, "level")  # type: ignore[misc]
        for *key, level, number in rows.annotate(number=Count("pk")):
            found.setdefault(tuple(key), {})[level] = number
        return found

    def first_by(self, *columns: str, most: int) -> dict[tuple[Any, ...], list["Project"]]:
        """The first few by title for each combination of these columns, with their reports; two queries."""
        keys = {f"key{place}": F(column) for place, column in enumerate(columns)}
        place = Window(RowNumber(), partition_by=list(keys), order_by="title")
        rows = self.annotate(**keys).annotate(place=place).filter(place__lte=most).order_by("place")
        chosen = list(rows.values_list("pk", *keys))
        lean = self.model.objects.with_report().only("title", "slug", "status", "classification")
        projects = lean.in_bulk({pk for pk, *_key in chosen})
        found: dict[tuple[Any, ...], list[Project]] = {}
        for pk, *key in chosen:
            found.setdefault(tuple(key), []).append(projects[pk])
        return found

    def out_of_bandwidth(self) -> Self:
        """Those that go beyond what was agreed, as long as the client has not decided."""
        breaches = Project._meta.get_field("breaches").related_model._base_manager
        return self.filter(Exists(breaches.filter(project=OuterRef("pk"), decision="")))

    def balance(self) -> dict[str, int]:
        """Of those that are not over: how many are small, large or not chosen, and how many small ones vulnerable."""
        small, alone = Q(scale=Project.Scale.SMALL), Q(manager=None) | Q(deputy=None)
        return self.current().aggregate(
            small=Count("pk", small),
            large=Count("pk", Q(scale=Project.Scale.LARGE)),
            unchosen=Count("pk", Q(scale="")),
            vulnerable=Count("pk", small & alone),
        )

    def with_unfinished(self) -> Self:
        """With the status of the report that is not accepted yet in ``unfinished``; None where there is none."""
        updates = Project._meta.get_field("updates").related_model._base_manager.filter(project=OuterRef("pk"))
        return self.annotate(unfinished=Subquery(updates.exclude(status="accepted").values("status")[:1]))

    def in_round(self, round_id: int) -> Self:
        """With ``in_round``: how far the report of each is in this round (see ``InRound``)."""
        updates = Project._meta.get_field("updates").related_model._base_manager.filter(project=OuterRef("pk"))
        is_accepted = Exists(updates.filter(status="accepted", round=round_id))
        begun = Subquery(updates.exclude(status="accepted").values("status")[:1])
        otherwise = Coalesce(begun, Value(InRound.NOTHING.value), output_field=models.CharField())
        accepted = Value(InRound.ACCEPTED.value)
        return self.annotate(
            in_round=Case(When(is_accepted, then=accepted), default=otherwise, output_field=models.CharField())
        )

    def missing_in(self, round_id: int) -> Self:
        """Those that did not submit in this round, with ``in_round``."""
        return self.in_round(round_id).exclude(in_round__in=REPORTED)

    def asked_in(self, round_id: int) -> Self:
        """Those of which this round still asks something of their writer, with ``unfinished``."""
        return self.with_unfinished().in_round(round_id).exclude(in_round=InRound.ACCEPTED, unfinished=None)

    def for_list(self) -> Self:
        """With what a row of the list shows."""
        columns = ("title", "slug", "status", "classification", "ends_on")
        joined = ("theme__name", "theme__short_name", "manager__name")
        return self.with_report().select_related("theme", "manager").only(*columns, *joined)

    def for_export(self) -> Self:
        """With what a row of the export shows, the names of the partners in ``partner_names``."""
        parts = ProjectPartner.objects.filter(project=OuterRef("pk")).order_by("organisation__name")
        names = ArraySubquery(parts.values("organisation__name"))
        return self.with_report().annotate(partner_names=names).select_related("theme", "manager")

    def for_poster(self) -> Self:
        """With what a poster says about a project."""
        parts = Prefetch("partners", ProjectPartner.objects.select_related("organisation"))
        rows = self.with_report().select_related("theme__steering_group")
        return rows.prefetch_related("milestones", parts, "benefits")

    def for_page(self) -> Self:
        """With what the project's own page shows, except its reports."""
        return self.select_related("theme__steering_group", "manager", "deputy").prefetch_related(
            *("support", "ambitions", "milestones", "building_blocks", "pillars", "roadmap_steps", "resident_goals"),
            Prefetch("ranked_items", RankedItem.objects.select_related("list").order_by("list", "rank")),
            Prefetch("partners", ProjectPartner.objects.select_related("organisation")),
            Prefetch("status_changes", StatusChange.objects.select_related("by")),
        )

    def vulnerable(self) -> Self:
        """Those where all hangs on one person, or on nobody (as ``Project.is_vulnerable``)."""
        return self.current().filter(Q(manager=None) | Q(deputy=None))

    def run_by(self, user: Any) -> Self:
        """Those of which this person is manager or deputy."""
        return self.filter(Q(manager=user) | Q(deputy=user))

    def decided_by(self, user: AnyUser) -> Self:
        """Those on which this person decides for the client; nobody does on what they run themselves.

        That is the chair of the steering group. Where it has none, or where each of them runs the project, the
        coordination group stands in.
        """
        if not user.is_authenticated:
            return self.none()
        decides = permitted(self.model, user, "accept_progress")
        chairs = User.groups.through.objects.filter(
            ~Q(user=Coalesce(OuterRef("manager"), 0)) & ~Q(user=Coalesce(OuterRef("deputy"), 0)),
            group=OuterRef("theme__steering_group__leaders_group"),
            user__is_active=True,
        )
        coordinates = Seat.objects.current().filter(user=user.pk, body__kind=Body.Kind.COORDINATION)
        decides |= Q(Exists(coordinates)) & ~Q(Exists(chairs))
        return self.filter(decides).exclude(Q(manager=user.pk) | Q(deputy=user.pk))


def _place(column: str, values: list[str]) -> Func:
    """Which of the values a column has, as a number to sort by; NULL for none of them."""
    known = Value(values, output_field=ArrayField(models.TextField()))
    text = Cast(column, models.TextField())
    return Func(known, text, function="array_position", output_field=models.IntegerField())


class Project(Classified, Lifecycle, Edited):
    """Something that partners do together for one client, the steering group of its theme."""

    class Status(models.TextChoices):
        """From an idea to something that no longer needs a project."""

        PROPOSAL = "proposal", _("Proposal")
        ACCEPTED = "accepted", _("Accepted")
        RUNNING = "running", _("Running")
        EVALUATED = "evaluated", _("Evaluated")
        EMBEDDED = "embedded", _("Embedded")
        STOPPED = "stopped", _("Stopped")

    class Scale(models.TextChoices):
        """Small and quick, or large and lasting."""

        SMALL = "small", _("Small")
        LARGE = "large", _("Large")

    REPORTING = (Status.RUNNING, Status.EVALUATED)
    ENDED = (Status.EMBEDDED, Status.STOPPED)

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.PROPOSAL: {Status.ACCEPTED, Status.STOPPED},
        Status.ACCEPTED: {Status.RUNNING, Status.STOPPED},
        Status.RUNNING: {Status.EVALUATED, Status.STOPPED},
        # An evaluation may end in another round of work.
        Status.EVALUATED: {Status.RUNNING, Status.EMBEDDED, Status.STOPPED},
        Status.EMBEDDED: set(),
        Status.STOPPED: set(),
    }

    title = models.CharField(_("title"), max_length=160, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True, editable=False)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="projects", verbose_name=_("theme"),
        help_text=_("The steering group of this theme is the client."),
    )  # fmt: skip
    status = models.CharField(
        _("phase"), max_length=10, choices=Status.choices, default=Status.PROPOSAL, editable=False
    )
    summary = models.CharField(
        _("in one sentence"), max_length=300, help_text=_("What it is about, for somebody who has never heard of it.")
    )
    goal = models.TextField(_("goal"), blank=True, help_text=_("What will be different when it is done, and for whom."))
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="managed_projects", verbose_name=_("project manager"),
    )  # fmt: skip
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="deputised_projects", verbose_name=_("deputy"),
        help_text=_("Takes over when the project manager is away."),
    )  # fmt: skip
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="proposed_projects",
        verbose_name=_("proposed by"),
    )  # fmt: skip
    support = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="supported_projects", verbose_name=_("project support"),
        help_text=_("May prepare reports, never submit them."),
    )  # fmt: skip
    ambitions = models.ManyToManyField(
        Ambition, related_name="projects", verbose_name=_("ambitions"),
        help_text=_("A project serves at least one joint ambition."),
    )  # fmt: skip
    building_blocks = models.ManyToManyField(
        BuildingBlock, blank=True, related_name="projects", verbose_name=_("building blocks of the vision")
    )
    pillars = models.ManyToManyField(Pillar, blank=True, related_name="projects", verbose_name=_("pillars"))
    roadmap_steps = models.ManyToManyField(
        RoadmapStep, blank=True, related_name="projects", verbose_name=_("steps of the roadmap")
    )
    resident_goals = models.ManyToManyField(
        ResidentGoal, blank=True, related_name="projects", verbose_name=_("goals of residents")
    )
    ranked_items = models.ManyToManyField(
        RankedItem, blank=True, related_name="projects", verbose_name=_("wishes and worries it answers")
    )
    decisions = models.ManyToManyField(
        Decision, blank=True, related_name="projects", editable=False, verbose_name=_("decisions about it")
    )
    scale = models.CharField(
        _("size of the initiative"), max_length=5, choices=Scale.choices, blank=True,
        help_text=_("A small one is quick and vulnerable, a large one slow and lasting: the network wants both."),
    )  # fmt: skip
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    budget = models.PositiveIntegerField(_("budget in euros"), null=True, blank=True)
    time_tolerance = models.PositiveSmallIntegerField(
        _("tolerance in time, in weeks"), null=True, blank=True, validators=[MinValueValidator(0)],
        help_text=_("How much later it may become before the client decides."),
    )  # fmt: skip
    money_tolerance = models.PositiveIntegerField(
        _("tolerance in money, in euros"), null=True, blank=True,
        help_text=_("How much more it may cost before the client decides."),
    )  # fmt: skip
    scope = models.TextField(
        _("tolerance in scope, in words"), blank=True,
        help_text=_("What belongs to it, what does not, and what may shift."),
    )  # fmt: skip
    # Where the bandwidth was agreed: words and page of the agreement that is in force; "": agreed with the client.
    bandwidth_source = models.CharField(_("bandwidth agreed in"), max_length=250, blank=True, editable=False)
    bandwidth_address = models.CharField(_("page of the agreement"), max_length=200, blank=True, editable=False)

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[support, ambitions, building_blocks, pillars, roadmap_steps])

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="projects_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposal", "accepted", "running", "evaluated", "embedded", "stopped"]),
                name="projects_status_known",
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["public", "internal", "confidential"]),
                name="projects_classification_known",
            ),
            models.CheckConstraint(condition=Q(scale__in=["", "small", "large"]), name="projects_scale_known"),
        ]
        permissions = [
            ("propose_project", "May propose a project"),
            ("decide_project", "May decide on the phase of this project"),
            ("draft_progress", "May prepare a progress report"),
            ("report_progress", "May submit a progress report"),
            ("accept_progress", "May accept or return a progress report"),
            ("write_expectation", "May write what their organisation expects of this project"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the project."""
        return reverse("projects:project_detail", args=[self.slug])

    @property
    def client(self) -> Body:
        """Who asked for it and decides on it: the steering group of the theme."""
        return self.theme.steering_group

    def deciders(self) -> models.QuerySet[User]:
        """Who decides for the client, as ``ProjectQuerySet.decided_by``: its chair, or the coordination group."""
        runs = [pk for pk in (self.manager_id, self.deputy_id) if pk]
        others = User.objects.filter(is_active=True).exclude(pk__in=runs)
        chairs = others.filter(groups=self.client.leaders_group_id)
        coordinates = Seat.objects.current().filter(body__kind=Body.Kind.COORDINATION)
        return chairs if chairs.exists() else others.filter(seats__in=coordinates).distinct()

    def is_decided_by(self, user: AnyUser) -> bool:
        """Whether this person decides on it for the client."""
        return Project.objects.decided_by(user).filter(pk=self.pk).exists()

    def runners(self, *, but: Any = None) -> set[User]:
        """Who hears what became of it: manager, deputy and proposer, except who did it."""
        people = {self.manager, self.deputy, self.proposed_by}
        return {person for person in people if person and person.is_active and person != but}

    @property
    def is_reporting(self) -> bool:
        """Whether a report is expected of it."""
        return self.status in self.REPORTING

    @property
    def has_started(self) -> bool:
        """Whether its work began: from then on the bandwidth is the client's to change."""
        return self.status not in (self.Status.PROPOSAL, self.Status.ACCEPTED)

    @property
    def is_ended(self) -> bool:
        """Whether it is over: embedded or stopped."""
        return self.status in self.ENDED

    @property
    def is_vulnerable(self) -> bool:
        """Whether all hangs on one person: nobody stands in for the project manager."""
        return not self.is_ended and (self.manager_id is None or self.deputy_id is None)

    @property
    def vulnerability(self) -> str:
        """What makes it vulnerable and what to do about it, in words; "" where two people know it."""
        if not self.is_vulnerable:
            return ""
        if self.manager_id is None:
            return str(_("Nobody leads this project yet: name a project manager and a deputy."))
        return str(_("All hangs on one person: name a deputy, who keeps up and can take over."))

    def missing_workers(self) -> list[str]:
        """Who must be involved before it starts: those who do the work, by name; [""] where nobody is named at all."""
        workers = list(self.actors.filter(kind="works").values_list("name", "involved_on"))
        return [name for name, day in workers if day is None] if workers else [""]

    @property
    def last_day(self) -> datetime.date | None:
        """The last day within the bandwidth: the agreed end and the weeks that it may run late."""
        if self.ends_on is None:
            return None
        late = datetime.timedelta(weeks=self.time_tolerance or 0)
        return self.ends_on + min(late, datetime.date.max - self.ends_on)

    @property
    def most_money(self) -> int | None:
        """The most it may cost within the bandwidth, in euros."""
        return None if self.budget is None else self.budget + (self.money_tolerance or 0)

    @property
    def next_milestone(self) -> Any:
        """What is to be reached next, of the milestones loaded ``for_page``; None where all was reached."""
        return next((milestone for milestone in self.milestones.all() if not milestone.done_on), None)

    @property
    def badge(self) -> str:
        """How its phase is shown: open, done or stopped (see .badge in components.css)."""
        return {"embedded": "done", "stopped": "stopped"}.get(self.status, "open")

    @property
    def standing(self) -> Standing | None:
        """Whether it is on course, on a row loaded ``with_report``; None where no report is expected."""
        return self.standing_by(self.report)  # type: ignore[attr-defined]

    def standing_by(self, report: Mapping[str, Any] | None) -> Standing | None:
        """The same by the last accepted report, where that was loaded anyway."""
        return Standing.of(report) if self.is_reporting else None


class ProjectUserPermission(UserObjectPermissionBase):
    """A permission of one person on one project."""

    content_object = models.ForeignKey(Project, on_delete=models.CASCADE)


class ProjectGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one project."""

    content_object = models.ForeignKey(Project, on_delete=models.CASCADE)


class ProjectPartner(Edited):
    """An organisation that takes part in a project, and as what."""

    class Participation(models.TextChoices):
        """How it takes part."""

        ACTIVE = "active", _("Active")
        OBSERVING = "observing", _("Observing")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners", verbose_name=_("project"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="project_parts", verbose_name=_("organisation")
    )
    participation = models.CharField(
        _("takes part"), max_length=9, choices=Participation.choices, default=Participation.ACTIVE
    )
    role = models.CharField(_("role"), max_length=200, blank=True, help_text=_("What it does or brings, in words."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partner in a project")
        verbose_name_plural = _("partners in a project")
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                name="projects_partner_once",
                violation_error_message=_("This organisation already takes part."),
            ),
            models.CheckConstraint(
                condition=Q(participation__in=["active", "observing"]), name="projects_participation_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.project}"


class StatusChange(models.Model):
    """One step in the life of a project: who took it, when and why."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="status_changes", verbose_name=_("project")
    )
    status = models.CharField(_("phase"), max_length=10, choices=Project.Status.choices)
    reason = models.TextField(_("reason"))
    despite = models.TextField(_("why without those who do the work"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a project")
        verbose_name_plural = _("steps of a project")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_status_display()}"
