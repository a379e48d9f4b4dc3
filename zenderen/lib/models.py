"""What models of all rooms have in common; no table of its own."""

from typing import Self, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


class LockingQuerySet(models.QuerySet[M]):
    """Adds the row lock that every status change starts with."""

    def lock(self, pk: object) -> M:
        """The row, held until the transaction ends; readers and foreign keys to it are not blocked."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def hold(self, pk: object) -> M:
        """The row as it stays until the transaction ends: many may hold it at once, nobody takes a step with it."""
        table = self.model._meta.db_table
        return self.raw(f"SELECT * FROM {table} WHERE id = %s FOR SHARE", [pk])[0]  # noqa: S608 - a table of our own

    def lock_all(self) -> Self:
        """The rows of this set, held until the transaction ends, always in the same order."""
        return self.select_for_update(no_key=True, of=("self",)).order_by("pk")


def one_at_a_time(name: str) -> None:
    """Wait for who does something under the same name; from here until the transaction ends the others wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


class Edited(models.Model):
    """Counts its editions, so that the second of two editors is told (see ``forms.EditForm``)."""

    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
