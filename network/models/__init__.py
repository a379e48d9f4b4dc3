"""The models of the ground floor, one module for each aggregate."""

from network.models.arrangements import Arrangement, ArrangementTerm
from network.models.audiences import Audience
from network.models.bodies import Body, BodyGroupPermission, BodyUserPermission, Seat
from network.models.classification import Classification, Classified, ClassifiedQuerySet
from network.models.conferences import Conference, ConferenceResult
from network.models.followup import Action, ActionGroupPermission, ActionQuerySet, ActionUserPermission
from network.models.handovers import HandOver
from network.models.identity import EmailedCode, FactorTry, Invitation
from network.models.lessons import Lesson
from network.models.library import (
    AdviceRequest,
    Document,
    DocumentGroupPermission,
    DocumentUserPermission,
    Edition,
    Reading,
)
from network.models.news import FuturePicture, Image, NewsItem, NewsUpdate
from network.models.organisations import (
    Circle,
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
)
from network.models.people import Appointment, User
from network.models.polls import Option, Poll, Vote
from network.models.programme import Present, ProgrammeItem, Registration, Speaker, VisitorEvaluation
from network.models.pulse import Pulse, PulseAnswer, falling, partners_that_fell, quarter_label, quarter_of
from network.models.rounds import Contribution, InputRound, Insight, Question, Stage
from network.models.stories import Ambition, Page, Phase
from network.models.terms import Term, TermQuerySet
from network.models.voices import Conversation, ParticipationFigure, RankedItem, RankedList, ResidentGoal

__all__ = [
    "Action",
    "ActionGroupPermission",
    "ActionQuerySet",
    "ActionUserPermission",
    "AdviceRequest",
    "Ambition",
    "Appointment",
    "Arrangement",
    "ArrangementTerm",
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
    "Contribution",
    "Conversation",
    "Document",
    "DocumentGroupPermission",
    "DocumentUserPermission",
    "Edition",
    "EmailedCode",
    "FactorTry",
    "FuturePicture",
    "HandOver",
    "Image",
    "InputRound",
    "Insight",
    "Invitation",
    "Lesson",
    "Membership",
    "NewsItem",
    "NewsUpdate",
    "Option",
    "Organisation",
    "OrganisationGroupPermission",
    "OrganisationUserPermission",
    "Page",
    "ParticipationFigure",
    "Phase",
    "Poll",
    "Present",
    "ProgrammeItem",
    "Pulse",
    "PulseAnswer",
    "Question",
    "RankedItem",
    "RankedList",
    "Reading",
    "Registration",
    "ResidentGoal",
    "Seat",
    "Speaker",
    "Stage",
    "Term",
    "TermQuerySet",
    "User",
    "VisitorEvaluation",
    "Vote",
    "falling",
    "partners_that_fell",
    "quarter_label",
    "quarter_of",
]
