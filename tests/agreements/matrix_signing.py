"""Role × URL: powers of attorney, paper, deadlines and what else surrounds signing."""

import datetime

from django.utils import timezone

from tests.access import Line, only, signed_in
from tests.agreements import make

PARTIES = ("executive", "executive2", "member")


def extend(world):
    """A power of attorney with its document, and an agreement with one signature and a scan that waits."""
    from agreements.models import Mandate
    from zenderen.lib import files

    world.mandate = Mandate.objects.create(
        organisation=world.organisation,
        grantor=world.executive,
        grantor_name="x",
        delegate=world.adviser,
        delegate_name="y",
        agreement=world.draft,
        ends_on=timezone.localdate() + datetime.timedelta(days=9),
        evidence="Besluit",
        file=files.store("volmacht.pdf", b"%PDF-1.7"),
    )
    world.paper = make.signing(world.manager, world.organisation, world.organisation2, title="Op papier")
    make.sign(world.paper, world.organisation2, world.executive2)
    world.scan = make.scanned(world.paper, world.organisation, world.manager)


def party(agreement, organisation):
    """URL arguments for a party of an agreement."""

    def kwargs(world):
        row = getattr(world, agreement)
        return {"pk": row.pk, "party": make.party_of(row, getattr(world, organisation)).pk}

    return kwargs


def manages(method="get", allowed=200, **extra):
    """Only the network manager; who sees the agreement gets 403."""
    seers = {"manager": allowed, "coordinator": 403, **dict.fromkeys(PARTIES, 403)}
    return Line(method, 404, {"visitor": 302, **seers}, **extra)


def of_scan(world):
    return {"pk": world.paper.pk, "scan": world.scan.pk}


def of_mandate(world):
    return {"pk": world.mandate.pk}


SIGNING = {"kwargs": lambda world: {"pk": world.signing.pk}}
NO_SAY = {"visitor": 302, "member": 403, "manager": 403, "coordinator": 403}

MATRIX = {
    "agreements:change_ask": Line("get", 404, {**NO_SAY, "executive": 200, "executive2": 200}, **SIGNING),
    "agreements:agreement_retract": Line(
        "get",
        404,
        {**NO_SAY, "executive": 403, "executive2": 200},
        kwargs=lambda world: {"pk": world.paper.pk},
        data=lambda world: {"party": make.party_of(world.paper, world.organisation2).pk},
    ),
    "agreements:deadlines": manages(**SIGNING),
    "agreements:remind": manages("post", 302, kwargs=party("signing", "organisation")),
    "agreements:mandate_list": signed_in(),
    "agreements:mandate_give": only("executive", kwargs=lambda world: {"slug": world.organisation.slug}),
    "agreements:mandate_revoke": Line(
        "get", 404, {"visitor": 302, "executive": 200, "adviser": 403}, kwargs=of_mandate
    ),
    "agreements:mandate_document": Line(
        "get", 404, {"visitor": 302, "executive": 200, "adviser": 200}, kwargs=of_mandate
    ),
    "agreements:scan_register": manages(kwargs=party("signing", "organisation")),
    "agreements:scan_check": Line(
        "get",
        404,
        {"visitor": 302, "coordinator": 200, "manager": 403, **dict.fromkeys(PARTIES, 403)},
        kwargs=of_scan,
    ),
    "agreements:scan_file": Line(
        "get", 404, {"visitor": 302, "manager": 200, "coordinator": 200, "executive": 200}, kwargs=of_scan
    ),
}
