"""Role × URL: bottlenecks, regulatory room, indicators and evaluations of the confidential project of the world."""

from tests.access import only, public, signed_in
from tests.projects import matrix, register

MOVES = ("project_manager", "chair", "coordinator", "manager")
NETWORK = ("member", "executive", "executive2", "project_manager", "support", "steering_member", "chair", "coordinator")


def extend(world):
    """A bottleneck that ``member`` met and an authority was asked about; an indicator; an evaluation."""
    world.bottleneck = register.make_bottleneck(by=world.member, project=world.project)
    world.request = register.make_request(bottleneck=world.bottleneck)
    world.indicator = register.make_indicator(project=world.project)
    world.measurement = register.make_measurement(world.indicator, 4)
    world.evaluation = register.make_evaluation(world.project, by=world.project_manager)


def pk(name):
    return lambda world: {"pk": getattr(world, name).pk}


def measurement(world):
    return {"pk": world.indicator.pk, "key": world.measurement.pk}


def sees(**extra):
    return matrix.for_those(*matrix.SEES, hidden=matrix.HIDDEN, **extra)


def runs(**extra):
    return matrix.for_those(*matrix.RUNS, **extra)


def lines():
    """The lines; asked for when ``matrix`` has its own words."""
    one, evaluation = matrix.one, matrix.of(key="evaluation")
    return {
        "projects:bottleneck_list": public(),
        "projects:bottleneck_export": public(),
        "projects:bottleneck_report": only(*NETWORK, "manager"),
        "projects:bottleneck_detail": sees(kwargs=pk("bottleneck")),
        "projects:bottleneck_edit": matrix.for_those("member", *MOVES, kwargs=pk("bottleneck")),
        "projects:bottleneck_move": matrix.for_those(*MOVES, kwargs=pk("bottleneck")),
        "projects:request_list": signed_in(),
        "projects:request_export": signed_in(),
        "projects:request_add": only("coordinator", "manager"),
        "projects:request_detail": matrix.for_those(*matrix.SEES, kwargs=pk("request")),
        "projects:request_edit": matrix.for_those(*MOVES, kwargs=pk("request")),
        "projects:indicator_list": sees(kwargs=one),
        "projects:indicator_add": runs(kwargs=one),
        "projects:theme_indicators": public(kwargs=matrix.theme),
        "projects:theme_indicator_add": only("chair", "manager", kwargs=matrix.theme),
        "projects:indicator_detail": sees(kwargs=pk("indicator")),
        "projects:indicator_export": sees(kwargs=pk("indicator")),
        "projects:indicator_edit": runs(kwargs=pk("indicator")),
        "projects:measurement_add": runs(kwargs=pk("indicator")),
        "projects:measurement_edit": runs(kwargs=measurement),
        "projects:measurement_remove": runs(method="post", allowed=302, kwargs=measurement),
        "projects:evaluation_list": sees(kwargs=one),
        "projects:evaluation_add": runs(kwargs=one),
        "projects:evaluation_edit": runs(kwargs=evaluation),
        "projects:evaluation_lesson": runs(kwargs=evaluation),
    }
