"""Role × URL: the library, on a confidential concept of ``organisation`` that a council was asked about."""

from tests.access import Line, only, public, signed_in
from tests.network.make_library import ask, make_document, past

SEES = ("member", "executive", "steering_member", "chair", "adviser", "manager")
OWNS = ("member", "manager")
WRITES = (
    *("member", "executive", "executive2", "project_manager", "support", "steering_member", "chair", "coordinator"),
    "manager",
)


def extend(world):
    """The document, its file, and what the client council was asked."""
    shared = {"organisations": [world.organisation], "bodies": [world.steering_body]}
    secret = {"classification": "confidential", "status": "concept", "title": "Geheim concept"}
    world.document = make_document(world.member, **shared, **secret)
    world.edition = world.document.editions.get()
    world.advice_request = ask(world.document, world.advisory_body)
    world.old_document = past(make_document(world.member, title="Bewaard"))


def document(world):
    return {"slug": world.document.slug}


def edition(world):
    return {"slug": world.document.slug, "edition": world.edition.pk}


def advice(world):
    return {"pk": world.advice_request.pk}


def reads(kwargs):
    """Open to visitors, who find nothing there: it is confidential."""
    return Line("get", 404, dict.fromkeys(SEES, 200), kwargs=kwargs)


def owns(kwargs):
    """Who reads it but does not own it gets 403; to all others it does not exist."""
    return Line("get", 404, {"visitor": 302, **dict.fromkeys(SEES, 403), **dict.fromkeys(OWNS, 200)}, kwargs=kwargs)


MATRIX = {
    "network:search": public(),
    "network:document_list": public(),
    "network:document_add": only(*WRITES),
    "network:document_detail": reads(document),
    "network:document_edit": owns(document),
    "network:document_move": owns(document),
    "network:document_follow": owns(document),
    "network:document_destroy": Line(
        "get",
        404,
        {"visitor": 302, "member": 403, "manager": 200},
        kwargs=lambda world: {"slug": world.old_document.slug},
    ),
    "network:edition_add": owns(document),
    "network:edition_file": reads(edition),
    "network:edition_replace": owns(edition),
    "network:edition_withdraw": owns(edition),
    "network:advice_ask": owns(document),
    "network:advice_list": signed_in(),
    "network:advice_detail": Line("get", 404, {"visitor": 302, **dict.fromkeys(SEES, 200)}, kwargs=advice),
    "network:advice_give": Line(
        "get", 404, {"visitor": 302, **dict.fromkeys(SEES, 403), "adviser": 200}, kwargs=advice
    ),
    # There is no advice yet to answer, which the page of the question says.
    "network:advice_answer": Line(
        "get", 404, {"visitor": 302, **dict.fromkeys(SEES, 403), **dict.fromkeys(OWNS, 302)}, kwargs=advice
    ),
}
