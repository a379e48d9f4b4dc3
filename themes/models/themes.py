"""The themes of the network; each has a steering group, the client of all its projects."""

from typing import Any, Self

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from network.models import Body, Conference, Document
from zenderen.lib.access import AnyUser
from zenderen.lib.models import Edited, LockingQuerySet


class ThemeQuerySet(LockingQuerySet["Theme"]):
    """Sets of themes."""

    def visible_to(self, user: AnyUser) -> Self:
        """All: what the network works on is public."""
        return self.all()

    def for_page(self) -> Self:
        """With the steering group and today's seats in it."""
        return self.select_related("conference").prefetch_related(
            Prefetch("steering_group", queryset=Body.objects.with_seats())
        )


class Theme(Edited):
    """A subject on which the partners work together, led by a steering group."""

    class Accent(models.IntegerChoices):
        """The colours of tokens.css that carry a theme through page, chart and poster."""

        TEAL = 1, _("Teal")
        BERRY = 2, _("Berry")
        TERRACOTTA = 3, _("Terracotta")
        VIOLET = 4, _("Violet")
        BLUE = 5, _("Blue")

    number = models.PositiveSmallIntegerField(
        _("number"), unique=True, help_text=_("The order in which themes are shown.")
    )
    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=30, blank=True, help_text=_("For tight places."))
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    accent = models.PositiveSmallIntegerField(_("colour"), choices=Accent.choices)
    ambition = models.TextField(
        _("ambition"),
        help_text=_("What the steering group wants to reach, in one or two sentences. It opens the poster."),
    )
    about = models.TextField(_("about this theme"), blank=True)
    steering_group = models.OneToOneField(
        Body, on_delete=models.PROTECT, related_name="theme", verbose_name=_("steering group")
    )
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="themes",
        verbose_name=_("conference of origin"),
    )  # fmt: skip

    documents = models.ManyToManyField(
        Document, blank=True, related_name="themes", editable=False, verbose_name=_("documents")
    )

    objects = ThemeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(accent__range=(1, 5)), name="themes_accent_known"),
        ]
        permissions = [("make_poster", "May make the poster of this theme")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page of the theme."""
        return reverse("themes:theme_detail", args=[self.slug])

    @classmethod
    def visible_projects(cls, user: AnyUser) -> Any:
        """The projects of all themes that this person may see and that are not over; they live a floor higher."""
        return cls.projects.rel.related_model.objects.visible_to(user).current()  # type: ignore[attr-defined]

    @property
    def label(self) -> str:
        """The short name, for tight places."""
        return self.short_name or self.name


class ThemeUserPermission(UserObjectPermissionBase):
    """A permission of one person on one theme."""

    content_object = models.ForeignKey(Theme, on_delete=models.CASCADE)


class ThemeGroupPermission(GroupObjectPermissionBase):
    """A permission of one group on one theme."""

    content_object = models.ForeignKey(Theme, on_delete=models.CASCADE)
