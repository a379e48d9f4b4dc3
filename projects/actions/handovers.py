"""A project's manager or deputy changes: who leaves is asked for a hand-over."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from network.actions.handovers import ask_handover, name_receiver
from network.models import User
from projects.models import Project


def hand_over(project: Project, previous: Any) -> None:
    """Ask who ran the project until now, where that is somebody else; who takes over reads it.

    ``previous`` is the row of the history before this change.
    """
    for name in ("manager", "deputy"):
        before, now = getattr(previous, f"{name}_id"), getattr(project, f"{name}_id")
        if before == now:
            continue
        place, address = _place(project, name), project.get_absolute_url()
        if before:
            ask_handover(place, address, giver=User.objects.get(pk=before), receiver=getattr(project, name))
        else:
            name_receiver(place, address, getattr(project, name))


def _place(project: Project, name: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Project manager of “%(project)s”") if name == "manager" else _("Deputy of “%(project)s”")
        return words % {"project": project.title}
