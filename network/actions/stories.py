"""The texts of the site: putting back what stood there before, and the order of the history."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from network.models import NewsItem, Phase

RESTORED = "restored "  # in the reason of a version, before the key of the version that it repeats


@transaction.atomic
def restore(model: Any, pk: int, *, version: int, fields: tuple[str, ...]) -> bool:
    """Make a text what it was in this version, as a new version; whether anything differed.

    Raises ValidationError where it would no longer fit, such as a name that another took since.
    """
    row = model.objects.lock(pk)
    before = row.history.get(pk=version)
    changed = [name for name in fields if getattr(row, name) != getattr(before, name)]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, getattr(before, name))
    row.full_clean()
    if isinstance(row, NewsItem):
        changed.append(row.mark_changed())
    row.edition += 1
    row._change_reason = f"{RESTORED}{version}"
    row.save(update_fields=[*changed, "edition"])
    return True


@transaction.atomic
def add_phase(phase: Phase) -> None:
    """A period after all others."""
    list(Phase.objects.lock_all().values_list("pk"))
    phase.order = (Phase.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    phase.save()


@transaction.atomic
def move_phase(pk: int, *, earlier: bool) -> bool:
    """Let a period change places with the one before or after it; False where there is none."""
    phases = sorted(Phase.objects.lock_all(), key=lambda phase: phase.order)
    place = next((place for place, phase in enumerate(phases) if phase.pk == pk), None)
    if place is None:
        raise Phase.DoesNotExist
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(phases):
        return False
    one, two = phases[place], phases[other]
    wanted = (two.order, one.order)
    for phase, order in ((one, phases[-1].order + 1), (two, wanted[1]), (one, wanted[0])):
        phase.order = order
        phase.edition += 1
        phase.save(update_fields=["order", "edition"])
    return True


@transaction.atomic
def remove_phase(pk: int) -> None:
    """Take a period out of the history; what it said stays in its versions."""
    Phase.objects.lock(pk).delete()
