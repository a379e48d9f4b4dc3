"""Who takes part in which project: actively, observing, or not (yet)."""

from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from network.models import Organisation
from projects.models import Project, ProjectPartner


def active_parts() -> QuerySet[ProjectPartner]:
    """Taking part actively in a project that is not over."""
    parts = ProjectPartner.objects.filter(participation=ProjectPartner.Participation.ACTIVE)
    return parts.exclude(project__status__in=Project.ENDED)


def inactive(organisations: Any) -> Any:
    """Those of these partners that are active in no project while there are some; the project office facilitates."""
    own = active_parts().filter(organisation=OuterRef("pk"))
    return organisations.can_sign().filter(Exists(Project.objects.current()), ~Exists(own))


class Row(NamedTuple):
    """One partner with its part in each of the projects of the page, None where it has none."""

    organisation: Organisation
    cells: list[tuple[Project, ProjectPartner | None]]


def matrix(organisations: list[Organisation], projects: list[Project]) -> list[Row]:
    """The cells of one page, in one query."""
    parts = ProjectPartner.objects.filter(organisation__in=organisations, project__in=projects)
    found = {(part.organisation_id, part.project_id): part for part in parts}
    return [
        Row(partner, [(project, found.get((partner.pk, project.pk))) for project in projects])
        for partner in organisations
    ]
