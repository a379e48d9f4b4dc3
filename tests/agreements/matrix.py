"""Role × URL: agreements. They do not exist for who has nothing to do with them."""

from django.utils import timezone

from tests.access import Line, only, public
from tests.agreements import make, matrix_drafting, matrix_signing

PARTIES = ("executive", "executive2", "member")


def extend(world):
    """A draft, one that is open for signing, and one that is in force, between the two organisations."""
    from agreements.models import Review, SignedDocument, SigningEvent, Testimonial
    from agreements.models.agreements import Agreement
    from zenderen.lib import files

    parties = (world.organisation, world.organisation2)
    world.draft = make.draft(world.manager, *parties, title="Concept")
    world.signing = make.signing(world.manager, *parties, title="Ter ondertekening")
    SigningEvent.objects.create(
        version=world.signing.version, starts_at="2027-01-28T14:00:00+01:00", place="Zenderen", witness="Getuige"
    )
    world.in_force = make.signing(world.manager, *parties, title="Geldig")
    make.sign(world.in_force, world.organisation, world.executive)
    make.sign(world.in_force, world.organisation2, world.executive2)
    agreement = Agreement.objects.lock(world.in_force.pk)
    content = make.stand_in(agreement.version.code)
    SignedDocument.objects.create(
        version=agreement.version, file=files.store("x.pdf", content), sha256=files.sha256(content), size=len(content)
    )
    agreement.in_force = agreement.version
    agreement.move_to(Agreement.Status.IN_FORCE, "in_force")
    world.testimonial = Testimonial.objects.create(
        agreement=agreement, organisation=world.organisation, author=world.executive, author_name="x", text="Samen."
    )
    today = timezone.localdate()
    world.review = Review.objects.create(year=today.year, opened_by=world.manager, closes_on=today)
    matrix_drafting.extend(world)
    matrix_signing.extend(world)


def drafting(**parts):
    """URL arguments for the draft: its pk, and of its first article or party where asked."""

    def kwargs(world):
        rows = {"article": world.draft.version.articles, "party": world.draft.version.parties}
        return {"pk": world.draft.pk} | {part: rows[part].first().pk for part in parts}

    return kwargs


def prepares(method="get", allowed=200, **parts):
    """Only the network manager works on a draft; the coordination group sees it, others do not know of it."""
    return Line(
        method,
        404,
        {"visitor": 302, "manager": allowed, "coordinator": 403},
        kwargs=drafting(**parts),
    )


def decides(**extra):
    """Only executives of the parties; whoever sees it but has no say gets 403."""
    return Line(
        "get",
        404,
        {"visitor": 302, "executive": 200, "executive2": 200, "member": 403, "manager": 403, "coordinator": 403},
        kwargs=lambda world: {"pk": world.signing.pk},
        **extra,
    )


def takes_evidence(allowed):
    """Who may read the trail, and the executives of the parties."""
    roles = {"manager": allowed, "executive": allowed, "executive2": allowed, "member": 403, "coordinator": 403}
    return Line("get", 404, {"visitor": 302, **roles}, kwargs=lambda world: {"pk": world.in_force.pk})


def leaves():
    """Only the executives of who takes part speak for it; whoever else sees the agreement gets 403."""
    roles = {"executive": 200, "executive2": 200, "member": 403, "manager": 403, "coordinator": 403}
    return Line("get", 404, {"visitor": 302, **roles}, kwargs=lambda world: {"pk": world.in_force.pk})


def reviewed(world):
    """The year under review."""
    return {"year": world.review.year}


# Everybody with a place in the network reads how the cooperation goes; who only has an account does not.
NETWORK = (
    *("member", "executive", "executive2", "project_manager", "support", "steering_member"),
    *("chair", "coordinator", "manager"),
)


def in_the_hall(name="signing", **extra):
    """The screen is for who leads the event; parties see the agreement but not this, others know of neither."""
    roles = {"manager": 200, "coordinator": 200, **dict.fromkeys(PARTIES, 403)}
    return Line("get", 404, {"visitor": 302, **roles}, kwargs=lambda world: {"pk": getattr(world, name).pk, **extra})


def manages(name, allowed=200, **extra):
    """Only the network manager decides on an agreement that exists; its parties see it, others do not."""
    roles = {"manager": allowed, "coordinator": 403, **dict.fromkeys(PARTIES, 403)}
    return Line("get", 404, {"visitor": 302, **roles}, kwargs=lambda world: {"pk": getattr(world, name).pk}, **extra)


READERS = {"visitor": 302, "manager": 200, "coordinator": 200, **dict.fromkeys(PARTIES, 200)}

MATRIX = {
    **matrix_drafting.MATRIX,
    **matrix_signing.MATRIX,
    "agreements:agreement_list": Line("get", 200, {"visitor": 302}),
    "agreements:organisation_panel": Line("get", 302, kwargs=lambda world: {"slug": world.organisation.slug}),
    "agreements:agreement_detail": Line("get", 404, READERS, kwargs=lambda world: {"pk": world.signing.pk}),
    "agreements:agreement_edit": prepares(),
    "agreements:agreement_terms": prepares(),
    "agreements:article_add": prepares(),
    "agreements:article_edit": prepares(article=True),
    "agreements:article_move": prepares("post", 302, article=True),
    "agreements:article_remove": prepares(article=True),
    "agreements:party_add": prepares(),
    "agreements:party_edit": prepares(party=True),
    "agreements:party_remove": prepares(party=True),
    "agreements:agreement_open": prepares(),
    "agreements:agreement_sign": decides(),
    "agreements:agreement_decline": decides(),
    "agreements:agreement_withdraw": Line(
        "get",
        404,
        {"visitor": 302, "manager": 200, "coordinator": 403, **dict.fromkeys(PARTIES, 403)},
        kwargs=lambda world: {"pk": world.signing.pk},
    ),
    "agreements:agreement_renew": manages("in_force"),
    "agreements:accession_add": manages("in_force"),
    "agreements:agreement_end": manages("in_force"),
    "agreements:notice_give": leaves(),
    "agreements:testimonial_add": leaves(),
    "agreements:testimonial_withdraw": only(
        "executive", "manager", others=404, kwargs=lambda world: {"pk": world.testimonial.pk}
    ),
    "testimonials:testimonial_list": public(),
    "agreements:testimonial_panel": public(kwargs=lambda world: {"slug": world.organisation.slug}),
    "agreements:review_list": only(*NETWORK),
    "agreements:review_add": only("manager"),
    "agreements:review_detail": only(*NETWORK, kwargs=reviewed),
    "agreements:review_edit": only("manager", kwargs=reviewed),
    "agreements:review_answer": only(*PARTIES, kwargs=reviewed),
    "agreements:review_export": only(*NETWORK, kwargs=reviewed),
    "agreements:event_plan": manages("signing"),
    "agreements:event_cancel": manages("signing"),
    "agreements:event_calendar": Line("get", 404, READERS, kwargs=lambda world: {"pk": world.signing.pk}),
    "agreements:screen": in_the_hall(),
    "agreements:screen_picture": in_the_hall("in_force", sheet="titel"),
    "agreements:version_pdf": Line("get", 404, READERS, kwargs=lambda world: {"pk": world.in_force.pk, "number": 1}),
    "agreements:agreement_pdf": Line("get", 404, READERS, kwargs=lambda world: {"pk": world.in_force.pk}),
    "agreements:evidence": takes_evidence(200),
    "agreements:evidence_download": takes_evidence(302),  # nobody has asked for it yet
    "verification:verify": public(),
    "verification:code": public(kwargs=lambda world: {"code": world.in_force.version.code}),
}
