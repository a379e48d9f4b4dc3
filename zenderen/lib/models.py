"""What models of all rooms have in common; no table of its own."""

from typing import Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class LockingQuerySet(models.QuerySet[M]):
    """Adds the row lock that every status change starts with."""

    def lock(self, pk: object) -> M:
        """The row, held until the transaction ends; readers and foreign keys to it are not blocked."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def lock_all(self) -> Self:
        """The rows of this set, held until the transaction ends, always in the same order."""
        return self.select_for_update(no_key=True, of=("self",)).order_by("pk")


class Edited(models.Model):
    """Counts its editions, so that the second of two editors is told (see ``forms.EditForm``)."""

    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
