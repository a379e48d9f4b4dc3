"""What meetings ask of somebody now."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network import todo
from network.models import User
from themes.models import Meeting
from zenderen.lib.access import permitted


@todo.provider
def minutes_to_adopt(user: User) -> Iterable[todo.Todo]:
    """Minutes that wait for the chair."""
    led = Meeting.objects.filter(permitted(Meeting, user, "lead_meeting"), status=Meeting.Status.HELD)
    for meeting in led.exclude(minutes="").select_related("body"):
        words = _("Adopt the minutes of %(meeting)s") % {"meeting": meeting}
        yield todo.Todo(words, reverse("themes:minutes_adopt", args=[meeting.pk]), kind=_("To adopt"))


@todo.provider
def meetings_to_write_up(user: User) -> Iterable[todo.Todo]:
    """Meetings without minutes, and those whose day passed and of which nothing was noted: to who writes them up."""
    held = Q(status=Meeting.Status.HELD, minutes="")
    passed = Q(status=Meeting.Status.PLANNED, starts_at__lt=timezone.now())
    mine = Meeting.objects.filter(Q(secretary=user) | Q(secretary=None, created_by=user)).select_related("body")
    for meeting in mine.filter(held | passed):
        is_held = meeting.status == Meeting.Status.HELD
        words = _("Write the minutes of %(meeting)s") if is_held else _("Note that %(meeting)s was held")
        yield todo.Todo(words % {"meeting": meeting}, meeting.get_absolute_url(), kind=_("Minutes"))
