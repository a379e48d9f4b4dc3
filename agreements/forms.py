"""What people fill in for agreements."""

import unicodedata
from typing import Any, cast

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Article, Party, Version
from agreements.models.statements import statement_for
from network.forms import FactorFormMixin
from network.models import Organisation, User
from projects.models import Project
from zenderen.lib.forms import EditForm


class AgreementForm(EditForm):
    """What the agreement is; its articles and parties follow."""

    class Meta:
        model = Agreement
        fields = ["title", "kind", "project", "effective_on", "ends_on"]
        widgets = {
            "effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = cast("forms.ModelChoiceField[Project]", self.fields["project"])
        project.queryset = Project.objects.visible_to(user)
        project.empty_label = str(_("The network as a whole"))


class ArticleForm(EditForm):
    """One article."""

    class Meta:
        model = Article
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}


class PartyForm(EditForm):
    """One party, with what it promises."""

    class Meta:
        model = Party
        fields = ["organisation", "role", "responsibilities"]
        widgets = {"responsibilities": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = self.instance.version.parties.exclude(pk=self.instance.pk).values("organisation")
        organisation = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        organisation.queryset = Organisation.objects.can_sign().exclude(pk__in=others)
        organisation.help_text = _("The project office is not in this list: it facilitates and is never a party.")


class ReasonForm(forms.Form):
    """Why somebody declines or withdraws."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody concerned reads this."),
    )  # fmt: skip


class DeclineForm(ReasonForm):
    """Why a party does not sign."""

    party = forms.IntegerField(widget=forms.HiddenInput)


class SignForm(FactorFormMixin, forms.Form):
    """The explicit act: the hash of what was read, a tick, the typed name and a fresh second factor."""

    party = forms.IntegerField(widget=forms.HiddenInput)
    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I declare what is written above"),
        error_messages={"required": _("Tick this if you agree; without it you cannot sign.")},
    )
    typed_name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, version: Version, party: Party, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.name = cast(User, request.user).name
        self.fields["party"].initial = party.pk
        self.fields["sha256"].initial = version.sha256
        self.statement = statement_for(party.name, version.content["statement"])
        self.fields["typed_name"].help_text = _("Type your name as it is written in your account: %(name)s.") % {
            "name": self.name
        }

    def clean_typed_name(self) -> str:
        """The name of the account; capitals, spaces and accents do not count."""
        typed = " ".join(str(self.cleaned_data["typed_name"]).split())
        if _plain(typed) != _plain(self.name):
            raise forms.ValidationError(
                _("This is not the name of your account. Type: %(name)s."), params={"name": self.name}
            )
        return typed


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if letter.isalnum()).casefold()


class AgreementFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, filters and order of the list."""

    q = django_filters.CharFilter(label=_("Search"), field_name="title", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Agreement.Status.choices, empty_label=_("All"))
    kind = django_filters.ChoiceFilter(label=_("Type"), choices=Agreement.Kind.choices, empty_label=_("All"))
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=Organisation.objects.can_sign().only("name"),
        field_name="versions__parties__organisation",
        distinct=True,
        empty_label=_("All"),
    )
    sort = django_filters.OrderingFilter(
        fields=[("title", "title"), ("status", "status"), ("effective_on", "effective_on"), ("signed_count", "signed")]
    )

    class Meta:
        model = Agreement
        fields = ["q", "status", "kind", "partner"]
