"""Bottlenecks that rise from floor to board to national level, and what was asked of authorities."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models import Appointment, Body, Classification, Classified, ClassifiedQuerySet, Organisation, User
from projects.models.projects import Project
from themes.models import Theme
from zenderen.lib.access import AnyUser, global_permissions, granted, permitted
from zenderen.lib.models import Edited, LockingQuerySet
from zenderen.lib.states import IllegalStep, Lifecycle


class BottleneckQuerySet(ClassifiedQuerySet["Bottleneck"]):
    """Sets of bottlenecks."""

    def visible_to(self, user: AnyUser) -> Self:
        """By classification, and with a project only for who sees the project too.

        A confidential one is for who takes part in its project, the steering group of its theme and, as long as they
        are of the network, who reported it.
        """
        if "projects.view_bottleneck" in global_permissions(user):
            return self.all()
        shown = super().visible_to(user).filter(~Q(classification=Classification.CONFIDENTIAL))
        if not user.is_authenticated:
            return shown.filter(Q(project=None) | Q(project__in=Project.objects.visible_to(user)))
        steered = Theme.objects.filter(steering_group__members_group__user=user.pk)
        takes_part = Q(project__in=Project.objects.filter(permitted(Project, user, "view_project")))
        seen = Q(pk__in=shown.values("pk")) | takes_part | Q(theme__in=steered)
        if "network.view_internal" in global_permissions(user):
            seen |= Q(reported_by=user.pk)
        return self.filter(seen).filter(Q(project=None) | Q(project__in=Project.objects.visible_to(user)))

    def open(self) -> Self:
        """Those that still hinder."""
        return self.filter(status=Bottleneck.Status.OPEN)

    def about_theme(self, theme: Theme) -> Self:
        """Those of the theme itself and of its projects."""
        return self.filter(Q(theme=theme) | Q(project__theme=theme))

    def with_steps(self) -> Self:
        """With what its steps say: ages, and who moved it when."""
        steps = BottleneckStep.objects.select_related("by").order_by("at", "pk")
        return self.prefetch_related(Prefetch("steps", steps, to_attr="taken"))

    def for_list(self) -> Self:
        """With what a row of the register shows."""
        return self.select_related("project", "theme").with_steps()

    def for_page(self) -> Self:
        """With what its own page shows."""
        related = ("project__theme__steering_group", "theme__steering_group", "organisation", "reported_by")
        return self.select_related(*related).with_steps()

    def waiting_for(self, user: User) -> Self:
        """Open ones that somebody else brought to this person and on which they did nothing since.

        On the floor that is who runs the project, at the boards the chair of the theme or, without a theme, the
        coordination group.
        """
        chaired = Theme.objects.filter(steering_group__leaders_group__user=user.pk)
        floor = Q(level=Bottleneck.Level.FLOOR, project__in=Project.objects.run_by(user))
        board = Q(theme__in=chaired) | Q(project__theme__in=chaired)
        if user.seats.current().filter(body__kind=Body.Kind.COORDINATION).exists():
            board |= Q(theme=None, project=None)
        steps = BottleneckStep.objects.filter(bottleneck=OuterRef("pk")).order_by("-at", "-pk")
        asked = self.open().filter(floor | (Q(level=Bottleneck.Level.BOARD) & board))
        moved = asked.annotate(
            last_by=Subquery(steps.values("by")[:1]),
            last_at=Subquery(steps.values("at")[:1]),
            came_from=Subquery(steps.values("level")[1:2]),
            was=Subquery(steps.values("status")[1:2]),
        )
        came = Q(came_from=None) | ~Q(came_from=F("level")) | Q(was=Bottleneck.Status.SOLVED)
        return moved.filter(came).exclude(last_by=user.pk).order_by("last_at")

    def in_order(self, key: str, *, backwards: bool = False) -> Self:
        """By a column of the register, equals by age."""
        column: Any = {"age": F("reported_at"), "theme": Coalesce("theme__number", "project__theme__number")}.get(key)
        if key == "level":
            places = enumerate(Bottleneck.LEVELS)
            column = models.Case(*(models.When(level=level, then=place) for place, level in places))
        column = column or F(key)
        falling = backwards != (key == "age")  # the youngest was reported last
        return self.order_by(column.desc(nulls_last=True) if falling else column.asc(nulls_last=True), "reported_at")


class Bottleneck(Classified, Lifecycle, Edited):
    """Something that hinders the work and that those who meet it cannot solve by themselves."""

    class Level(models.TextChoices):
        """Who has to solve it."""

        FLOOR = "floor", _("Work floor")
        BOARD = "board", _("Boards")
        NATIONAL = "national", _("National")

    class Status(models.TextChoices):
        """Whether it still hinders."""

        OPEN = "open", _("Open")
        SOLVED = "solved", _("Solved")

    class Act(models.TextChoices):
        """What can be done with it."""

        RAISE = "raise", _("Raise it one level")
        LOWER = "lower", _("Bring it back one level")
        HAND_ON = "hand_on", _("Hand it on to somebody else")
        SOLVE = "solve", _("It is solved")
        REOPEN = "reopen", _("It hinders again")

    LEVELS = (Level.FLOOR, Level.BOARD, Level.NATIONAL)  # it rises and falls one at a time
    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]] = {
        Status.OPEN: {Status.SOLVED},
        Status.SOLVED: {Status.OPEN},
    }

    title = models.CharField(_("bottleneck"), max_length=160)
    about = models.TextField(_("what happens, and whom it hinders"))
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="bottlenecks", verbose_name=_("project")
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="bottlenecks", verbose_name=_("theme")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="bottlenecks",
        verbose_name=_("met by"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.OPEN, editable=False)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.FLOOR, editable=False)
    holder = models.CharField(_("who has it now"), max_length=160, help_text=_("A person, a group or an authority."))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("reported by"),
    )  # fmt: skip
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now, editable=False)

    objects = BottleneckQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bottleneck")
        verbose_name_plural = _("bottlenecks")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["open", "solved"]), name="projects_bottleneck_status_known"),
            models.CheckConstraint(
                condition=Q(level__in=["floor", "board", "national"]), name="projects_bottleneck_level_known"
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["public", "internal", "confidential"]),
                name="projects_bottleneck_classification_known",
            ),
        ]
        permissions = [("move_bottleneck", "May raise, lower and close bottlenecks")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the register."""
        return reverse("projects:bottleneck_detail", args=[self.pk])

    @property
    def subject(self) -> Theme | None:
        """The theme that it is about, through its project too."""
        return self.project.theme if self.project else self.theme

    @property
    def is_open(self) -> bool:
        """Whether it still hinders."""
        return self.status == self.Status.OPEN

    @property
    def acts(self) -> list[Act]:
        """What can be done with it now; it rises and falls one level at a time."""
        if not self.is_open:
            return [self.Act.REOPEN]
        place = self.LEVELS.index(self.Level(self.level))
        rises = [self.Act.RAISE] if place + 1 < len(self.LEVELS) else []
        return [*rises, *([self.Act.LOWER] if place else []), self.Act.HAND_ON, self.Act.SOLVE]

    def take(self, act: Act, *, holder: str) -> None:
        """Do it, on a locked row, and save what it changes; raises IllegalStep where that cannot be done now."""
        if act not in self.acts:
            raise IllegalStep(_("This cannot be done any more: look how the bottleneck stands now."))
        if act in (self.Act.SOLVE, self.Act.REOPEN):
            self.move_to(self.Status.SOLVED if act == self.Act.SOLVE else self.Status.OPEN)
        self.level = self.level_after(act)
        self.holder = holder
        self.edition += 1
        self.save(update_fields=["level", "holder", "edition"])

    def level_after(self, act: Act) -> str:
        """Where it will be after this act."""
        step = {self.Act.RAISE: 1, self.Act.LOWER: -1}.get(act, 0)
        return self.LEVELS[self.LEVELS.index(self.Level(self.level)) + step]

    def nearest(self, level: str) -> str:
        """Whose it is at a level, as long as nobody was named: a person or a group."""
        if level == self.Level.FLOOR and self.project and self.project.manager:
            return self.project.manager.name
        if level != self.Level.NATIONAL and self.subject:
            return self.subject.steering_group.name
        group = Body.objects.filter(kind=Body.Kind.COORDINATION).first()
        return group.name if group and level != self.Level.FLOOR else settings.NETWORK_NAME

    def asked_at(self, level: str) -> models.QuerySet[User]:
        """The people who are asked to do something about it at a level."""
        people = User.objects.filter(is_active=True)
        if level == self.Level.FLOOR and self.project and self.project.manager:
            return people.filter(pk__in=[self.project.manager_id, self.project.deputy_id])
        if level != self.Level.NATIONAL and self.subject:
            return people.filter(groups=self.subject.steering_group.leaders_group)
        if level == self.Level.FLOOR:
            posts = Appointment.objects.current().filter(role=Appointment.Role.NETWORK_MANAGER)
            return people.filter(pk__in=posts.values("user"))
        return people.filter(groups__in=Body.objects.filter(kind=Body.Kind.COORDINATION).values("members_group"))

    def may_be_moved_by(self, user: AnyUser) -> bool:
        """The only rule on who raises, lowers, hands on and closes it, and asks authorities about it.

        Coordination group and network manager; the chair of the theme; on the floor who runs the project.
        """
        if "move_bottleneck" in granted(user, self):
            return True
        if self.project:
            held = granted(user, self.project)
            return "decide_project" in held or ("change_project" in held and self.level == self.Level.FLOOR)
        return bool(self.theme) and "change_theme" in granted(user, self.theme)  # type: ignore[arg-type]

    def may_be_changed_by(self, user: AnyUser) -> bool:
        """Who may change its words: those who may move it, and its reporter as long as it is on the floor."""
        reporter = self.reported_by_id == user.pk and self.is_open and self.level == self.Level.FLOOR
        return reporter or self.may_be_moved_by(user)

    @property
    def ages(self) -> list[tuple[Any, int]]:
        """Each level it was at and the whole days it hindered there, on a row loaded ``with_steps``."""
        spent: dict[Any, datetime.timedelta] = {}
        for step, time in self._spans():
            level = self.Level(step.level)
            spent[level] = spent.get(level, datetime.timedelta()) + time
        return [(level, spent[level].days) for level in self.LEVELS if level in spent]

    @property
    def age(self) -> int:
        """The whole days that it hindered, on a row loaded ``with_steps``."""
        return sum((time for _step, time in self._spans()), datetime.timedelta()).days

    def _spans(self) -> list[tuple["BottleneckStep", datetime.timedelta]]:
        """How long it stayed as each step left it; no time where that was solved."""
        steps: list[BottleneckStep] = self.taken  # type: ignore[attr-defined]
        ends = [*(step.at for step in steps[1:]), timezone.now()]
        none = datetime.timedelta()
        return [(s, end - s.at if s.status == self.Status.OPEN else none) for s, end in zip(steps, ends, strict=True)]


class BottleneckStep(models.Model):
    """One move of a bottleneck: raised, lowered, handed on, solved or back; with the reason."""

    bottleneck = models.ForeignKey(
        Bottleneck, on_delete=models.CASCADE, related_name="steps", verbose_name=_("bottleneck")
    )
    status = models.CharField(_("status"), max_length=6, choices=Bottleneck.Status.choices)
    level = models.CharField(_("level"), max_length=8, choices=Bottleneck.Level.choices)
    holder = models.CharField(_("who has it now"), max_length=160)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a bottleneck")
        verbose_name_plural = _("steps of a bottleneck")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bottleneck}: {self.get_level_display()}"


class RegulatoryRequestQuerySet(LockingQuerySet["RegulatoryRequest"]):
    """Sets of requests to authorities."""

    def visible_to(self, user: AnyUser) -> Self:
        """An internal matter: for the network, and with a bottleneck for who sees that."""
        if "network.view_internal" not in global_permissions(user):
            return self.none()
        return self.filter(Q(bottleneck=None) | Q(bottleneck__in=Bottleneck.objects.visible_to(user)))

    def ending(self) -> Self:
        """Those whose room ends within ``RegulatoryRequest.SOON``, or ended already."""
        return self.filter(until__lte=timezone.localdate() + RegulatoryRequest.SOON)


class RegulatoryRequest(Edited):
    """Room within the rules that was asked of an authority, and what came back."""

    class Outcome(models.TextChoices):
        """What the authority said."""

        WAITING = "waiting", _("No answer yet")
        GRANTED = "granted", _("Room given")
        PARTLY = "partly", _("Partly")
        REFUSED = "refused", _("Refused")

    bottleneck = models.ForeignKey(
        Bottleneck, on_delete=models.CASCADE, null=True, blank=True, related_name="requests",
        verbose_name=_("bottleneck"),
    )  # fmt: skip
    authority = models.CharField(_("authority"), max_length=120, help_text=_("For example the NZa or the ministry."))
    rule = models.CharField(_("rule that hinders"), max_length=200)
    asked = models.TextField(_("what was asked"))
    asked_on = models.DateField(_("asked on"), default=timezone.localdate)
    outcome = models.CharField(_("answer"), max_length=7, choices=Outcome.choices, default=Outcome.WAITING)
    answer = models.TextField(_("what came back"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    until = models.DateField(_("room until"), null=True, blank=True)

    SOON = datetime.timedelta(days=90)  # room that ends is asked for again long before

    objects = RegulatoryRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("request for room in the rules")
        verbose_name_plural = _("requests for room in the rules")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", answered_on=None)
                | (Q(outcome__in=["granted", "partly", "refused"], answered_on__isnull=False) & ~Q(answer="")),
                name="projects_request_answered_in_words",
                violation_error_message=_("An answer has its day and its words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.rule}"

    def get_absolute_url(self) -> str:
        """Its page in the register."""
        return reverse("projects:request_detail", args=[self.pk])

    @property
    def is_ended(self) -> bool:
        """Whether the room that was given is over."""
        return self.until is not None and self.until < timezone.localdate()

    @property
    def is_ending(self) -> bool:
        """Whether the room ends soon."""
        return self.until is not None and not self.is_ended and self.until <= timezone.localdate() + self.SOON

    def may_be_changed_by(self, user: AnyUser) -> bool:
        """Who asks authorities: those who may for the network, and with a bottleneck those who may move it."""
        if "change_regulatoryrequest" in granted(user, self):
            return True
        return self.bottleneck is not None and self.bottleneck.may_be_moved_by(user)
