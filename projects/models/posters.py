"""Posters: a theme and its projects on one sheet, with the data of their day."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Classification
from projects.models.projects import Project, ProjectQuerySet
from projects.models.standing import Level
from themes.models import Theme
from zenderen.lib.access import AnyUser, permitted
from zenderen.lib.models import LockingQuerySet


class PosterQuerySet(LockingQuerySet["Poster"]):
    """Sets of posters."""

    def visible_to(self, user: AnyUser) -> Self:
        """Ready ones for all, as long as all that stands on them is public; the others for who makes them."""
        hidden = Project.objects.filter(posters=OuterRef("pk")).exclude(classification=Classification.PUBLIC)
        made_by_user = Q(theme__in=Theme.objects.filter(permitted(Theme, user, "make_poster")))
        return self.filter((~Q(file="") & ~Exists(hidden)) | made_by_user)

    def ready(self) -> Self:
        """Those that can be downloaded."""
        return self.exclude(file="")

    def newest(self) -> Self:
        """The last ready one of each theme and size."""
        newest = self.ready().order_by("theme__number", "size", "-data_at", "-pk")
        return newest.distinct("theme__number", "size")


class Poster(models.Model):
    """One rendering of a theme's poster; only public projects stand on it."""

    class Size(models.TextChoices):
        """Sheets: A1 for the hall, A3 for the corridor."""

        A1 = "A1", _("A1, for the hall")
        A3 = "A3", _("A3, for the corridor")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="posters", verbose_name=_("theme"))
    size = models.CharField(_("size"), max_length=2, choices=Size.choices)
    projects = models.ManyToManyField(Project, related_name="posters", editable=False, verbose_name=_("projects on it"))
    data = models.JSONField(_("what is on it"), editable=False)
    data_at = models.DateTimeField(_("data of"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("made by"),
    )  # fmt: skip
    file = models.FileField(_("file"), max_length=200, blank=True, editable=False)
    preview = models.FileField(_("picture"), max_length=200, blank=True, editable=False)
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

    def get_absolute_url(self) -> str:
        """The page that shows how far it is, and the file."""
        return reverse("projects:poster_detail", args=[self.pk])

    @property
    def filename(self) -> str:
        """What the file is called where it is kept and when it is downloaded."""
        return f"{_('poster')}-{self.theme.slug}-{self.size}-{timezone.localdate(self.data_at):%Y%m%d}.pdf"

    @staticmethod
    def projects_of(theme: Theme) -> ProjectQuerySet:
        """What may stand on the theme's poster: it hangs where everybody walks."""
        at_work = (Project.Status.ACCEPTED, *Project.REPORTING)
        projects = Project.objects.filter(theme=theme, status__in=at_work, classification=Classification.PUBLIC)
        return projects.with_report().prefetch_related("milestones", "partners__organisation")

    @staticmethod
    def content_of(theme: Theme, projects: Iterable[Project]) -> dict[str, Any]:
        """What stands on the poster of these projects of the theme, in JSON."""
        return {
            "theme": theme.name,
            "ambition": theme.ambition,
            "accent": theme.accent,
            "client": theme.steering_group.name,
            "network": settings.NETWORK_NAME,
            "address": f"{settings.SITE_URL}{theme.get_absolute_url()}",
            "projects": [_content_of_project(project) for project in projects],
        }

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return bool(self.file)


def _content_of_project(project: Project) -> dict[str, Any]:
    milestones = project.milestones.all()
    ahead = [milestone for milestone in milestones if not milestone.done_on]
    standing = project.standing
    return {
        "title": project.title,
        "status": project.status,
        "level": standing.level if standing else "",
        "reported_on": standing.reported_on.isoformat() if standing and standing.reported_on else None,
        "reason": standing.reason if standing and standing.level != Level.ON_COURSE else "",
        "asks": project.report["asks"] if standing and project.report else "",  # type: ignore[attr-defined]
        "done": len(milestones) - len(ahead),
        "milestones": len(milestones),
        "next": {"title": ahead[0].title, "due_on": ahead[0].due_on and ahead[0].due_on.isoformat()} if ahead else None,
        "partners": [part.organisation.label for part in project.partners.all()],
    }
