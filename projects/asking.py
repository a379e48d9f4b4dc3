"""What taking part asks of a partner's own people, and where the coordination group must help."""

import datetime
from collections.abc import Iterable

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from network import todo
from network.models import Organisation, User, falling, partners_that_fell
from projects import coordination
from projects.models import Expectation, Project, Scan
from projects.participation import inactive

RATED_FOR = datetime.timedelta(days=365)  # after a year partners say anew how far their expectations are met


@todo.provider
def nothing_yet(user: User) -> Iterable[todo.Todo]:
    """A partner that is active in no project: its executives are asked, kindly, to look where they can join."""
    for organisation in inactive(Organisation.objects.led_by(user)):
        words = _("See in which project %(partner)s could take part") % {"partner": organisation}
        address = reverse("projects:effort_detail", args=[organisation.slug])
        yield todo.Todo(words, address, kind=_("Taking part"))


@todo.provider
def to_rate_again(user: User) -> Iterable[todo.Todo]:
    """Projects in which the scores of what a partner expects are more than a year old."""
    own = Organisation.objects.joined_by(user)
    projects = Project.objects.visible_to(user).current().filter(partners__organisation__in=own)
    rated = Expectation.objects.filter(organisation__in=own, project__in=projects)
    rows = rated.order_by().values("project__slug", "project__title").annotate(oldest=Min("rated_at"))
    for row in rows.filter(oldest__lt=timezone.now() - RATED_FOR):
        words = _("Say anew how far the expectations of “%(project)s” are met") % {"project": row["project__title"]}
        address = reverse("projects:expectation_list", args=[row["project__slug"]])
        yield todo.Todo(words, address, kind=_("Expectations"))


@coordination.provider
def urgency_falling(scope: coordination.Scope) -> Iterable[coordination.Block]:
    """The mean of the last quarter beside the one before, and the partners that fell most; for who sees across."""
    if not scope.sees_all or scope.theme:
        return
    fall, items = falling(), []
    if fall:
        last, before = fall
        words = _("On average %(now)s in %(last)s, %(then)s in %(before)s.") % {
            "now": number_format(last.average, 1),  # type: ignore[attr-defined]
            "last": last,
            "then": number_format(before.average, 1),  # type: ignore[attr-defined]
            "before": before,
        }
        items.append(coordination.Item(_("The whole network"), last.get_absolute_url(), words, last.closes_on))
    fallen = partners_that_fell()
    for answer in fallen[: coordination.SHOWN]:
        change = {"then": answer.before, "now": answer.score}  # type: ignore[attr-defined]
        words = _("From %(then)s to %(now)s.") % change
        items.append(
            coordination.Item(str(answer.organisation), answer.pulse.get_absolute_url(), words, answer.pulse.closes_on)
        )
    about = _("Partners that feel less urgency than a quarter before. A conversation helps more than a reminder.")
    number = len(fallen) + bool(fall)
    yield coordination.Block("urgency", _("Urgency falling"), number, items, about, reverse("network:pulse_list"), 55)


@coordination.provider
def low_scores(scope: coordination.Scope) -> Iterable[coordination.Block]:
    """Themes and projects whose last scan has a low score."""
    of_these = Q(theme__in=scope.chosen) | Q(project__in=scope.projects.order_by().values("pk"))
    rows = Scan.objects.visible_to(scope.user).newest().filter(of_these).low()
    number, first = coordination.first_of(rows.for_list())
    items = [
        coordination.Item(
            str(scan.thing),
            scan.get_absolute_url(),
            ", ".join(str(low.get_mechanism_display()) for low in scan.lows),
            scan.scanned_on,
        )
        for scan in first
    ]
    about = _("A low score on one of the five mechanisms; the scan says what can be done.")
    more = reverse("projects:scan_list")
    yield coordination.Block("scans", _("Low on a mechanism"), number, items, about, more, 57)
