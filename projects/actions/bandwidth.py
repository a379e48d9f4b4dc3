"""What the client decides on a project that is out of its bandwidth; each act locks the project first."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from network.models import User
from projects.actions.projects import move
from projects.bandwidth import write
from projects.models import Breach, Project
from zenderen.jobs import mail
from zenderen.lib.states import IllegalStep

Decision = Breach.Decision


@transaction.atomic
def allow(breach_id: int, *, by: User, reason: str, until: str) -> Breach:
    """The bandwidth stays, but so far (as ``Breach.allowed``) is allowed this once; raises IllegalStep."""
    breach = _open(breach_id)
    breach.allowed = until
    return _decided(breach, Decision.ACCEPT, by=by, reason=reason)


@transaction.atomic
def adjust(breach_id: int, *, by: User, reason: str, fields: dict[str, Any]) -> Breach:
    """Give the project another bandwidth (fields of Project); raises IllegalStep, also where an agreement fixes it."""
    breach = _open(breach_id)
    project = breach.project
    if project.bandwidth_source:
        raise IllegalStep(
            _("The bandwidth was agreed in %(source)s: amend that.") % {"source": project.bandwidth_source}
        )
    write(project, fields)
    return _decided(breach, Decision.ADJUST, by=by, reason=reason)


@transaction.atomic
def stop(breach_id: int, *, by: User, reason: str) -> Breach:
    """Stop the project; what else it was out of bandwidth in is decided with it. Raises IllegalStep."""
    breach = _open(breach_id)
    move(breach.project_id, Project.Status.STOPPED, by=by, reason=reason)
    breach.refresh_from_db()
    return breach


def _open(breach_id: int) -> Breach:
    """The breach with its project, both locked, the project first as everywhere; raises IllegalStep when decided."""
    project = Project.objects.lock(Breach.objects.values_list("project", flat=True).get(pk=breach_id))
    breach = Breach.objects.lock(breach_id)
    breach.project = project
    if not breach.is_open:
        raise IllegalStep(_("The client has decided on this already: %(decision)s.") % {"decision": breach.outcome})
    return breach


def _decided(breach: Breach, decision: str, *, by: User, reason: str) -> Breach:
    breach.decide(decision, by=by, reason=reason)
    context = {"breach": breach, "project": breach.project}
    mail.send("bandwidth_decided", to=breach.project.runners(but=by), context=context, by=by)
    return breach
