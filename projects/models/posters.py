"""Posters: a theme and its projects on one sheet, with the data of their day."""

from pathlib import PurePosixPath
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from themes.models import Theme
from zenderen.lib.models import LockingQuerySet


class PosterQuerySet(LockingQuerySet["Poster"]):
    """Sets of posters."""

    def ready(self) -> Self:
        """Those that can be downloaded."""
        return self.exclude(file="")

    def newest(self) -> Self:
        """The last ready one of each theme and size."""
        return self.ready().order_by("theme", "size", "-data_at", "-pk").distinct("theme", "size")


def poster_path(poster: "Poster", filename: str) -> str:
    """Where the file of a poster is kept: the same input has the same name."""
    return str(PurePosixPath("posters", poster.theme.slug, filename))


class Poster(models.Model):
    """One rendering of a theme's poster; only public projects stand on it."""

    class Size(models.TextChoices):
        """Sheets: A1 for the hall, A3 for the corridor."""

        A1 = "A1", _("A1, for the hall")
        A3 = "A3", _("A3, for the corridor")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="posters", verbose_name=_("theme"))
    size = models.CharField(_("size"), max_length=2, choices=Size.choices)
    data = models.JSONField(_("what stands on it"), editable=False)
    data_at = models.DateTimeField(_("data of"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("made by"),
    )  # fmt: skip
    file = models.FileField(_("file"), upload_to=poster_path, max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    bytes = models.PositiveIntegerField(_("size in bytes"), null=True, editable=False)

    objects = PosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("poster")
        verbose_name_plural = _("posters")
        ordering = ["-data_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file="") | (~models.Q(sha256="") & models.Q(bytes__isnull=False)),
                name="projects_poster_file_has_hash",
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme} {self.size}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return bool(self.file)
