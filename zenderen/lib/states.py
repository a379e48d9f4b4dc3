"""One way to walk through a lifecycle: a table of next statuses and a single step."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _


class IllegalStep(Exception):
    """The object cannot go to that status from where it is; the text is fit for the screen."""


class Lifecycle(models.Model):
    """A model with ``status`` and the table ``NEXT_STATUSES``; steps are taken on a row that is locked."""

    NEXT_STATUSES: ClassVar[dict[Any, set[Any]]]
    status: Any  # a CharField of the model itself

    class Meta:
        abstract = True

    def can_move_to(self, status: Any) -> bool:
        """Whether the table allows this step now."""
        return status in self.NEXT_STATUSES.get(self.status, set())

    def move_to(self, status: Any, *extra_fields: str) -> None:
        """Take one step of the lifecycle and save it, together with ``extra_fields``; raises IllegalStep."""
        if not self.can_move_to(status):
            raise IllegalStep(
                _("This cannot be done any more: the status is now “%(status)s”.")
                % {"status": self.get_status_display()}  # type: ignore[attr-defined]
            )
        self.status = status
        self.save(update_fields=["status", *extra_fields])  # type: ignore[misc]
