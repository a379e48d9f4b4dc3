"""What people fill in for agreements, and the filters of lists."""

from agreements.forms.afterwards import (
    AccessionForm,
    AnswerReviewForm,
    NoticeForm,
    RenewForm,
    ReviewForm,
    TestimonialForm,
)
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
from agreements.forms.mandates import MandateForm, RevokeForm
from agreements.forms.paper import ScanCheckForm, ScanForm
from agreements.forms.signing import ChangeForm, DeadlinesForm, DeclineForm, OpenForm, ReasonForm, SignForm

__all__ = [
    "AccessionForm",
    "AdviceForm",
    "AgreementFilter",
    "AgreementForm",
    "AnnexForm",
    "AnswerForm",
    "AnswerReviewForm",
    "ArticleForm",
    "ChangeForm",
    "CommentForm",
    "ConsultForm",
    "DeadlinesForm",
    "DeclineForm",
    "EventForm",
    "MandateForm",
    "NoticeForm",
    "OpenForm",
    "ParticipantForm",
    "PartyForm",
    "ReasonForm",
    "RenewForm",
    "ResponseForm",
    "ReviewForm",
    "RevokeForm",
    "ScanCheckForm",
    "ScanForm",
    "SignForm",
    "StartForm",
    "TermsForm",
    "TestimonialForm",
    "VersionForm",
]
