"""The models of the ground floor, one module for each aggregate."""

from network.models.audiences import Audience
from network.models.bodies import Body, BodyGroupPermission, BodyUserPermission, Seat
from network.models.classification import Classification, Classified, ClassifiedQuerySet
from network.models.conferences import Conference, ConferenceResult
from network.models.followup import Action, ActionGroupPermission, ActionQuerySet, ActionUserPermission
from network.models.handovers import HandOver
from network.models.identity import EmailedCode, FactorTry, Invitation
from network.models.lessons import Lesson
from network.models.organisations import (
    Circle,
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
)
from network.models.people import Appointment, User
from network.models.pulse import Pulse, PulseAnswer, falling, partners_that_fell, quarter_label, quarter_of
from network.models.stories import Ambition, Page, Phase
from network.models.terms import Term, TermQuerySet

__all__ = [
    "Action",
    "ActionGroupPermission",
    "ActionQuerySet",
    "ActionUserPermission",
    "Ambition",
    "Appointment",
    "Audience",
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
    "HandOver",
    "Invitation",
    "Lesson",
    "Membership",
    "Organisation",
    "OrganisationGroupPermission",
    "OrganisationUserPermission",
    "Page",
    "Phase",
    "Pulse",
    "PulseAnswer",
    "Seat",
    "Term",
    "TermQuerySet",
    "User",
    "falling",
    "partners_that_fell",
    "quarter_label",
    "quarter_of",
]
