"""Role → permission codenames of themes and meetings; the writer of what groups may do with them.

What a person may do with a theme because of a project stands in ``projects.roles``.
"""

from typing import cast

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from network.models import Body, User
from network.roles import COORDINATION, NETWORK_MANAGER, found, grant_to_groups, grant_to_users
from themes.models import DECIDING, Meeting, Theme
from zenderen.lib.access import AnyUser, global_permissions

VISION = ("pillar", "challenge", "buildingblock", "objective", "result", "roadmapstep")
GLOBAL: dict[str, set[str]] = {
    NETWORK_MANAGER: {
        *("view_theme", "add_theme", "change_theme", "make_poster"),
        *("view_meeting", "add_meeting", "change_meeting", "view_decision"),
        *(f"{verb}_{part}" for verb in ("add", "change", "delete") for part in VISION),
    },
    COORDINATION: {"view_meeting", "view_decision"},
}

STEERING_LEADERS = {"change_theme", "make_poster"}
MEETING_MEMBERS = {"view_meeting"}
MEETING_LEADERS = {"view_meeting", "change_meeting", "lead_meeting"}
MEETING_SECRETARY = {"view_meeting", "change_meeting"}
POINT_MEMBERS = {"view_action"}
POINT_LEADERS = {"view_action", "change_action", "close_action"}


def grant(theme: Theme) -> None:
    """Give the chair of the steering group the care of the theme; safe to repeat."""
    leaders = theme.steering_group.leaders_group
    assert leaders
    grant_to_groups(theme, {leaders: STEERING_LEADERS})


def grant_meeting(meeting: Meeting) -> None:
    """Let the body's members see the meeting, its chair lead it and its secretary prepare it; safe to repeat."""
    found(meeting.body)
    members, leaders = _groups(meeting)
    grant_to_groups(meeting, {members: MEETING_MEMBERS, leaders: MEETING_LEADERS})
    grant_to_users(meeting, {meeting.secretary: MEETING_SECRETARY} if meeting.secretary else {})


def who_follows(meeting: Meeting) -> tuple[dict[Group, set[str]], dict[User, set[str]]]:
    """What groups and people may do with an action of this meeting, beside its owner."""
    members, leaders = _groups(meeting)
    people = {meeting.secretary: POINT_LEADERS} if meeting.secretary else {}
    return {members: POINT_MEMBERS, leaders: POINT_LEADERS}, people


def _groups(meeting: Meeting) -> tuple[Group, Group]:
    return cast(Group, meeting.body.members_group), cast(Group, meeting.body.leaders_group)


def meets_for(user: AnyUser) -> QuerySet[Body]:
    """The bodies whose meetings this person plans: all as network manager, else those that they chair."""
    bodies = Body.objects.filter(kind__in=DECIDING)
    if "themes.add_meeting" in global_permissions(user):
        return bodies
    return bodies.filter(leaders_group__user=user.pk)


def may_follow(user: AnyUser, body: Body) -> bool:
    """Whether this person sees the meetings of a body."""
    if "themes.view_meeting" in global_permissions(user):
        return True
    members = body.members_group
    if members is None or not user.is_authenticated:
        return False
    return Group.objects.filter(pk=members.pk, user=user.pk).exists()


def invited_to(meeting: Meeting) -> QuerySet[User]:
    """Who is expected at a meeting: the members of the body, and who keeps the minutes."""
    expected = Q(groups=meeting.body.members_group)
    if meeting.secretary_id:
        expected |= Q(pk=meeting.secretary_id)
    return User.objects.filter(expected, is_active=True).distinct().order_by("name")
