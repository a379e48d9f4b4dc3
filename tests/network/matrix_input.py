"""Role × URL: input rounds and polls."""

from tests.access import Line, only, public
from tests.network.make_input import make_contribution, make_poll, make_round


def extend(world):
    """An open round with an insight, an open poll."""
    world.input_round = make_round()
    world.contribution = make_contribution(world.input_round)
    world.insight = world.input_round.insights.create(title="Samen")
    world.poll = make_poll()


def of_round(world):
    return {"code": world.input_round.code}


def of_contribution(world):
    return {**of_round(world), "pk": world.contribution.pk}


def of_poll(world):
    return {"code": world.poll.code}


def of_insight(world):
    return {"pk": world.insight.pk}


def closing(world):
    return {"to": "closed"}


LEADS = ("manager",)

MATRIX = {
    "network:input_list": public(),
    "network:input_follow": public(),
    "network:input_answer": public(kwargs=of_round),
    "network:input_change": Line("get", 404, kwargs=of_contribution),
    "network:input_take_back": Line("post", 302, kwargs=of_contribution),
    "network:input_add": only(*LEADS),
    "network:input_edit": only(*LEADS, kwargs=of_round),
    "network:input_export": only(*LEADS, kwargs=of_round),
    "network:input_harvest": only(*LEADS, kwargs=of_round),
    "network:input_screen": only(*LEADS, kwargs=of_round),
    "network:input_move": only(*LEADS, method="post", allowed=302, kwargs=of_round, data=closing),
    "network:insight_action": only(*LEADS, kwargs=of_insight),
    "network:insight_edit": only(*LEADS, kwargs=of_insight),
    "network:insight_remove": only(*LEADS, kwargs=of_insight),
    "network:poll_list": public(),
    "network:poll_vote": public(kwargs=of_poll),
    "network:poll_undo": Line("post", 302, kwargs=of_poll),
    "network:poll_add": only(*LEADS),
    "network:poll_edit": only(*LEADS, kwargs=of_poll),
    "network:poll_export": only(*LEADS, kwargs=of_poll),
    "network:poll_screen": only(*LEADS, kwargs=of_poll),
    "network:poll_move": only(*LEADS, method="post", allowed=302, kwargs=of_poll, data=closing),
}
