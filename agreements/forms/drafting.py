"""What people fill in to write an agreement."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Article, Party, Version
from network.models import Organisation, User
from projects.models import Project
from zenderen.lib.forms import DateInput, EditForm


class AgreementForm(EditForm):
    """What the agreement is; its articles and parties follow."""

    class Meta:
        model = Agreement
        fields = ["title", "kind", "project"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = cast("forms.ModelChoiceField[Project]", self.fields["project"])
        project.queryset = Project.objects.visible_to(user)
        project.empty_label = str(_("The network as a whole"))
        kind = cast(forms.ChoiceField, self.fields["kind"])
        accession = Agreement.Kind.ACCESSION
        if self.instance.kind != accession:  # begins on the page of the agreement to which the partner accedes
            kind.choices = [choice for choice in Agreement.Kind.choices if choice[0] != accession]


class TermsForm(EditForm):
    """From when until when it holds, and within which limits a project manager decides."""

    class Meta:
        model = Version
        fields = [
            *("effective_on", "ends_on", "renews_on", "notice_months"),
            *("bandwidth_time", "bandwidth_money", "bandwidth_scope"),
        ]
        widgets = {
            **dict.fromkeys(("effective_on", "ends_on", "renews_on"), DateInput()),
            **dict.fromkeys(
                ("bandwidth_time", "bandwidth_money", "bandwidth_scope"), forms.Textarea(attrs={"rows": 3})
            ),
        }


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
