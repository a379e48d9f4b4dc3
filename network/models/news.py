"""News with its byline and dated updates, pictures with their alternative text, and future pictures."""

import re
from pathlib import PurePosixPath
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from network.models.audiences import Audience
from network.models.conferences import Conference
from network.models.programme import ProgrammeItem
from network.models.stories import Ambition, Page, Phase
from zenderen.lib.access import AnyUser, global_permissions
from zenderen.lib.models import Edited, LockingQuerySet

PICTURES = "/beelden/"  # what the addresses of pictures in texts begin with


class ImageQuerySet(LockingQuerySet["Image"]):
    """Sets of pictures."""

    def visible_to(self, user: AnyUser) -> Self:
        """All for who writes; for others what stands in a text that everybody may read."""
        if "network.change_image" in global_permissions(user):
            return self.all()
        return self.used()

    def used(self) -> Self:
        """What stands in something that was published."""
        news = NewsItem.objects.published()
        added = NewsUpdate.objects.filter(item__in=news)
        return self.alias(mark=Concat(Value(PICTURES), Cast("pk", models.CharField()), Value("/"))).filter(
            Exists(news.filter(image=OuterRef("pk")))
            | Exists(news.filter(body__contains=OuterRef("mark")))
            | Exists(added.filter(text__contains=OuterRef("mark")))
            | Exists(Page.objects.filter(body__contains=OuterRef("mark")))
            | Exists(Ambition.objects.filter(about__contains=OuterRef("mark")))
            | Exists(Phase.objects.filter(body__contains=OuterRef("mark")))
            | Exists(FuturePicture.objects.filter(text__contains=OuterRef("mark")))
            | Exists(Conference.objects.filter(body__contains=OuterRef("mark")))
            | Exists(ProgrammeItem.objects.filter(results__contains=OuterRef("mark")))
        )


class Image(Edited):
    """A picture of the public site; scaled down when it comes in. The name of its file is the hash of its content."""

    file = models.FileField(_("picture"), max_length=200, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(_("what it shows"), max_length=250, help_text=_("For who does not see the picture."))
    credit = models.CharField(_("made by"), max_length=120, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-added_at"]
        constraints = [models.CheckConstraint(condition=~Q(alt=""), name="network_image_has_alt")]

    def __str__(self) -> str:
        return self.alt

    @property
    def digest(self) -> str:
        """The hash in its address: another picture has another one, so browsers may keep it for ever."""
        return PurePosixPath(str(self.file.name)).stem

    @property
    def address(self) -> str:
        """Where the picture itself is."""
        return reverse("network:image_file", args=[self.pk, self.digest])

    def places(self) -> list[models.Model]:
        """The texts in which it stands, published or not."""
        mark = f"{PICTURES}{self.pk}/"
        in_news = Q(image=self) | Q(body__contains=mark) | Q(updates__text__contains=mark)
        return [
            *NewsItem.objects.filter(in_news).distinct(),
            *Page.objects.filter(body__contains=mark),
            *Ambition.objects.filter(about__contains=mark),
            *Phase.objects.filter(body__contains=mark),
            *FuturePicture.objects.filter(text__contains=mark),
            *Conference.objects.filter(body__contains=mark),
            *Conference.objects.filter(programme__results__contains=mark).distinct(),
        ]

    @property
    def markup(self) -> str:
        """What puts it in a text."""
        words = re.sub(r"([\\\[\]])", r"\\\1", self.alt)
        return f"![{words}]({self.address})"


class NewsItemQuerySet(LockingQuerySet["NewsItem"]):
    """Sets of news."""

    def visible_to(self, user: AnyUser) -> Self:
        """What was published; what is being written for who writes."""
        if "network.change_newsitem" in global_permissions(user):
            return self.all()
        return self.published()

    def published(self) -> Self:
        """What everybody can read now, the newest first."""
        return self.filter(published_at__lte=timezone.now())


class NewsItem(Edited):
    """A message with a byline."""

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address"), max_length=80, unique=True, editable=False)
    byline = models.CharField(_("by"), max_length=120)
    introduction = models.CharField(_("introduction"), max_length=400)
    body = models.TextField(_("text"))
    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = NewsItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = [models.F("published_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(changed_at__gte=models.F("published_at")),
                name="network_news_changed_after_published",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page of the message."""
        return reverse("network:news_detail", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        """Whether only who writes may read it."""
        return self.published_at is None

    @property
    def was_changed(self) -> bool:
        """Whether it was changed on a later day than the one on which it was published."""
        if self.published_at is None:
            return False
        return timezone.localdate(self.changed_at) > timezone.localdate(self.published_at)

    def mark_changed(self) -> str:
        """Note that it is changed now; the name of the field to save."""
        self.changed_at = timezone.now()
        return "changed_at"


class NewsUpdate(models.Model):
    """What was added to a message later, with its day."""

    item = models.ForeignKey(
        NewsItem, on_delete=models.CASCADE, related_name="updates", editable=False, verbose_name=_("news item")
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    text = models.TextField(_("update"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("update of a news item")
        verbose_name_plural = _("updates of news items")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.item}, {self.at:%Y-%m-%d}"


class FuturePicture(Edited):
    """What the region looks like to an audience when it works."""

    audience = models.CharField(_("for whom"), max_length=15, choices=Audience.choices, unique=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = LockingQuerySet["FuturePicture"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("future picture")
        verbose_name_plural = _("future pictures")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
