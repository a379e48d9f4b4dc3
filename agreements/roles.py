"""Role → permission codenames of agreements, and who may see and sign each one; the only writer of both.

Confidential, always: the network manager, the coordination group, the people with a part of their own in it, and from
the consultation or the opening on the parties' own people. Who prepares an agreement never signs it: no global role
and no secretary holds ``sign_agreement``.
"""

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet

from agreements.models import Agreement, Mandate, Participant, Party
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


def network_managers() -> QuerySet[User]:
    """Who is told when an agreement needs the network manager."""
    return User.objects.filter(is_active=True, groups__name=network.NETWORK_MANAGER).order_by("pk")


def drafts_for(user: User) -> ProjectQuerySet:
    """The projects for which this person may write an agreement: their own, as manager, deputy or support."""
    mine = Q(manager=user) | Q(deputy=user) | Q(support=user)
    return Project.objects.filter(mine).exclude(status__in=Project.ENDED).distinct()


def may_draft(user: User) -> bool:
    """Whether this person may begin an agreement: any as network manager, else one for a project of their own."""
    return "agreements.add_agreement" in global_permissions(user) or drafts_for(user).exists()


def refresh(agreement: Agreement) -> None:
    """Give everybody on this agreement, and on those it is tied to by accession, exactly what their part allows."""
    tied = Agreement.objects.filter(Q(parent=agreement) | Q(pk=agreement.parent_id))
    for each in (agreement, *tied):
        _refresh(each)


def _around(agreement: Agreement) -> QuerySet[Organisation]:
    """Who reads it without being a party: who accedes to it, and the parties to what it accedes to."""
    accedes = Q(version__agreement__parent=agreement)
    if agreement.parent_id and agreement.versions.filter(frozen_at__isnull=False).exists():
        accedes |= Q(version__agreement=agreement.parent_id)
    parties = Party.objects.filter(accedes, version__frozen_at__isnull=False)
    return Organisation.objects.filter(pk__in=parties.values("organisation"))


def _refresh(agreement: Agreement) -> None:
    """The same for one agreement; safe to repeat."""
    shown = {"agreement_parties__version__agreement": agreement, "agreement_parties__version__frozen_at__isnull": False}
    groups: dict[Any, set[str]] = {}
    for organisation in _around(agreement):
        network.found(organisation)
        groups[organisation.members_group] = groups[organisation.leaders_group] = {"view_agreement"}
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
