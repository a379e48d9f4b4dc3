"""Input about lessons, and the filters of the knowledge bank."""

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Document, Lesson
from network.models.lessons import LessonQuerySet
from zenderen.lib.access import AnyUser
from zenderen.lib.forms import DateInput, EditForm


class LessonForm(EditForm):
    """What was learned, for who starts something like it."""

    class Meta:
        model = Lesson
        fields = [
            *("title", "situation", "lesson", "advice", "region", "source", "learned_on", "documents", "classification")
        ]
        widgets = {
            "situation": forms.Textarea(attrs={"rows": 4}),
            "lesson": forms.Textarea(attrs={"rows": 4}),
            "advice": forms.Textarea(attrs={"rows": 4}),
            "learned_on": DateInput,
            "documents": forms.CheckboxSelectMultiple,
            "classification": forms.RadioSelect,
        }
        help_texts = {
            "title": _("The lesson in one sentence."),
            "learned_on": _("Leave empty when the day is not known."),
        }

    def __init__(self, *args: Any, user: AnyUser | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = cast("forms.ModelMultipleChoiceField[Document]", self.fields["documents"])
        documents.queryset = self.shown = Document.objects.visible_to(user) if user else Document.objects.none()
        if not self.shown.exists():
            del self.fields["documents"]

    def clean_documents(self) -> QuerySet[Document]:
        """What was chosen, and what stands there that this person may not see: nobody takes that away unseen."""
        hidden = Document.objects.filter(lessons=self.instance.pk or 0).exclude(pk__in=self.shown)
        return Document.objects.filter(pk__in={document.pk for document in (*self.cleaned_data["documents"], *hidden)})

    def clean_learned_on(self) -> Any:
        """Nothing was learned tomorrow."""
        day = self.cleaned_data["learned_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class LessonFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, region and order of the knowledge bank."""

    HERE = "hier"

    q = django_filters.CharFilter(label=_("Search"), method="search")
    region = django_filters.ChoiceFilter(label=_("Region"), method="of_region", empty_label=_("All"))
    sort = django_filters.OrderingFilter(
        fields=[("title", "title"), ("region", "region"), ("learned_on", "learned_on")]
    )

    class Meta:
        model = Lesson
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: LessonQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        regions = [(name, name) for name in queryset.regions()]
        self.filters["region"].extra["choices"] = [(self.HERE, _("Our own region")), *regions]

    def search(self, queryset: LessonQuerySet, name: str, value: str) -> LessonQuerySet:
        """All words, anywhere in it."""
        for word in value.split():
            found = Q(title__icontains=word) | Q(situation__icontains=word) | Q(lesson__icontains=word)
            queryset = queryset.filter(found | Q(advice__icontains=word) | Q(region__icontains=word))
        return queryset

    def of_region(self, queryset: LessonQuerySet, name: str, value: str) -> LessonQuerySet:
        """Learned there; here where no region is named."""
        return queryset.filter(region="" if value == self.HERE else value)
