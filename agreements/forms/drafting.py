"""What people fill in to write an agreement."""

from typing import Any, cast

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from agreements import roles, starting_texts
from agreements.models import Agreement, Article, Participant, Party, Version
from agreements.starting_texts import Text
from network.models import Membership, Organisation, User
from projects.models import Project
from zenderen.lib.access import global_permissions
from zenderen.lib.forms import DateInput, EditForm, RichTextarea
from zenderen.lib.uploads import DocumentField


def rich_text() -> RichTextarea:
    """A text of the agreement itself, with its buttons and how it will look."""
    title = _("How it will look in the agreement")
    return RichTextarea(title=title, href=reverse_lazy("agreements:text_preview"), attrs={"rows": 14})


class AgreementForm(EditForm):
    """What the agreement is; its articles and parties follow."""

    class Meta:
        model = Agreement
        fields = ["title", "kind", "project"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = cast("forms.ModelChoiceField[Project]", self.fields["project"])
        project.empty_label = str(_("The network as a whole"))
        if "agreements.add_agreement" in global_permissions(user):
            project.queryset = Project.objects.visible_to(user)
        else:
            # Who drafts because of their own part in a project drafts for that project only.
            mine = roles.drafts_for(user)
            if self.instance.project_id:
                mine = (mine | Project.objects.filter(pk=self.instance.project_id)).distinct()
            project.queryset, project.required = mine, True
            project.empty_label = str(_("Choose a project"))
        kind = cast(forms.ChoiceField, self.fields["kind"])
        accession = Agreement.Kind.ACCESSION
        if self.instance.kind != accession:  # begins on the page of the agreement to which the partner accedes
            kind.choices = [choice for choice in Agreement.Kind.choices if choice[0] != accession]


class StartForm(AgreementForm):
    """What the agreement is, and whether it begins with a standard text."""

    with_text = forms.BooleanField(
        label=_("Begin with the standard text, filled in from the project"),
        required=False,
        initial=True,
        help_text=_("You can change, add and remove every article of it."),
    )

    class Meta(AgreementForm.Meta):
        fields = ["kind", "project", "with_text", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = self.fields["title"]
        title.required = False
        title.help_text = _("Leave it empty to take the title of the standard text.")
        self.order_fields(["kind", "project", "with_text", "title"])

    @property
    def text(self) -> Text | None:
        """The standard text that was chosen; on a valid form."""
        if not self.cleaned_data.get("with_text"):
            return None
        project = self.cleaned_data.get("project")
        return starting_texts.for_kind(self.cleaned_data["kind"], is_for_project=project is not None)

    def clean(self) -> dict[str, Any]:
        """A title of its own, or that of the standard text."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("title") or "kind" not in values or "project" not in values:
            return values
        if text := self.text:
            words = starting_texts.words_for(values["project"])
            self.instance.title = values["title"] = starting_texts.fill(text.title, words)[:200]
        else:
            self.add_error("title", _("Give the agreement a title."))
        return values


class TermsForm(EditForm):
    """From when until when it holds, and within which limits a project manager decides."""

    class Meta:
        model = Version
        fields = [
            *("effective_on", "ends_on", "renews_on", "notice_months"),
            *("bandwidth_time", "tolerance_weeks", "bandwidth_money", "tolerance_euros", "bandwidth_scope"),
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
        widgets = {"body": rich_text()}


class PartyForm(EditForm):
    """One party, with what it promises and who must sign for it."""

    class Meta:
        model = Party
        fields = [
            *("organisation", "role", "responsibilities", "signing_rule", "signatures_needed"),
            *("first_signatory", "second_signatory"),
        ]
        widgets = {"responsibilities": rich_text()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = self.instance.version.parties.exclude(pk=self.instance.pk).values("organisation")
        organisation = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        organisation.queryset = Organisation.objects.can_sign().exclude(pk__in=others)
        organisation.empty_label = str(_("Choose an organisation"))
        organisation.help_text = _("The project office is not in this list: it facilitates and is never a party.")
        rule = self.fields["signing_rule"]
        rule.required, rule.initial = False, Party.SigningRule.SOLE
        needed = self.fields["signatures_needed"]
        needed.required = False
        needed.help_text = _("Only where several executives sign together.")
        executives = User.objects.filter(
            is_active=True, memberships__in=Membership.objects.current().filter(role=Membership.Role.EXECUTIVE)
        ).distinct()
        for name in ("first_signatory", "second_signatory"):
            field = cast("forms.ModelChoiceField[User]", self.fields[name])
            field.queryset, field.empty_label = executives, str(_("Nobody in particular"))
            field.help_text = _("Only where two named persons must sign.")

    def clean(self) -> dict[str, Any]:
        """Numbers and names only where the rule asks for them."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        rule = values["signing_rule"] = values.get("signing_rule") or Party.SigningRule.SOLE
        if rule == Party.SigningRule.NAMED:
            self._check_named(values)
        else:
            values["first_signatory"] = values["second_signatory"] = None
        if rule == Party.SigningRule.JOINT:
            if (values.get("signatures_needed") or 0) < 2 and "signatures_needed" not in self.errors:
                self.add_error("signatures_needed", _("How many executives sign together? At least two."))
        else:
            values["signatures_needed"] = 2 if rule == Party.SigningRule.NAMED else 1
        if "signing_rule" in self.changed_data:  # what no longer belongs to the rule is saved along
            together = ("signatures_needed", "first_signatory", "second_signatory")
            self.changed_data.extend(name for name in together if name not in self.changed_data)
        return values

    def _check_named(self, values: dict[str, Any]) -> None:
        names = ("first_signatory", "second_signatory")
        people = [values.get(name) for name in names]
        organisation = values.get("organisation")
        for name, person in zip(names, people, strict=True):
            if person is None:
                self.add_error(name, _("Choose who must sign."))
            elif organisation and not _is_executive(person, organisation):
                self.add_error(name, _("This person is no executive of that organisation."))
        if people[0] and people[0] == people[1]:
            self.add_error("second_signatory", _("Choose two different persons."))


def _is_executive(person: User, organisation: Organisation) -> bool:
    terms = Membership.objects.current().filter(user=person, organisation=organisation)
    return terms.filter(role=Membership.Role.EXECUTIVE).exists()


class AnnexForm(forms.Form):
    """A file that belongs to the text."""

    file = DocumentField(
        label=_("File"),
        help_text=_("A PDF, PNG or JPEG of at most 20 MB, without a password. It becomes part of what is signed."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=150, required=False,
        help_text=_("How the annex is called in the agreement. Leave it empty to take the name of the file."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Called after its file when it has no title of its own."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("file") and not values.get("title"):
            values["title"] = values["file"].name
        return values


class ParticipantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody beside the parties, with their part in the agreement."""

    class Meta:
        model = Participant
        fields = ["user", "role"]
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = cast("forms.ModelChoiceField[User]", self.fields["user"])
        user.queryset = User.objects.filter(is_active=True).order_by("name")
        user.empty_label = str(_("Choose a person"))
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = Participant.Role.choices

    def clean(self) -> dict[str, Any]:
        """Who signs for a party cannot also prepare the text: preparing takes the right to sign away."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        user, role = values.get("user"), values.get("role")
        if user and self.instance.agreement.participants.filter(user=user).exists():
            self.add_error("user", _("This person has a part in the agreement already."))
        if user and role == Participant.Role.SECRETARY:
            organisations = self.instance.agreement.version.parties.values("organisation")
            terms = Membership.objects.current().filter(user=user, role=Membership.Role.EXECUTIVE)
            if terms.filter(organisation__in=organisations).exists():
                self.add_error(
                    "user", _("This person can sign for one of the parties, and who prepares the text never signs it.")
                )
        return values


class VersionForm(forms.Form):
    """Why there is a new version."""

    reason = forms.CharField(
        label=_("Why is there a new version?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("All parties read this."),
    )  # fmt: skip
