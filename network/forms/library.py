"""Input about documents, their files and the advice on them, and the filters of the library."""

import datetime
from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import AdviceRequest, Body, Classification, Conference, Document, Edition, Organisation, User
from network.models.library import DocumentQuerySet
from network.search import query_of
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.forms import DateInput, EditForm
from zenderen.lib.slugs import free_slug
from zenderen.lib.uploads import Document as Upload
from zenderen.lib.uploads import DocumentField, Refused

WEEKS = 4  # offered as the time for an advice


def _themes() -> QuerySet[Any]:
    """The themes live a floor higher; the relation leads there."""
    related: Any = Document._meta.get_field("themes").related_model
    rows: QuerySet[Any] = related.objects.all()
    return rows


class PdfField(DocumentField):
    """A PDF: what everybody can read, and what can carry a mark on each page."""

    widget = forms.FileInput(attrs={"accept": ".pdf"})

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """The document, looked into."""
        upload = super().clean(data, initial)
        if upload and upload.kind != "pdf":
            raise Refused(_("The library holds PDF files. Save this as PDF first, then choose it again."))
        if upload:
            _check_mark(upload.content)
        return upload


def _check_mark(content: bytes) -> None:
    from zenderen.lib.overlay import CannotMarkError, stamp  # loads pdfium, which is needed for a new file only

    try:
        stamp(content, mark="-", foot="-")
    except CannotMarkError as error:
        raise Refused(
            _("The pages of this PDF cannot be read. Print it to a new PDF, then choose that one.")
        ) from error


class SearchForm(forms.Form):
    """The words to look for in everything."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))


class EditionForm(forms.Form):
    """A file of a document."""

    kind = forms.ChoiceField(label=_("Edition"), choices=Edition.Kind.choices, initial=Edition.Kind.FULL)
    file = PdfField(label=_("File"), help_text=_("A PDF of at most 20 MB."))

    def __init__(self, *args: Any, replaces: Edition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if replaces:
            del self.fields["kind"]


class DocumentForm(EditForm):
    """What is kept about a document, and who may read it."""

    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Document.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Document
        fields = [
            *("title", "summary", "classification", "organisations", "bodies", "themes", "conference"),
            *("source", "region", "keep_until"),
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "classification": forms.RadioSelect,
            "organisations": forms.CheckboxSelectMultiple,
            "bodies": forms.CheckboxSelectMultiple,
            "keep_until": DateInput,
        }
        help_texts = {
            "source": _("Who made it, when it was not made here."),
            "keep_until": _(
                "After this day nobody can read it, and the network manager is asked to destroy its files."
            ),
        }

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        themes = cast("forms.ModelMultipleChoiceField[Any]", self.fields["themes"])
        themes.queryset = _themes()
        organisations = cast("forms.ModelMultipleChoiceField[Organisation]", self.fields["organisations"])
        organisations.queryset = Organisation.objects.partners() | Organisation.objects.filter(
            documents=self.instance.pk or 0
        )
        organisations.queryset = organisations.queryset.distinct()
        if self.instance.pk:
            themes.initial = self.instance.themes.all()
        if not self._may_publish():
            public = Classification.PUBLIC
            choices = cast("forms.ChoiceField", self.fields["classification"])
            choices.choices = [each for each in Classification.choices if each[0] != public]
            choices.help_text = _("The network manager can make it public.")

    def _may_publish(self) -> bool:
        was_public = bool(self.instance.pk) and self.instance.classification == Classification.PUBLIC
        return was_public or "network.change_document" in global_permissions(self.user)

    def clean_keep_until(self) -> datetime.date | None:
        """Still to come: what is over is destroyed, not written."""
        day: datetime.date | None = self.cleaned_data["keep_until"]
        if day and day < timezone.localdate() and "keep_until" in self.changed_data:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """A new document gets its address here; it never changes afterwards, since others link to it."""
        if not self.instance.slug:
            self.instance.slug = free_slug(Document, self.instance.title)
        saved = super().save(commit=commit)
        if commit:
            saved.themes.set(self.cleaned_data["themes"])
        return saved


class OwnedDocumentForm(DocumentForm):
    """The same for who administers the library: somebody else can become its owner."""

    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.none(),
        help_text=_("Looks after it, and sees who took it when it is confidential."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        known = Q(groups__permissions__codename="add_document") | Q(pk=self.instance.owner_id)
        owner.queryset = User.objects.filter(known, is_active=True).distinct()
        owner.initial = self.instance.owner_id

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The owner is no field that just anybody edits, so Django leaves it to us."""
        if "owner" in self.changed_data:
            self.instance.owner = self.cleaned_data["owner"]
        return super().save(commit=commit)


class NewDocumentForm(DocumentForm):
    """A document with its stage and its first file."""

    status = forms.ChoiceField(
        label=_("Stage"), choices=Document.Status.choices, initial=Document.Status.DEFINITIVE,
        help_text=_("On each page of contours and of a concept stands that it is a concept."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Edition"), choices=Edition.Kind.choices, initial=Edition.Kind.FULL)
    file = PdfField(label=_("File"), help_text=_("A PDF of at most 20 MB."))

    field_order = ("title", "file", "kind", "status", "summary")

    def __init__(self, *args: Any, before: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        if before:
            later = before.NEXT_STATUSES[Document.Status(before.status)]
            stages = [each for each in Document.Status.choices if each[0] in later]
            status = cast("forms.ChoiceField", self.fields["status"])
            status.choices, status.initial = stages, stages[0][0] if stages else ""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """With the stage that was chosen."""
        self.instance.status = self.cleaned_data["status"]
        return super().save(commit=commit)


class StageForm(forms.Form):
    """A later stage."""

    status = forms.ChoiceField(label=_("Stage"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = cast("forms.ChoiceField", self.fields["status"])
        stages.choices = [each for each in Document.Status.choices if document.can_stand_at(each[0])]


class DocumentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search and filters of the library."""

    HERE = "hier"

    q = django_filters.CharFilter(label=_("Search in titles and texts"), method="search")
    stage = django_filters.MultipleChoiceFilter(
        label=_("Stage"), field_name="status", choices=Document.Status.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Edition"), choices=Edition.Kind.choices, widget=forms.CheckboxSelectMultiple, method="of_kind"
    )
    classification = django_filters.ChoiceFilter(
        label=_("Classification"), choices=Classification.choices, empty_label=_("All")
    )
    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"), field_name="themes", to_field_name="slug", queryset=lambda request: _themes(),
        empty_label=_("All"),
    )  # fmt: skip
    conference = django_filters.ModelChoiceFilter(
        label=_("Conference"), to_field_name="slug", queryset=Conference.objects.all(), empty_label=_("All"),
        method="at_conference",
    )  # fmt: skip
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), field_name="organisations", to_field_name="slug",
        queryset=lambda request: Organisation.objects.filter(
            pk__in=Document.objects.visible_to(request.user).values("organisations")
        ),
        empty_label=_("All"),
    )  # fmt: skip
    region = django_filters.ChoiceFilter(label=_("Region"), method="of_region", empty_label=_("All"))
    over = django_filters.BooleanFilter(
        label=_("No longer to be kept"), widget=forms.CheckboxInput, method="to_destroy"
    )
    sort = django_filters.OrderingFilter(fields=[("title", "title"), ("changed_at", "changed_at")])

    class Meta:
        model = Document
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: DocumentQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        regions = queryset.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
        self.filters["region"].extra["choices"] = [(self.HERE, _("Our own region")), *((r, r) for r in regions)]
        if "network.delete_document" not in global_permissions(request.user):
            del self.filters["over"]

    def search(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        """All words in its title, its summary or one of its files."""
        found = query_of(value)
        if not found:
            return queryset.none()
        files = Edition.objects.current().filter(document=OuterRef("pk"), search=found)
        return queryset.described().filter(Q(description=found) | Exists(files))

    def of_kind(self, queryset: DocumentQuerySet, name: str, value: list[str]) -> DocumentQuerySet:
        """With such a file."""
        return queryset.filter(Exists(Edition.objects.current().filter(document=OuterRef("pk"), kind__in=value)))

    def at_conference(self, queryset: DocumentQuerySet, name: str, value: Conference) -> DocumentQuerySet:
        """Shown there, in one of its parts or as a whole."""
        shown = Q(conference=value) | Q(pk__in=Document.objects.filter(programme_items__conference=value))
        return queryset.filter(shown)

    def of_region(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        """From there; from here where no region is named."""
        return queryset.filter(region="" if value == self.HERE else value)

    def to_destroy(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:  # noqa: FBT001
        """Those whose day has passed."""
        return queryset.to_destroy() if value else queryset


class AskForm(forms.Form):
    """Which council is asked what, and until when."""

    body = forms.ModelChoiceField(
        label=_("Council"), queryset=Body.objects.none(),
        help_text=_("Whoever sits in it gets an e-mail and can read the document from then on."),
    )  # fmt: skip
    question = forms.CharField(label=_("What do you ask?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    due_on = forms.DateField(label=_("Before"), widget=DateInput, help_text=_("That whole day counts."))

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        councils = Body.objects.filter(kind=Body.Kind.ADVISORY).exclude(
            pk__in=AdviceRequest.objects.filter(document=document).values("body")
        )
        cast("forms.ModelChoiceField[Body]", self.fields["body"]).queryset = councils
        self.fields["due_on"].initial = timezone.localdate() + datetime.timedelta(weeks=WEEKS)

    def clean_due_on(self) -> datetime.date:
        """A day that is still to come, and not beyond what anybody plans."""
        day: datetime.date = self.cleaned_data["due_on"]
        if not timezone.localdate() < day < timezone.localdate() + datetime.timedelta(days=3660):
            raise forms.ValidationError(_("Choose a day that is still to come, within ten years."))
        return day


class AdviceForm(forms.Form):
    """The advice of a council."""

    text = forms.CharField(
        label=_("Advice"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("You give it on behalf of the whole council, once. It stays with the document."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What was done with an advice."""

    response = forms.CharField(
        label=_("What was done with the advice"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who gave the advice gets this by e-mail."),
    )  # fmt: skip
