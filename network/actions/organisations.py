"""Partners: how they come and go, one by one or from a list."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from network import roles
from network.models import Organisation
from zenderen.lib.slugs import free_slug


@transaction.atomic
def end_participation(organisation_id: int, *, on: datetime.date) -> Organisation:
    """The organisation leaves the network; its people's memberships end with the day, its history stays."""
    organisation = Organisation.objects.lock(organisation_id)
    organisation.is_partner = False
    organisation.edition += 1
    organisation.save(update_fields=["is_partner", "edition"])
    for membership in organisation.memberships.filter(ends_on=None):
        membership.ends_on = max(on, membership.starts_on)
        membership.save(update_fields=["ends_on"])
    roles.refresh(organisation)
    return organisation


@transaction.atomic
def take_part_again(organisation_id: int) -> Organisation:
    """An organisation that had left is a partner once more; its people come back one by one."""
    organisation = Organisation.objects.lock(organisation_id)
    organisation.is_partner = True
    organisation.edition += 1
    organisation.save(update_fields=["is_partner", "edition"])
    return organisation


class Change(NamedTuple):
    """One field as the screen shows it."""

    label: str
    before: str
    after: str


@dataclass
class ImportLine:
    """What one row of a list would do: make a new partner, change one, or nothing."""

    number: int
    organisation: Organisation
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """new, changed or same."""
        return "new" if self.organisation.pk is None else "changed" if self.changes else "same"

    @property
    def shown(self) -> list[Change]:
        """The changes in words."""
        fields: list[Any] = [(Organisation._meta.get_field(name), values) for name, values in self.changes.items()]
        return [
            Change(str(field.verbose_name), *(_words(field, value) for value in values)) for field, values in fields
        ]


def _words(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value))


def plan_import(rows: Sequence[tuple[int, dict[str, Any]]]) -> list[ImportLine]:
    """What the rows (number in the file, clean values by field name) would do; writes nothing.

    Partners are recognised by name. A column that the list lacks stays as it is.
    """
    known = {organisation.name.casefold(): organisation for organisation in Organisation.objects.all()}
    lines = []
    for number, values in rows:
        organisation = known.get(values["name"].casefold()) or Organisation()
        line = ImportLine(number, organisation)
        for name, value in values.items():
            before = getattr(organisation, name)
            if before != value:
                line.changes[name] = (before, value)
                setattr(organisation, name, value)
        if organisation.pk and not organisation.is_partner:
            line.changes["is_partner"] = (False, True)
            organisation.is_partner = True
        lines.append(line)
    return lines


@transaction.atomic
def import_partners(rows: Sequence[tuple[int, dict[str, Any]]]) -> list[ImportLine]:
    """Write the whole list, or nothing when anything goes wrong."""
    list(Organisation.objects.lock_all().values_list("pk"))
    lines = plan_import(rows)
    for line in lines:
        organisation = line.organisation
        if line.kind == "new":
            organisation.slug = free_slug(Organisation, organisation.short_name or organisation.name)
            organisation.save()
            roles.found(organisation)
        elif line.kind == "changed":
            organisation.edition += 1
            organisation.save(update_fields=[*line.changes, "edition"])
    return lines
