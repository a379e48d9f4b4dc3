"""Role × URL: themes."""

from django.utils import timezone

from tests.access import Line, only, public
from tests.themes import meetings as make
from tests.themes.make import make_theme
from themes.models import MeetingBundle, Pillar
from zenderen.lib import files

PNG = make.png_file()


def extend(world):
    """The theme of the steering group, one meeting of it that is to come and one that was held."""
    world.theme = make_theme(world.steering_body)
    world.pillar = Pillar.objects.create(number=1, name="Samen", slug="samen")
    world.planned = make.make_meeting(world.steering_body)
    world.planned_item = make.make_item(world.planned)
    world.meeting = make.make_meeting(world.steering_body, "held", minutes="Alles besproken.")
    world.item = make.make_item(world.meeting)
    world.other_item = make.make_item(world.meeting, "Sluiting")
    world.meeting_paper = make.make_paper(world.item, content=PNG, name="kaart.png")
    world.decision = make.make_decision(world.meeting, classification="confidential")
    world.point = make.make_point(world.meeting, world.member)
    file = {"file": files.store("meetings/bundel.pdf", b"%PDF-"), "sha256": "0" * 64, "bytes": 5, "pages": 1}
    world.bundle = MeetingBundle.objects.create(meeting=world.meeting, data={}, created_by=world.manager, **file)


def one(world):
    return {"slug": world.theme.slug}


def of(name="meeting", **more):
    """URL arguments: the meeting called ``name``, and other objects of the world by the name of the argument."""
    return lambda world: {"pk": getattr(world, name).pk, **{key: getattr(world, what).pk for key, what in more.items()}}


def own(world):
    return {"pk": world.decision.pk}


SEES = ("manager", "coordinator", "chair", "steering_member")
PREPARES = ("manager", "chair")
HIDDEN = dict.fromkeys(
    ("outsider", "adviser", "member", "executive", "executive2", "project_manager", "support", "administrator"), 404
)


def seen(method="get", allowed=200, **extra):
    """For who sees the meeting; for others it does not exist."""
    return Line(method, 404, {"visitor": 302, **dict.fromkeys(SEES, allowed)}, **extra)


def prepared(*names, method="get", allowed=200, **extra):
    """For who prepares the meeting; who only sees it may not."""
    expected = {"visitor": 302, **HIDDEN, **dict.fromkeys(names or PREPARES, allowed)}
    return Line(method, 403, expected, **extra)


def pillar(world):
    return {"kind": "pijlers", "pk": world.pillar.pk}


MATRIX = {
    "themes:theme_list": public(),
    "themes:theme_add": only("manager"),
    "themes:theme_detail": public(kwargs=one),
    "themes:theme_edit": only("manager", "chair", kwargs=one),
    "themes:challenge_list": public(),
    "themes:vision_edit": only("manager"),
    "themes:part_add": only("manager", kwargs=lambda world: {"kind": "pijlers"}),
    "themes:part_edit": only("manager", kwargs=pillar),
    "themes:part_remove": only("manager", method="post", allowed=302, kwargs=pillar),
    "themes:meeting_list": Line("get", 200, {"visitor": 302}),
    "themes:meeting_add": only("manager", "chair"),
    "themes:text_preview": Line("post", 200, {"visitor": 403}, data=lambda world: {"field": "minutes", "minutes": "x"}),
    "themes:meeting_detail": seen(kwargs=of()),
    "themes:meeting_edit": prepared(kwargs=of("planned")),
    "themes:meeting_invite": prepared(method="post", allowed=302, kwargs=of("planned")),
    "themes:meeting_cancel": prepared(
        method="post", allowed=302, kwargs=of("planned"), data=lambda world: {"reason": "Ziekte"}
    ),
    "themes:meeting_hold": prepared(method="post", allowed=302, kwargs=of("planned")),
    "themes:meeting_calendars": Line("get", 200, {"visitor": 302}),
    "themes:meeting_calendar": seen(kwargs=of()),
    "themes:item_add": prepared(kwargs=of()),
    "themes:item_edit": prepared(kwargs=of(item="item")),
    "themes:item_move": prepared(
        method="post", allowed=302, kwargs=of(item="other_item"), data=lambda world: {"up": ""}
    ),
    "themes:item_remove": prepared(method="post", allowed=302, kwargs=of(item="other_item")),
    "themes:paper_add": prepared(kwargs=of(item="item")),
    "themes:paper_file": seen(kwargs=of(paper="meeting_paper")),
    "themes:paper_remove": prepared(method="post", allowed=302, kwargs=of(paper="meeting_paper")),
    "themes:attendance_edit": prepared(kwargs=of()),
    "themes:minutes_edit": prepared(kwargs=of()),
    "themes:minutes_adopt": prepared("chair", method="post", allowed=302, kwargs=of()),
    "themes:decision_add": prepared(kwargs=of()),
    "themes:decision_edit": prepared(kwargs=of(decision="decision")),
    "themes:decision_remove": prepared(method="post", allowed=302, kwargs=of(decision="decision")),
    "themes:point_add": prepared(
        method="post",
        allowed=302,
        kwargs=of(),
        data=lambda world: {
            "title": "Bellen",
            "owner": world.member.pk,
            "due_on": timezone.localdate().isoformat(),
            "classification": "confidential",
        },
    ),
    "themes:point_remove": prepared(method="post", allowed=302, kwargs=of(point="point")),
    "themes:bundle_make": seen("post", 302, kwargs=of()),
    "themes:bundle_file": seen(kwargs=of(bundle="bundle")),
    "themes:decision_list": public(),
    "themes:decision_export": public(),
    "themes:decision_detail": Line("get", 404, dict.fromkeys(SEES, 200), kwargs=own),
}
