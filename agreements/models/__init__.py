"""The models of agreements, one module for each aggregate."""

from agreements.models.agreements import (
    Agreement,
    AgreementGroupPermission,
    AgreementQuerySet,
    AgreementUserPermission,
)
from agreements.models.audit import AuditEvent
from agreements.models.signatures import Signature, SignedDocument
from agreements.models.versions import Article, Party, Version

__all__ = [
    "Agreement",
    "AgreementGroupPermission",
    "AgreementQuerySet",
    "AgreementUserPermission",
    "Article",
    "AuditEvent",
    "Party",
    "Signature",
    "SignedDocument",
    "Version",
]
