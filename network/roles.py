"""Role → permission codenames of the ground floor, and who is in which auth Group; the only writer of both.

A global role is an auth Group with model permissions; every room adds its own codenames to the same Groups through
``write_global_roles``. A circle (organisation, body) owns two Groups, filled from the terms that run today.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from network.models import (
    Action,
    ActionUserPermission,
    Appointment,
    Body,
    Circle,
    Document,
    DocumentUserPermission,
    Membership,
    Organisation,
    Seat,
    User,
)

NETWORK_MEMBER = "network member"
NETWORK_MANAGER = "network manager"
COORDINATION = "coordination group"
ADMINISTRATOR = "administrator"
GLOBAL_ROLES = (NETWORK_MEMBER, NETWORK_MANAGER, COORDINATION, ADMINISTRATOR)

_EDITABLE = (
    *("organisation", "body", "seat", "membership", "conference", "ambition", "phase", "page", "lesson"),
    *("programmeitem", "registration", "inputround", "poll", "document", "advicerequest", "newsitem", "image"),
    *("futurepicture", "rankedlist", "residentgoal", "participationfigure", "conversation", "arrangement"),
)
GLOBAL: dict[str, set[str]] = {
    NETWORK_MEMBER: {"view_internal", "add_lesson", "add_document"},
    NETWORK_MANAGER: {
        "view_internal",
        "invite_user",
        "view_user",
        *("view_action", "change_action", "close_action"),
        *("add_pulse", "change_pulse", "view_pulseanswer"),
        *(f"{verb}_{model}" for verb in ("view", "add", "change") for model in _EDITABLE),
        "delete_document",  # its files, once its day of retention has passed
    },
    COORDINATION: {"view_internal", "view_lesson", "view_action", "view_pulseanswer"},
    ADMINISTRATOR: {"view_user", "change_user", "add_appointment", "change_appointment", "view_appointment"},
}

ACTION_OWNER = {"view_action", "close_action"}
DOCUMENT_OWNER = {"view_document", "change_document"}
ORGANISATION_LEADERS = {"sign_for_organisation", "change_organisation"}


# Of the room below, which knows no roles.
BELOW: dict[str, dict[str, set[str]]] = {
    "jobs": {NETWORK_MANAGER: {"view_job", "change_job"}, ADMINISTRATOR: {"view_job", "change_job"}},
}


def write_global_roles(sender: AppConfig, **kwargs: Any) -> None:
    """Give the global Groups exactly the codenames that this app's ``roles`` names for them."""
    module = __import__(f"{sender.name}.roles", fromlist=["GLOBAL"])
    for label, table in {sender.label: module.GLOBAL, **getattr(module, "BELOW", {})}.items():
        for name in GLOBAL_ROLES:
            _write_global_role(name, label, table.get(name, set()))


def _write_global_role(name: str, label: str, codenames: set[str]) -> None:
    group, _ = Group.objects.get_or_create(name=name)
    existing = Permission.objects.filter(content_type__app_label=label)
    wanted = existing.filter(codename__in=codenames)
    missing = codenames - set(wanted.values_list("codename", flat=True))
    if missing and existing.exists():
        raise LookupError(f"The roles of {label} name unknown permissions: {sorted(missing)}")
    group.permissions.remove(*group.permissions.filter(content_type__app_label=label).exclude(pk__in=wanted))
    group.permissions.add(*wanted)


def grant_to_groups(obj: Any, wanted: dict[Group, set[str]]) -> None:
    """Make the groups' permissions on this object exactly these: adds what is missing, removes what is not named."""
    _grant(get_group_obj_perms_model(obj), obj, "group", wanted)


def grant_to_users(obj: Any, wanted: dict[User, set[str]]) -> None:
    """Make the personal permissions on this object exactly these."""
    _grant(get_user_obj_perms_model(obj), obj, "user", wanted)


def _grant(model: Any, obj: Any, holder: str, wanted: dict[Any, set[str]]) -> None:
    codenames = {codename for names in wanted.values() for codename in names}
    permissions = {
        permission.codename: permission.pk
        for permission in Permission.objects.filter(
            content_type__app_label=obj._meta.app_label,
            content_type__model=obj._meta.model_name,
            codename__in=codenames,
        )
    }
    if codenames - permissions.keys():
        raise LookupError(f"Unknown permissions: {sorted(codenames - permissions.keys())}")
    target = {(key.pk, permissions[codename]) for key, names in wanted.items() for codename in names}
    rows = model.objects.filter(content_object=obj)
    existing = {(row[0], row[1]): row[2] for row in rows.values_list(f"{holder}_id", "permission_id", "pk")}
    model.objects.filter(pk__in=[pk for key, pk in existing.items() if key not in target]).delete()
    model.objects.bulk_create(
        [
            model(content_object=obj, permission_id=permission, **{f"{holder}_id": key})
            for key, permission in sorted(target - existing.keys())
        ],
        ignore_conflicts=True,
    )


def grant_action(action: Action, *, groups: dict[Group, set[str]], people: dict[User, set[str]]) -> None:
    """Let the owner see and close it, and these groups and people do what is named."""
    wanted: defaultdict[User, set[str]] = defaultdict(set, {user: set(names) for user, names in people.items()})
    wanted[action.owner] |= ACTION_OWNER
    grant_to_groups(action, groups)
    grant_to_users(action, wanted)


def grant_document(document: Document) -> None:
    """Let those with whom it is shown and the councils that were asked read it, and its owner look after it."""
    councils = Body.objects.filter(advice_requests__document=document)
    circles: tuple[Circle, ...] = (*document.organisations.all(), *document.bodies.all(), *councils)
    readers = {circle.members_group: {"view_document"} for circle in circles if circle.members_group}
    grant_to_groups(document, readers)
    is_here = document.owner.groups.filter(name__in=(NETWORK_MEMBER, NETWORK_MANAGER)).exists()
    grant_to_users(document, {document.owner: DOCUMENT_OWNER} if is_here else {})


def pass_action_on(action: Action, *, before: int) -> None:
    """Move the owner's rights to the new owner; who may change the action keeps what they had."""
    wanted: defaultdict[User, set[str]] = defaultdict(set)
    rows = ActionUserPermission.objects.filter(content_object=action).select_related("user", "permission")
    for row in rows:
        wanted[row.user].add(row.permission.codename)
    wanted = defaultdict(set, {user: names for user, names in wanted.items() if _stays(user, names, before)})
    wanted[action.owner] |= ACTION_OWNER
    grant_to_users(action, wanted)


def _stays(user: User, codenames: set[str], before: int) -> bool:
    return user.pk != before or "change_action" in codenames


@transaction.atomic
def found(circle: Circle) -> None:
    """Give a new organisation or body its two Groups and what their members may do; safe to repeat."""
    for side in ("members", "leaders"):
        if getattr(circle, f"{side}_group_id") is None:
            group, _ = Group.objects.get_or_create(name=f"{circle._meta.model_name} {circle.pk} {side}")
            setattr(circle, f"{side}_group", group)
            circle.save(update_fields=[f"{side}_group"])
    if isinstance(circle, Organisation):
        assert circle.leaders_group
        grant_to_groups(circle, {circle.leaders_group: ORGANISATION_LEADERS})


@transaction.atomic
def refresh(circle: Circle) -> None:
    """Fill the Groups of an organisation or body with exactly the people whose term runs today."""
    found(circle)
    assert circle.members_group
    assert circle.leaders_group
    if isinstance(circle, Organisation):
        terms = Membership.objects.current().filter(organisation=circle)
        leaders = terms.filter(role=Membership.Role.EXECUTIVE)
    else:
        terms = Seat.objects.current().filter(body_id=circle.pk, user__isnull=False)  # type: ignore[assignment]
        leaders = terms.filter(role=Seat.Role.CHAIR)
    people = set(terms.values_list("user", flat=True))
    touched = set(circle.members_group.user_set.values_list("pk", flat=True)) | people
    circle.members_group.user_set.set(people)
    circle.leaders_group.user_set.set(set(leaders.values_list("user", flat=True)))
    refresh_people(User.objects.filter(pk__in=touched))


@transaction.atomic
def refresh_people(users: Iterable[User]) -> None:
    """Put these people in exactly the global Groups that their appointments, seats and memberships give them."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in GLOBAL_ROLES}
    here: set[int] = set()
    gone: set[int] = set()
    for user in users:
        posts = set(Appointment.objects.current().filter(user=user).values_list("role", flat=True))
        seats = set(Seat.objects.current().filter(user=user).values_list("body__kind", flat=True))
        # An adviser is no member: they see what they are asked about.
        belongs = bool(seats - {Body.Kind.ADVISORY}) or Membership.objects.current().filter(user=user).exists()
        wanted = {
            NETWORK_MANAGER: Appointment.Role.NETWORK_MANAGER in posts,
            ADMINISTRATOR: Appointment.Role.ADMINISTRATOR in posts,
            COORDINATION: Body.Kind.COORDINATION in seats,
            NETWORK_MEMBER: belongs,
        }
        for name, holds in wanted.items():
            (user.groups.add if holds else user.groups.remove)(groups[name])
        (here if belongs or wanted[NETWORK_MANAGER] else gone).add(user.pk)
    _refresh_owners(here, gone)


def _refresh_owners(here: set[int], gone: set[int]) -> None:
    """Who has no place in the network any more looks after no document; who is back does again."""
    DocumentUserPermission.objects.filter(user__in=gone).delete()
    held = DocumentUserPermission.objects.values("content_object")
    for document in Document.objects.filter(owner__in=here).exclude(pk__in=held):
        grant_document(document)


def refresh_all() -> None:
    """Bring every Group in line with today's terms; runs by itself, so that a term ends on its last day."""
    for circle in (*Organisation.objects.all(), *Body.objects.all()):
        refresh(circle)
    refresh_people(User.objects.filter(is_active=True))
