"""Role → permission codenames of agreements, and who may see and sign each one; the only writer of both.

Confidential, always: the network manager, the coordination group, the people with a part of their own in it, and from
the consultation or the opening on the parties' own people. Who prepares an agreement never signs it: no global role
and no secretary holds ``sign_agreement``.
"""

from collections import defaultdict
from typing import Any

from django.db.models import Q

from agreements.models import Agreement, Mandate, Participant
from network import roles as network
from network.models import Body, Organisation, User
from projects.models import Project, ProjectQuerySet
from zenderen.lib.access import global_permissions

GLOBAL: dict[str, set[str]] = {
    network.NETWORK_MANAGER: {
        "view_agreement",
        "add_agreement",
        "change_agreement",
        "open_agreement",
        "withdraw_agreement",
        "audit_agreement",
        "confirm_agreement",
    },
    network.COORDINATION: {"view_agreement", "confirm_agreement"},
}
PARTY_LEADERS = {"view_agreement", "sign_agreement", "comment_agreement"}
PARTY_MEMBERS = {"view_agreement", "comment_agreement"}
COUNCIL = {"view_agreement", "comment_agreement"}
DELEGATE = {"view_agreement", "sign_agreement"}
PERSONAL = {
    Participant.Role.SECRETARY: {"view_agreement", "change_agreement"},
    Participant.Role.ADVISER: {"view_agreement", "comment_agreement"},
    Participant.Role.READER: {"view_agreement"},
}


def drafts_for(user: User) -> ProjectQuerySet:
    """The projects for which this person may write an agreement: their own, as manager, deputy or support."""
    mine = Q(manager=user) | Q(deputy=user) | Q(support=user)
    return Project.objects.filter(mine).exclude(status__in=Project.ENDED).distinct()


def may_draft(user: User) -> bool:
    """Whether this person may begin an agreement: any as network manager, else one for a project of their own."""
    return "agreements.add_agreement" in global_permissions(user) or drafts_for(user).exists()


def refresh(agreement: Agreement) -> None:
    """Give everybody on this agreement exactly what their part in it allows; safe to repeat."""
    shown = {"agreement_parties__version__agreement": agreement, "agreement_parties__version__frozen_at__isnull": False}
    groups: dict[Any, set[str]] = {}
    organisations = Organisation.objects.filter(**shown).distinct()
    for organisation in organisations:
        network.found(organisation)
        groups[organisation.members_group] = PARTY_MEMBERS
        groups[organisation.leaders_group] = PARTY_LEADERS
    for body in Body.objects.filter(pk__in=agreement.versions.values("advices__body")):
        network.found(body)
        groups[body.members_group] = COUNCIL
    network.grant_to_groups(agreement, groups)
    people: dict[User, set[str]] = defaultdict(set)
    for part in agreement.participants.select_related("user"):
        people[part.user] |= PERSONAL[Participant.Role(part.role)]
    for mandate in Mandate.objects.valid().covering(agreement).filter(organisation__in=organisations):
        people[mandate.delegate] |= DELEGATE
    network.grant_to_users(agreement, people)


def refresh_for(organisation: Organisation) -> None:
    """After a power of attorney of this organisation began, ended or was revoked."""
    parties = {"versions__parties__organisation": organisation, "versions__frozen_at__isnull": False}
    for agreement in Agreement.objects.filter(**parties).distinct():
        refresh(agreement)
