"""Input of news, of pictures and of the future pictures; the filters of the news."""

from pathlib import PurePosixPath
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from network.forms.stories import MARKUP, illustrated
from network.models import FuturePicture, Image, NewsItem, NewsUpdate
from network.models.news import NewsItemQuerySet
from zenderen.lib.forms import EditForm
from zenderen.lib.slugs import free_slug
from zenderen.lib.uploads import MEGABYTE, Document, DocumentField

FEWEST_LETTERS = 8  # of what a picture shows: “foto” tells nothing


class NewsForm(EditForm):
    """A message; it is published with a button of its own."""

    along = ("changed_at",)

    class Meta:
        model = NewsItem
        fields = ["title", "byline", "introduction", "body", "image"]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 3}), "body": illustrated(14)}
        help_texts = {
            "byline": _("Who wrote it: a person or an editorial team."),
            "introduction": _("The message in one or two sentences; lists and feeds show only this."),
            "body": MARKUP,
            "image": _("Stands above the text."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        image: Any = self.fields["image"]
        image.empty_label = _("No picture")

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The address is made of the first title and stays; whatever is saved counts as a change."""
        if not self.instance.slug:
            self.instance.slug = free_slug(NewsItem, self.instance.title)
        self.instance.mark_changed()
        return super().save(commit=commit)


class NewsUpdateForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is added to a message later."""

    class Meta:
        model = NewsUpdate
        fields = ["text"]
        widgets = {"text": illustrated(6)}
        help_texts = {"text": _("Stands above the message with the day on which you add it.")}


class NewsFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search words and the year."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    jaar = django_filters.ChoiceFilter(label=_("Year"), field_name="published_at__year", empty_label=_("All"))

    class Meta:
        model = NewsItem
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: NewsItemQuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        years = queryset.published().dates("published_at", "year", order="DESC")
        self.filters["jaar"].extra["choices"] = lazy(lambda: [(str(day.year), str(day.year)) for day in years], list)()

    def search(self, queryset: NewsItemQuerySet, name: str, value: str) -> NewsItemQuerySet:
        """All words, anywhere in it."""
        for word in value.split():
            found = Q(title__icontains=word) | Q(introduction__icontains=word) | Q(byline__icontains=word)
            queryset = queryset.filter(found | Q(body__icontains=word))
        return queryset


class ImageForm(EditForm):
    """What a picture shows, and who made it."""

    class Meta:
        model = Image
        fields = ["alt", "credit"]
        help_texts = {
            "alt": _("In one sentence, for who does not see the picture: who or what is in it, and what happens."),
            "credit": _("Name the photographer or the source where that was agreed."),
        }

    def clean_alt(self) -> str:
        """Words that tell what there is to see, not the name of a file."""
        words = " ".join(str(self.cleaned_data["alt"]).split())
        is_name = PurePosixPath(words).suffix.lower() in {".jpg", ".jpeg", ".png", ".gif", ".webp"}
        if len(words) < FEWEST_LETTERS or is_name:
            raise forms.ValidationError(_("Describe in a sentence what the picture shows."))
        return words


class PictureField(DocumentField):
    """A file field that takes pictures only."""

    widget = forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"})

    def clean(self, data: Any, initial: Any = None) -> Document | None:
        """The picture, looked into."""
        found = super().clean(data, initial)
        if found and found.kind == "pdf":
            raise forms.ValidationError(_("This is a PDF. Choose a picture: a PNG or JPEG file."))
        return found


class NewImageForm(ImageForm):
    """A picture that comes in, with what it shows."""

    upload = PictureField(
        label=_("Picture"),
        most=15 * MEGABYTE,
        help_text=_("PNG or JPEG, at most 15 MB. It is made smaller, and what the camera wrote into it goes out."),
    )
    field_order = ["upload", "alt", "credit"]


class FuturePictureForm(EditForm):
    """What the region looks like to an audience when it works."""

    class Meta:
        model = FuturePicture
        fields = ["title", "text", "source"]
        widgets = {"text": illustrated(8)}
        help_texts = {"text": MARKUP, "source": _("Where this picture of the future was agreed or written down.")}
