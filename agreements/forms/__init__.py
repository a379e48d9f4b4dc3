"""What people fill in for agreements, and the filters of lists."""

from agreements.forms.drafting import AgreementForm, ArticleForm, PartyForm, TermsForm
from agreements.forms.lists import AgreementFilter
from agreements.forms.signing import DeclineForm, ReasonForm, SignForm

__all__ = [
    "AgreementFilter",
    "AgreementForm",
    "ArticleForm",
    "DeclineForm",
    "PartyForm",
    "ReasonForm",
    "SignForm",
    "TermsForm",
]
