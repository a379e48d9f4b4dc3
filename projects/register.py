"""What the register of bottlenecks and regulatory room asks: tasks, and blocks of the coordination page."""

from collections.abc import Iterable

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from network import todo
from network.models import User
from projects import coordination
from projects.models import Bottleneck, RegulatoryRequest
from zenderen.lib.access import global_permissions


@todo.provider
def bottlenecks_to_take_up(user: User) -> Iterable[todo.Todo]:
    """Bottlenecks that came to this person and with which nothing was done since."""
    for bottleneck in Bottleneck.objects.waiting_for(user):
        title = _("Say what happens with the bottleneck “%(title)s”") % {"title": bottleneck.title}
        yield todo.Todo(title, bottleneck.get_absolute_url(), kind=_("Bottleneck"))


@todo.provider
def room_that_ends(user: User) -> Iterable[todo.Todo]:
    """Room within the rules that ends soon: whoever asks for the network asks again, or lets it go."""
    if "projects.change_regulatoryrequest" not in global_permissions(user):
        return
    for row in RegulatoryRequest.objects.ending().exclude(bottleneck__status=Bottleneck.Status.SOLVED):
        title = _("The room that %(authority)s gave ends: ask again?") % {"authority": row.authority}
        yield todo.Todo(title, row.get_absolute_url(), row.until, _("Regulatory room"))


@coordination.provider
def bottlenecks_above_the_floor(scope: coordination.Scope) -> Iterable[coordination.Block]:
    """What the work floor could not solve, the longest hindering first."""
    about = Q(project__in=scope.projects.order_by().values("pk")) | Q(theme__in=scope.chosen)
    if scope.sees_all and not scope.theme:
        about |= Q(project=None, theme=None)
    rows = Bottleneck.objects.visible_to(scope.user).open().exclude(level=Bottleneck.Level.FLOOR).filter(about)
    number, first = coordination.first_of(rows.order_by("reported_at", "pk"))
    items = [
        coordination.Item(
            row.title, row.get_absolute_url(), f"{row.get_level_display()}: {row.holder}", row.reported_at
        )
        for row in first
    ]
    words = _("What the work floor could not solve, at the boards and in the country.")
    more = f"{reverse('projects:bottleneck_list')}?status=open"
    more += f"&theme={scope.theme.slug}" if scope.theme else ""
    yield coordination.Block("bottlenecks", _("Bottlenecks"), number, items, words, more, order=35)


@coordination.provider
def room_at_risk(scope: coordination.Scope) -> Iterable[coordination.Block]:
    """Room within the rules that ends soon or has ended while its bottleneck is open."""
    rows = RegulatoryRequest.objects.visible_to(scope.user).ending()
    rows = rows.exclude(bottleneck__status=Bottleneck.Status.SOLVED)
    if scope.theme or not scope.sees_all:
        about = Q(bottleneck__theme__in=scope.chosen) | Q(bottleneck__project__theme__in=scope.chosen)
        rows = rows.filter(about)
    number, first = coordination.first_of(rows.order_by(F("until").asc(), "pk"))
    items = [
        coordination.Item(
            f"{row.authority}: {row.rule}",
            row.get_absolute_url(),
            _("The room has ended.") if row.is_ended else _("The room ends soon."),
            row.until,
        )
        for row in first
    ]
    more = f"{reverse('projects:request_list')}?ending=on"
    title = _("Regulatory room that ends")
    yield coordination.Block("regulatory-room", title, number, items, more=more, order=45)
