"""What taking part in projects asks of a partner's own people."""

import datetime
from collections.abc import Iterable

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import todo
from network.models import Organisation, User
from projects.models import Expectation, Project
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
    rated = Expectation.objects.filter(organisation__in=own, project__in=Project.objects.current())
    rows = rated.order_by().values("project__slug", "project__title").annotate(oldest=Min("rated_at"))
    for row in rows.filter(oldest__lt=timezone.now() - RATED_FOR):
        words = _("Say anew how far the expectations of “%(project)s” are met") % {"project": row["project__title"]}
        address = reverse("projects:expectation_list", args=[row["project__slug"]])
        yield todo.Todo(words, address, kind=_("Expectations"))
