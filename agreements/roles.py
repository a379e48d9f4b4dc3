"""Role → permission codenames of agreements, and who may see and sign each one; the only writer of both.

Confidential, always: the network manager, the coordination group, and from the opening on the parties' own people.
Who prepares an agreement never signs it: no global role holds ``sign_agreement``.
"""

from typing import Any

from agreements.models import Agreement
from network import roles as network
from network.models import Organisation

GLOBAL: dict[str, set[str]] = {
    network.NETWORK_MANAGER: {
        "view_agreement",
        "add_agreement",
        "change_agreement",
        "open_agreement",
        "withdraw_agreement",
        "audit_agreement",
    },
    network.COORDINATION: {"view_agreement"},
}
PARTY_LEADERS = {"view_agreement", "sign_agreement"}
PARTY_MEMBERS = {"view_agreement"}


def refresh(agreement: Agreement) -> None:
    """From the opening on, the parties' members read it and their executives sign it; before, neither."""
    wanted: dict[Any, set[str]] = {}
    if not agreement.is_draft:
        for organisation in Organisation.objects.filter(agreement_parties__version__agreement=agreement).distinct():
            network.found(organisation)
            wanted[organisation.members_group] = PARTY_MEMBERS
            wanted[organisation.leaders_group] = PARTY_LEADERS
    network.grant_to_groups(agreement, wanted)
