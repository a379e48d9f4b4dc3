"""Role × URL: projects, asked about a confidential one: who has no part in it does not learn that it exists."""

from django.core.files.base import ContentFile

from projects.models import (
    Actor,
    Ambassador,
    Benefit,
    Breach,
    Dependency,
    PartnerContribution,
    Poster,
    PosterSet,
    SavedList,
)
from projects.models.poster_data import content_of
from tests.access import Line, only, public, signed_in
from tests.projects import matrix_partners, matrix_register, matrix_rounds
from tests.projects.make import make_milestone, make_project, make_update

SEES = ("member", "executive", "project_manager", "support", "steering_member", "chair", "coordinator", "manager")
RUNS = ("project_manager", "manager")
PARTNERS = ("member", "executive", "executive2", "project_manager", "support")
PROPOSES = (*PARTNERS, "steering_member", "chair", "coordinator")
HIDDEN = {"visitor": 404, "outsider": 404, "adviser": 404, "executive2": 404, "administrator": 404}
CLOSED = {**HIDDEN, "visitor": 302}


def extend(world):
    """A confidential project with a submitted report, and posters of its theme. The theme comes from tests.themes."""
    world.project = make_project(
        world.theme,
        classification="confidential",
        manager=world.project_manager,
        support=[world.support],
        partners=[(world.organisation, "Levert therapeuten")],
        ambitions=[world.ambition],
    )
    world.part = world.project.partners.get()
    row = {"project": world.project}
    world.actor = Actor.objects.create(**row, kind="works", name="Therapeuten")
    world.ambassador = Ambassador.objects.create(**row, name="Een huisarts", agreed_on="2026-01-01")
    world.benefit = Benefit.objects.create(**row, audience="residents", text="Minder vallen")
    world.contribution = PartnerContribution.objects.create(part=world.part, kind="hours", agreed=40)
    other = make_project(world.theme, classification="public", ambitions=[world.ambition])
    world.dependency = Dependency.objects.create(**row, on=other, what="De werkafspraken")
    world.breach = Breach.objects.create(**row, kind="time", agreed="2026-03-01", expected="2026-06-01")
    world.saved_list = SavedList.objects.create(owner=world.manager, name="Mijn lijst", is_shared=True)
    matrix_register.extend(world)
    world.milestone = make_milestone(world.project)
    world.update = make_update(world.project, "submitted", by=world.project_manager)
    fields = {
        "theme": world.theme,
        "size": "A1",
        "data": content_of(world.theme)[0],
        "created_by": world.manager,
    }
    world.poster = Poster(**fields, sha256="0" * 64, bytes=3)
    world.poster.file.save("a.pdf", ContentFile(b"pdf"), save=False)
    world.poster.preview.save("a.png", ContentFile(b"png"), save=False)
    world.poster.save()
    world.proof = Poster.objects.create(**fields, is_proof=True)
    world.posterset = PosterSet.objects.create(
        size="A1", created_by=world.manager, archive="a.zip", archive_sha256="0" * 64, archive_bytes=3,
        joined="a.pdf", joined_sha256="0" * 64, joined_bytes=3,
    )  # fmt: skip
    world.posterset.archive.save("a.zip", ContentFile(b"zip"))
    world.posterset.joined.save("b.pdf", ContentFile(b"pdf"))
    matrix_partners.extend(world)
    matrix_rounds.extend(world)


def one(world):
    return {"slug": world.project.slug}


def of(**names):
    """URL arguments: the project, and one more object of the world."""
    return lambda world: one(world) | {key: getattr(world, name).pk for key, name in names.items()}


def report(world):
    return one(world) | {"number": world.update.number}


def theme(world):
    return {"slug": world.theme.slug}


def poster(world):
    return {"pk": world.poster.pk}


def proof(world):
    return {"pk": world.proof.pk}


def posterset(world):
    return {"pk": world.posterset.pk}


def conference(world):
    return {"slug": world.conference.slug}


def partner(world):
    return {"slug": world.organisation.slug}


def for_those(*names, method="get", allowed=200, hidden=CLOSED, **extra):
    """These roles may; who sees the project without this right gets 403, everybody else 404."""
    return Line(method, 403, {**hidden, **dict.fromkeys(names, allowed)}, **extra)


def step(world):
    return {"status": "evaluated", "reason": "De proef is klaar."}


def kept(world):
    return {"pk": world.saved_list.pk}


MATRIX = {
    "projects:project_list": public(),
    "projects:project_export": public(),
    "projects:project_workbook": public(),
    "projects:project_feed": public(),
    "projects:saved_list_list": signed_in(),
    "projects:saved_list_add": signed_in(),
    # A kept list of the network manager: shared ones are read, only the owner changes them.
    "projects:saved_list_edit": only("manager", others=404, kwargs=kept),
    "projects:saved_list_remove": only("manager", method="post", allowed=302, others=404, kwargs=kept),
    "projects:ambition_list": public(),
    "projects:roadmap": public(),
    "projects:vision": public(),
    "projects:timeline": public(),
    "projects:project_add": only("manager"),
    "projects:project_propose": only(*PROPOSES),
    "projects:project_detail": for_those(*SEES, hidden=HIDDEN, kwargs=one),
    "projects:project_edit": for_those(*RUNS, kwargs=one),
    "projects:project_move": for_those("chair", "manager", method="post", allowed=302, kwargs=one, data=step),
    "projects:partner_list": for_those(*SEES, hidden=HIDDEN, kwargs=one),
    "projects:partner_edit": for_those(*RUNS, kwargs=of(part="part")),
    "projects:partner_remove": for_those(*RUNS, method="post", allowed=302, kwargs=of(part="part")),
    "projects:contribution_add": for_those(*RUNS, kwargs=of(part="part")),
    "projects:contribution_edit": for_those(*RUNS, kwargs=of(row="contribution")),
    "projects:contribution_remove": for_those(*RUNS, method="post", allowed=302, kwargs=of(row="contribution")),
    "projects:actor_list": for_those(*SEES, hidden=HIDDEN, kwargs=one),
    "projects:actor_add": for_those(*RUNS, kwargs=one),
    "projects:actor_edit": for_those(*RUNS, kwargs=of(row="actor")),
    "projects:actor_remove": for_those(*RUNS, method="post", allowed=302, kwargs=of(row="actor")),
    "projects:ambassador_add": for_those(*RUNS, kwargs=one),
    "projects:ambassador_edit": for_those(*RUNS, kwargs=of(row="ambassador")),
    "projects:ambassador_remove": for_those(*RUNS, method="post", allowed=302, kwargs=of(row="ambassador")),
    "projects:benefit_add": for_those(*RUNS, kwargs=one),
    "projects:benefit_edit": for_those(*RUNS, kwargs=of(row="benefit")),
    "projects:benefit_remove": for_those(*RUNS, method="post", allowed=302, kwargs=of(row="benefit")),
    "projects:dependency_list": for_those(*SEES, kwargs=one),
    "projects:dependency_add": for_those(*RUNS, kwargs=one),
    "projects:dependency_edit": for_those(*RUNS, kwargs=of(row="dependency")),
    "projects:dependency_remove": for_those(*RUNS, method="post", allowed=302, kwargs=of(row="dependency")),
    "projects:breach_list": for_those(*SEES, kwargs=one),
    # The client decides, and nobody for it: not the network manager either.
    "projects:breach_decide": for_those("chair", kwargs=of(row="breach")),
    "projects:milestone_list": for_those(*RUNS, kwargs=one),
    "projects:milestone_edit": for_those(*RUNS, kwargs=of(milestone="milestone")),
    "projects:milestone_remove": for_those(*RUNS, method="post", allowed=302, kwargs=of(milestone="milestone")),
    "projects:progress_edit": for_those(*RUNS, "support", kwargs=one),
    # A submitted report is for who writes it and who decides on it.
    "projects:progress_detail": Line("get", 404, dict.fromkeys((*RUNS, "support", "chair"), 200), kwargs=report),
    "projects:progress_decide": for_those("chair", method="post", allowed=302, kwargs=report, data=lambda world: {}),
    "projects:poster_list": public(),
    "projects:poster_studio": signed_in(),
    "projects:project_poster": for_those(*RUNS, kwargs=one),
    "projects:partner_poster": only("manager", "executive", kwargs=partner),
    "projects:network_poster": only("manager"),
    "projects:posterset_make": only("manager"),
    "projects:posterset_detail": public(kwargs=posterset),
    "projects:posterset_order": only("manager", method="post", allowed=302, others=404, kwargs=posterset),
    "projects:posterset_archive": public(kwargs=posterset),
    "projects:posterset_joined": public(kwargs=posterset),
    "projects:poster_order": only(
        "manager", "chair", "project_manager", method="post", allowed=302, others=404, kwargs=proof
    ),
    "projects:poster_wall": public(kwargs=conference),
    "projects:conference_panel": public(kwargs=conference),
    "projects:poster_make": only("manager", "chair", "project_manager", kwargs=theme),
    "projects:poster_detail": public(kwargs=poster),
    "projects:poster_file": public(kwargs=poster),
    "projects:poster_preview": public(kwargs=poster),
}
MATRIX |= matrix_partners.MATRIX

MATRIX |= matrix_register.lines()
MATRIX |= matrix_rounds.lines()
