"""The models of agreements, one module for each aggregate."""

from agreements.models.afterwards import Notice, NoticePart, Review, ReviewScore, Testimonial
from agreements.models.agreements import (
    Agreement,
    AgreementGroupPermission,
    AgreementQuerySet,
    AgreementUserPermission,
)
from agreements.models.audit import AuditEvent
from agreements.models.consultation import Advice, Comment
from agreements.models.events import Reminder, SigningEvent
from agreements.models.mandates import Mandate
from agreements.models.participants import Participant
from agreements.models.parties import Party
from agreements.models.signatures import Scan, Signature, SignedDocument
from agreements.models.versions import Annex, Article, Version

__all__ = [
    "Advice",
    "Agreement",
    "AgreementGroupPermission",
    "AgreementQuerySet",
    "AgreementUserPermission",
    "Annex",
    "Article",
    "AuditEvent",
    "Comment",
    "Mandate",
    "Notice",
    "NoticePart",
    "Participant",
    "Party",
    "Reminder",
    "Review",
    "ReviewScore",
    "Scan",
    "Signature",
    "SignedDocument",
    "SigningEvent",
    "Testimonial",
    "Version",
]
