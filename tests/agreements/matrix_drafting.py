"""Role × URL: drafts, their annexes, the people beside the parties, versions and consultations."""

import datetime

from django.utils import timezone

from tests import factories
from tests.access import Line, only
from tests.agreements import make

PARTIES = ("executive", "executive2", "member")


def extend(world):
    """A text in consultation, with an annex, a comment and two councils; and a draft on which somebody helps."""
    from agreements import actions
    from agreements.models import Participant
    from network.models import Body

    parties = (world.organisation, world.organisation2)
    world.consulted = make.draft(world.manager, *parties, title="Ter consultatie")
    world.annex = make.annex(world.consulted, by=world.manager)
    council = factories.BodyFactory(name="Ondernemingsraad", slug="ondernemingsraad", kind=Body.Kind.ADVISORY)
    giver = factories.SeatFactory(body=council).user
    until = timezone.localdate() + datetime.timedelta(days=14)
    actions.consult(world.consulted, until=until, bodies=[world.advisory_body, council], by=world.manager)
    world.consulted.refresh_from_db()
    version = world.consulted.version
    world.comment = actions.comment(version, article=1, text="Kan dit korter?", by=world.executive)
    world.advice = version.advices.get(body=world.advisory_body)
    world.given = version.advices.get(body=council)
    actions.give_advice(world.given, text="Positief.", by=giver)
    world.helped = make.draft(world.manager, *parties, title="Met hulp")
    world.reader = Participant(agreement=world.helped, user=world.steering_member, role=Participant.Role.READER)
    actions.name_participant(world.reader)


CONSULTED = ("manager", "coordinator", "adviser", *PARTIES)


def reads(*allowed, method="get", status=200, seen=403, **keys):
    """On the text in consultation: those named get it, who else sees it ``seen``, others do not know of it."""
    expected = {"visitor": 302, **dict.fromkeys(CONSULTED, seen), **dict.fromkeys(allowed, status)}
    return Line(method, 404, expected, kwargs=consulted(**keys))


def consulted(**keys):
    """URL arguments of the text in consultation; a string names an object of the world, all else is the value."""

    def kwargs(world):
        found = {name: getattr(world, value).pk if isinstance(value, str) else value for name, value in keys.items()}
        return {"pk": world.consulted.pk, **found}

    return kwargs


def prepares():
    """Only the network manager works on a draft; the coordination group sees it, others do not know of it."""
    allowed = {"visitor": 302, "manager": 200, "coordinator": 403}
    return Line("get", 404, allowed, kwargs=lambda world: {"pk": world.draft.pk})


MATRIX = {
    "agreements:agreement_add": only("manager", "project_manager", "support"),
    "agreements:text_preview": Line("post", 200, {"visitor": 403}),
    "agreements:annex_add": prepares(),
    "agreements:annex_file": reads(*CONSULTED, annex="annex"),
    # A text in consultation is fixed: who prepares it is told so.
    "agreements:annex_remove": reads("manager", annex="annex"),
    "agreements:participant_list": prepares(),
    "agreements:participant_remove": Line(
        "post",
        404,
        {"visitor": 302, "manager": 302, "coordinator": 403, "steering_member": 403},
        kwargs=lambda world: {"pk": world.helped.pk, "participant": world.reader.pk},
    ),
    "agreements:version_new": reads("manager"),
    "agreements:version_list": reads(*CONSULTED),
    "agreements:version_detail": reads(*CONSULTED, number=1),
    "agreements:version_compare": reads(*CONSULTED, old=1, new=1),
    "agreements:concept": reads(*CONSULTED, number=1),
    "agreements:concept_file": reads(number=1, seen=404),  # nobody asked for one yet
    "agreements:consultation_start": prepares(),
    "agreements:consultation_close": reads("manager", method="post", status=302),
    "agreements:consultation": reads(*CONSULTED, number=1),
    "agreements:comment_answer": reads("manager", comment="comment"),
    "agreements:advice_give": reads("adviser", advice="advice"),
    "agreements:advice_respond": reads("manager", advice="given"),
}
