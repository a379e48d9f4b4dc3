"""Role × URL: what people said, and arrangements that differ per partner."""

from network.models import (
    Arrangement,
    ArrangementTerm,
    Conversation,
    ParticipationFigure,
    RankedItem,
    RankedList,
    ResidentGoal,
)
from tests.access import only, public

INTERNAL = (
    *("member", "executive", "executive2", "project_manager", "support", "steering_member", "chair"),
    *("coordinator", "manager"),
)


def extend(world):
    """One of each."""
    source = {"source": "Een verslag"}
    world.ranked = RankedList.objects.create(
        audience="municipalities", kind="worries", question="Wat is uw zorg?", when="10 februari", **source
    )
    world.worry = RankedItem.objects.create(list=world.ranked, rank=1, text="Wachtlijsten")
    world.goal = ResidentGoal.objects.create(number=1, text="Goede zorg", **source)
    world.figure = ParticipationFigure.objects.create(
        operator=">", number=200, what="mensen gesproken", method="gesprekken", **source
    )
    world.conversation = Conversation.objects.create(who="Inwoners", method="bijeenkomst", **source)
    world.arrangement = Arrangement.objects.create(subject="Vergoeding voor leerlingen")
    world.arrangement_term = ArrangementTerm.objects.create(
        arrangement=world.arrangement, organisation=world.organisation, text="Bedrag niet bekend"
    )


def ranked(world):
    return {"kind": "lijsten", "pk": world.ranked.pk}


def arrangement(world):
    return {"pk": world.arrangement.pk}


def term(world):
    return {"pk": world.arrangement.pk, "term": world.arrangement_term.pk}


MATRIX = {
    "network:voice_list": public(),
    "network:voice_add": only("manager", kwargs=lambda world: {"kind": "doelen"}),
    "network:voice_edit": only("manager", kwargs=ranked),
    "network:voice_remove": only("manager", kwargs=ranked),
    "network:arrangement_list": only(*INTERNAL),
    "network:arrangement_add": only("manager"),
    "network:arrangement_detail": only(*INTERNAL, kwargs=arrangement),
    "network:arrangement_edit": only("manager", kwargs=arrangement),
    "network:arrangement_remove": only("manager", kwargs=arrangement),
    "network:term_add": only("manager", kwargs=arrangement),
    "network:term_edit": only("manager", kwargs=term),
    "network:term_remove": only("manager", kwargs=term),
}
