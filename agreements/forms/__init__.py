"""What people fill in for agreements, and the filters of lists."""

from agreements.forms.consultation import AdviceForm, AnswerForm, CommentForm, ConsultForm, ResponseForm
from agreements.forms.drafting import (
    AgreementForm,
    AnnexForm,
    ArticleForm,
    ParticipantForm,
    PartyForm,
    StartForm,
    TermsForm,
    VersionForm,
)
from agreements.forms.events import EventForm
from agreements.forms.lists import AgreementFilter
from agreements.forms.signing import DeclineForm, ReasonForm, SignForm

__all__ = [
    "AdviceForm",
    "AgreementFilter",
    "AgreementForm",
    "AnnexForm",
    "AnswerForm",
    "ArticleForm",
    "CommentForm",
    "ConsultForm",
    "DeclineForm",
    "EventForm",
    "ParticipantForm",
    "PartyForm",
    "ReasonForm",
    "ResponseForm",
    "SignForm",
    "StartForm",
    "TermsForm",
    "VersionForm",
]
