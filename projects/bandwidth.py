"""Out of bandwidth: found by the portal, told to the client, and open until the client (or an agreement) decides."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from projects.models import Breach, ProgressUpdate, Project
from zenderen.jobs import mail

Kind, Decision = Breach.Kind, Breach.Decision


@transaction.atomic
def check_report(update: ProgressUpdate) -> None:
    """Compare what a report expects with the bandwidth; what was out of it and no longer is says so."""
    project = Project.objects.lock(update.project_id)
    if project.is_ended:
        return  # there is nothing left to decide
    expected = {
        Kind.TIME: update.expected_end.isoformat() if update.expected_end else "",
        Kind.MONEY: "" if update.expected_cost is None else str(update.expected_cost),
        Kind.SCOPE: update.scope_change.strip(),
    }
    limits = limits_of(project)
    for kind in Kind:
        if _is_beyond(kind, expected[kind], limits[kind]):
            _find(project, kind, limits[kind], expected[kind], update=update)
        elif kind != Kind.TIME or not _has_run_late(project):
            _note_inside(project, kind)


@transaction.atomic
def check_today(project_id: int) -> None:
    """A running project whose last day, tolerance included, has passed is out of its bandwidth in time."""
    project = Project.objects.lock(project_id)
    if project.status != Project.Status.RUNNING or not _has_run_late(project):
        return
    open_breach = project.breaches.undecided().filter(kind=Kind.TIME).first()
    known = open_breach.expected if open_breach else ""
    still_to_come = known if known > timezone.localdate().isoformat() else ""
    _find(project, Kind.TIME, limits_of(project)[Kind.TIME], still_to_come, update=None)


def limits_of(project: Project) -> dict[str, str]:
    """Kind → the limit, tolerance included, as ``Breach.agreed`` has it; "" where nothing was agreed."""
    return {
        Kind.TIME: project.last_day.isoformat() if project.last_day else "",
        Kind.MONEY: "" if project.most_money is None else str(project.most_money),
        Kind.SCOPE: project.scope.strip(),
    }


def _is_beyond(kind: str, expected: str, limit: str) -> bool:
    if kind == Kind.SCOPE:
        return bool(expected)
    if not expected or not limit:
        return False
    return int(expected) > int(limit) if kind == Kind.MONEY else expected > limit


def _has_run_late(project: Project) -> bool:
    return project.last_day is not None and project.last_day < timezone.localdate()


def _find(project: Project, kind: str, limit: str, expected: str, *, update: ProgressUpdate | None) -> None:
    """Open a breach and tell the client, or renew the one that waits; nothing where the client allowed this."""
    breach = project.breaches.undecided().filter(kind=kind).first()
    if breach:
        renewed = {"agreed": limit, "expected": expected, "inside_since": None, "update": update or breach.update}
        changed = [name for name, value in renewed.items() if getattr(breach, name) != value]
        for name in changed:
            setattr(breach, name, renewed[name])
        if changed:
            breach.save(update_fields=changed)
        return
    last = project.breaches.filter(kind=kind, decision=Decision.ACCEPT, agreed=limit).order_by("-decided_at").first()
    if last and last.allows(expected or timezone.localdate().isoformat()):
        return
    breach = Breach.objects.create(project=project, kind=kind, agreed=limit, expected=expected, update=update)
    context = {"breach": breach, "project": project}
    mail.send("bandwidth_left", to=project.deciders(), context=context, key=f"breach {breach.pk}")


def _note_inside(project: Project, kind: str) -> None:
    breach = project.breaches.undecided().filter(kind=kind, inside_since=None).first()
    if breach:
        breach.inside_since = timezone.now()
        breach.save(update_fields=["inside_since"])


# --- What an agreement says about it ---------------------------------------------------------------------------------


def write(project: Project, fields: dict[str, Any]) -> None:
    """Change these fields of a locked project and count the edition."""
    for name, value in fields.items():
        setattr(project, name, value)
    project.edition += 1
    project.save(update_fields=[*fields, "edition"])


@transaction.atomic
def take_over(project_id: int, *, fields: dict[str, Any], source: str, address: str) -> None:
    """Write down the bandwidth that an agreement in force fixes; what is inside it again is decided by that."""
    project = Project.objects.lock(project_id)
    before = limits_of(project)
    write(project, {**fields, "bandwidth_source": source, "bandwidth_address": address})
    limits = limits_of(project)
    for breach in project.breaches.undecided().lock_all():
        is_new = limits[breach.kind] != before[breach.kind]
        if is_new and (breach.kind == Kind.SCOPE or not _is_beyond(breach.kind, _now(breach), limits[breach.kind])):
            breach.decide(Decision.ADJUST, by=None, reason=source)


def _now(breach: Breach) -> str:
    return breach.expected or timezone.localdate().isoformat()


@transaction.atomic
def let_go(project_id: int, *, address: str) -> None:
    """The agreement that fixed the bandwidth has ended: the numbers stay, the client may change them again."""
    project = Project.objects.lock(project_id)
    if project.bandwidth_address == address:
        write(project, {"bandwidth_source": "", "bandwidth_address": ""})
