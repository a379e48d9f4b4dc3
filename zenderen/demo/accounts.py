"""Who can be played in the demo: one account for each role, people by their role and never by a real name."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Account(NamedTuple):
    """Somebody to sign in as: the name is content (Dutch), what they do is said in the language of the screen."""

    email: str
    name: str
    does: "_StrPromise"


NETWORK_MANAGER = "netwerkmanager@zenderen.example"
EXECUTIVE_MST = "bestuurder@mst.example"
EXECUTIVE_ZGT = "bestuurder@zgt.example"
PROJECT_MANAGER = "projectleider@zenderen.example"
PROJECT_SUPPORT = "projectondersteuner@zenderen.example"
CHAIR = "voorzitter@zenderen.example"
STEERING_MEMBER = "stuurgroeplid@zenderen.example"
COORDINATION = "coordinatie@zenderen.example"
MEMBER_MST = "medewerker@mst.example"
ADVISER = "adviseur@zenderen.example"
ADMINISTRATOR = "beheerder@zenderen.example"

ACCOUNTS = (
    Account(
        NETWORK_MANAGER,
        "Netwerkmanager Zenderen",
        _("administers partners, people, themes, projects and agreements; never signs"),
    ),
    Account(
        EXECUTIVE_MST,
        "Bestuurder Medisch Spectrum Twente",
        _("is asked to sign an agreement for MST"),
    ),
    Account(
        EXECUTIVE_ZGT,
        "Bestuurder Ziekenhuisgroep Twente",
        _("is asked to sign the same agreement for ZGT"),
    ),
    Account(
        PROJECT_MANAGER,
        "Projectleider projectbureau",
        _("reports the progress of projects and makes posters"),
    ),
    Account(
        PROJECT_SUPPORT,
        "Projectondersteuner projectbureau",
        _("prepares reports for the project manager; never submits them"),
    ),
    Account(
        CHAIR,
        "Voorzitter themastuurgroep Ouderenzorg",
        _("accepts or returns the reports of projects in elderly care"),
    ),
    Account(
        STEERING_MEMBER,
        "Lid themastuurgroep Ouderenzorg",
        _("sees all projects of the theme, confidential ones too"),
    ),
    Account(
        COORDINATION,
        "Lid coördinatiegroep",
        _("looks across all themes and projects"),
    ),
    Account(
        MEMBER_MST,
        "Medewerker Medisch Spectrum Twente",
        _("reads what is public and what is for the network only"),
    ),
    Account(
        ADVISER,
        "Lid cliëntenraad",
        _("sits in an advisory council; sees what is public"),
    ),
    Account(
        ADMINISTRATOR,
        "Beheerder",
        _("looks after accounts and settings; reads no agreement"),
    ),
)
