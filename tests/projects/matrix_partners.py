"""Role × URL: scans, participation, effort, expectations; on the confidential project of the rooms before."""

from projects.models import Expectation
from tests.access import Line, only
from tests.projects.make_partners import make_scan

INTERNAL = (
    *("member", "executive", "executive2", "project_manager", "support", "steering_member", "chair"),
    *("coordinator", "manager"),
)
SEES = tuple(role for role in INTERNAL if role != "executive2")
STRANGERS = {"visitor": 302, **dict.fromkeys(("outsider", "adviser", "executive2", "administrator"), 404)}
READERS = ("project_manager", "chair", "manager")  # of what all partners expect
OWN = ("member", "executive")


def extend(world):
    """A scan of the confidential project, and what ``organisation`` expects of it."""
    world.five_scores = make_scan(world.project, by=world.chair)
    world.expectation = Expectation.objects.create(
        project=world.project,
        organisation=world.organisation,
        text="Minder dubbel werk",
        importance=5,
        satisfaction=1,
        rated_by=world.executive,
    )


def project(world):
    return {"slug": world.project.slug}


def expectation(world):
    return {"slug": world.project.slug, "expectation": world.expectation.pk}


def of_project(*names, others=403, method="get", allowed=200, **extra):
    """These may; who sees the project without this right gets 403, to all others it does not exist."""
    return Line(method, others, {**STRANGERS, **dict.fromkeys(names, allowed)}, **extra)


# Who may not read it does not learn that it exists; who reads all still writes only for their own partner.
_WRITES = dict.fromkeys(READERS, 403)

MATRIX = {
    "projects:participation": only(*INTERNAL),
    "projects:participation_export": only(*INTERNAL),
    "projects:effort_list": only("manager"),
    "projects:effort_detail": only(*OWN, "manager", kwargs=lambda world: {"slug": world.organisation.slug}),
    "projects:scan_list": only(*INTERNAL),
    "projects:scan_add": only("chair", "coordinator", "manager", data=lambda world: {"thema": world.theme.slug}),
    "projects:scan_detail": Line(
        "get", 404, {"visitor": 302, **dict.fromkeys(SEES, 200)}, kwargs=lambda world: {"pk": world.five_scores.pk}
    ),
    "projects:scan_project": only(*SEES, kwargs=project)._replace(
        expected={"visitor": 302, "executive2": 404, **dict.fromkeys(SEES, 200)}
    ),
    "projects:expectation_list": of_project(*OWN, *READERS, kwargs=project),
    "projects:expectation_add": of_project(*OWN, kwargs=project),
    "projects:expectation_rate": of_project(*OWN, kwargs=project),
    "projects:expectation_edit": Line(
        "get", 404, {"visitor": 302, **_WRITES, **dict.fromkeys(OWN, 200)}, kwargs=expectation
    ),
    "projects:expectation_remove": Line(
        "post", 404, {"visitor": 302, **_WRITES, **dict.fromkeys(OWN, 302)}, kwargs=expectation
    ),
}
