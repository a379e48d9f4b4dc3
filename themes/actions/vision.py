"""What happens to the parts of the vision beyond one row."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _


@transaction.atomic
def remove_part(part: Any) -> None:
    """Take a part out of the vision; raises ValidationError as long as something hangs on it."""
    model: Any = type(part)
    row = model.objects.lock(part.pk)
    found = hanging_on(row)
    if found:
        raise ValidationError(
            _("“%(part)s” cannot be removed as long as this hangs on it: %(found)s.")
            % {"part": row, "found": ", ".join(found)}
        )
    row.delete()


def hanging_on(part: Any) -> list[str]:
    """What would be lost or left without it: “3 projects”, by what points at this row; what it names itself stays."""
    found = []
    for relation in part._meta.related_objects:
        model: Any = relation.related_model
        number = model._base_manager.filter(**{relation.field.name: part}).count()
        if number:
            name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
            found.append(f"{number} {name}")
    return found
