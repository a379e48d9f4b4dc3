"""The models of the ground floor, one module for each aggregate."""

from network.models.bodies import Body, BodyGroupPermission, BodyUserPermission, Seat
from network.models.classification import Classification, Classified, ClassifiedQuerySet
from network.models.conferences import Conference, ConferenceResult
from network.models.identity import EmailedCode, FactorTry, Invitation
from network.models.organisations import (
    Circle,
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
)
from network.models.people import Appointment, User
from network.models.stories import Ambition, Page, Phase
from network.models.terms import Term, TermQuerySet

__all__ = [
    "Ambition",
    "Appointment",
    "Body",
    "BodyGroupPermission",
    "BodyUserPermission",
    "Circle",
    "Classification",
    "Classified",
    "ClassifiedQuerySet",
    "Conference",
    "ConferenceResult",
    "EmailedCode",
    "FactorTry",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationGroupPermission",
    "OrganisationUserPermission",
    "Page",
    "Phase",
    "Seat",
    "Term",
    "TermQuerySet",
    "User",
]
