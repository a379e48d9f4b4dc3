"""Where help is needed, across the projects: blocks on the coordination page; each room and aggregate adds its own.

``@coordination.provider`` above a function from a ``Scope`` to blocks, in a module that ``ProjectsConfig.ready`` or
another room's ``ready`` imports. It counts over ``scope.projects`` and costs a few queries, however many there are.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from network.models import User
from projects.models import Bottleneck, Breach, Dependency, Level, ProgressUpdate, Project, ProjectQuerySet
from themes.models import Theme
from zenderen.lib.access import global_permissions

SHOWN = 5  # of each block; the rest is a click away

M = TypeVar("M", bound=Model)


class Scope(NamedTuple):
    """Who looks, at which projects; ``themes`` can be chosen from, ``theme`` was, ``sees_all`` themes or not."""

    user: User
    projects: ProjectQuerySet
    themes: Sequence[Theme]
    sees_all: bool
    theme: Theme | None = None

    @property
    def chosen(self) -> Sequence[Theme]:
        """The themes that this is about."""
        return [self.theme] if self.theme else self.themes


class Item(NamedTuple):
    """One thing that needs somebody: in words, where, since when; ``level`` is one of ``Level``."""

    title: str
    url: str
    note: str = ""
    since: datetime.date | datetime.datetime | None = None
    level: str = ""


class Block(NamedTuple):
    """One kind of need: how many, the first few of them, and where all of them stand."""

    key: str  # in the address, as #key
    title: str
    number: int
    items: Sequence[Item]
    about: str = ""
    more: str = ""
    order: int = 50


Provider = Callable[[Scope], Iterable[Block]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register a function that gives blocks."""
    if function not in _providers:
        _providers.append(function)
    return function


def scope_of(user: User, slug: str = "") -> Scope | None:
    """What this person looks after: everything, or the themes they chair; None for who coordinates nothing."""
    themes = Theme.objects.all()
    sees_all = "projects.view_updateround" in global_permissions(user)
    if not sees_all:
        themes = themes.filter(steering_group__leaders_group__user=user.pk)
    choice = list(themes)
    if not choice and not sees_all:
        return None
    scope = Scope(user, Project.objects.visible_to(user), choice, sees_all)
    scope = scope._replace(theme=next((theme for theme in choice if theme.slug == slug), None))
    return scope._replace(projects=scope.projects.filter(theme__in=scope.chosen))


def blocks(scope: Scope) -> list[Block]:
    """All blocks in their order."""
    return sorted((block for give in _providers for block in give(scope)), key=lambda block: block.order)


def _listed(scope: Scope, **filters: str) -> str:
    """The list of projects with these filters, within the theme that was chosen."""
    if scope.theme:
        filters["theme"] = scope.theme.slug
    return f"{reverse('projects:project_list')}?{urlencode(filters)}"


def first_of(rows: QuerySet[M]) -> tuple[int, list[M]]:
    """How many there are, and the first few of them, in one query."""
    found = list(rows.annotate(number_of_all=Window(Count("*")))[:SHOWN])
    return (found[0].number_of_all if found else 0), found  # type: ignore[attr-defined]


def _ids(rows: ProjectQuerySet) -> QuerySet[Any]:
    return rows.order_by().values("pk")


@provider
def out_of_bandwidth(scope: Scope) -> Iterable[Block]:
    """What goes beyond what was agreed, until the client decides."""
    breaches = Breach.objects.undecided().filter(project__in=_ids(scope.projects))
    number, first = first_of(breaches.for_page())
    items = [
        Item(
            f"{breach.project}: {breach.get_kind_display().lower()}",
            breach.get_absolute_url(),
            _("Agreed: %(agreed)s. Expected now: %(expected)s.")
            % {"agreed": breach.agreed_words, "expected": breach.expected_words},
            breach.found_at,
        )
        for breach in first
    ]
    about = _("Beyond what was agreed in time, money or scope; the client decides.")
    yield Block("out-of-bandwidth", _("Out of bandwidth"), number, items, about, order=10)


@provider
def off_course(scope: Scope) -> Iterable[Block]:
    """What reported so in a report that still counts."""
    rows = scope.projects.at_level(Level.OFF_COURSE)
    number, first = first_of(rows.with_report().order_by("title"))
    items = [
        Item(project.title, project.get_absolute_url(), standing.short_reason, standing.reported_on, standing.level)
        for project in first
        if (standing := project.standing)
    ]
    more = _listed(scope, state=Level.OFF_COURSE)
    yield Block("off-course", _("Off course"), number, items, more=more, order=20)


@provider
def waiting_for_a_decision(scope: Scope) -> Iterable[Block]:
    """What the client or the boards have to decide, the longest waiting first."""
    found: list[Item] = []
    number = 0
    for kind, rows in _undecided(scope):
        count, first = first_of(rows.order_by("waits_since", "pk"))
        number += count
        for row in first:
            subject = row.project if isinstance(row, ProgressUpdate) else row
            found.append(Item(str(subject), subject.get_absolute_url(), kind, row.waits_since))
    found.sort(key=lambda item: (item.since is None, item.since))
    about = _("Reports and proposals at the clients, and bottlenecks at the boards.")
    yield Block("decisions", _("Decisions waiting"), number, found[:SHOWN], about, order=30)


def _undecided(scope: Scope) -> Iterable[tuple[str, QuerySet[Any]]]:
    """In words what kind it is, and the rows with ``waits_since``."""
    ids = _ids(scope.projects)
    submitted = ProgressUpdate.objects.filter(project__in=ids, status=ProgressUpdate.Status.SUBMITTED)
    yield _("report submitted"), submitted.select_related("project").annotate(waits_since=F("submitted_at"))
    past = Project.history.model.objects.filter(id=OuterRef("pk")).order_by("history_date")
    began = Subquery(past.values("history_date")[:1])
    yield _("proposal"), scope.projects.filter(status=Project.Status.PROPOSAL).annotate(waits_since=began)
    boards = Bottleneck.objects.visible_to(scope.user).open().filter(level=Bottleneck.Level.BOARD)
    about = Q(project__in=ids) | Q(theme__in=scope.chosen)
    if scope.sees_all and not scope.theme:
        about |= Q(project=None, theme=None)
    yield _("bottleneck at the boards"), boards.filter(about).annotate(waits_since=F("reported_at"))


@provider
def dependencies_at_risk(scope: Scope) -> Iterable[Block]:
    """What a project waits for while the other does not bring it."""
    rows = Dependency.objects.visible_to(scope.user).at_risk().filter(project__in=_ids(scope.projects))
    number, first = first_of(rows.order_by(F("needed_on").asc(nulls_last=True), "pk"))
    items = [
        Item(
            _("%(project)s waits for %(other)s") % {"project": row.project, "other": row.on},
            row.project.get_absolute_url(),
            row.what,
            row.needed_on if row.is_late else None,
            row.on_level,  # type: ignore[attr-defined]
        )
        for row in first
    ]
    about = _("The day has passed, or the other project is not on course.")
    yield Block("dependencies", _("Dependencies at risk"), number, items, about, order=40)


@provider
def not_updated(scope: Scope) -> Iterable[Block]:
    """Of which nobody knows how it goes today."""
    rows = scope.projects.at_level(Level.OUTDATED)
    number, first = first_of(rows.with_report().in_order("reported_on"))
    items = [
        Item(
            project.title,
            project.get_absolute_url(),
            "" if standing.is_known else _("Nothing was reported yet, so nobody knows."),
            standing.reported_on,
            standing.level,
        )
        for project in first
        if (standing := project.standing)
    ]
    about = _("The last report is from before the last round.")
    yield Block("stale", _("Not updated"), number, items, about, _listed(scope, state=Level.OUTDATED), order=50)


@provider
def vulnerable(scope: Scope) -> Iterable[Block]:
    """Where all hangs on one person."""
    number, first = first_of(scope.projects.vulnerable().order_by("title"))
    items = [Item(project.title, project.get_absolute_url(), project.vulnerability) for project in first]
    more = _listed(scope, vulnerable="on")
    yield Block("vulnerable", _("Vulnerable"), number, items, more=more, order=60)
