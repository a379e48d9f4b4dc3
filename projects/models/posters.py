"""Posters: a theme, a project, a partner or the network on one sheet, with the data of its day."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Conference, Organisation
from projects.models.projects import Project, ProjectQuerySet
from themes.models import Theme
from zenderen.lib.access import AnyUser, global_permissions, permitted
from zenderen.lib.models import LockingQuerySet


class Size(models.TextChoices):
    """Sheets for the hall, the corridor and the hand, and a picture for a screen."""

    A1 = "A1", _("A1, for the hall")
    A3 = "A3", _("A3, for the corridor")
    A4 = "A4", _("A4, for the hand")
    SLIDE = "slide", _("Slide, for a screen")


class PosterSetQuerySet(LockingQuerySet["PosterSet"]):
    """Sets of posters that were made together."""

    def visible_to(self, user: AnyUser) -> Self:
        """Ready ones for who may see all that stands on them; the others for who makes them."""
        hidden = Poster.objects.filter(set=OuterRef("pk")).showing_hidden(user)
        made = self.exclude(Exists(hidden))
        return made if "projects.add_posterset" in global_permissions(user) else made.exclude(archive="")

    def for_who_makes(self, user: AnyUser) -> Self:
        """All, for who may make sets; otherwise none."""
        return self if "projects.add_posterset" in global_permissions(user) else self.none()

    def ready(self) -> Self:
        """Those that can be downloaded."""
        return self.exclude(archive="")

    def for_wall(self) -> Self:
        """The last ready one of each size and language, with its posters."""
        newest = self.ready().order_by("size", "language", "-data_at", "-pk").distinct("size", "language")
        return newest.prefetch_related(Prefetch("posters", Poster.objects.select_related("theme")))


class PosterSet(models.Model):
    """The posters of all themes with the data of one moment, for a conference or for the wall of today."""

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="poster_sets",
        verbose_name=_("conference"),
    )  # fmt: skip
    size = models.CharField(_("size"), max_length=5, choices=Size.choices)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    data_at = models.DateTimeField(_("data of"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("made by"),
    )  # fmt: skip
    is_proof = models.BooleanField(_("only looked at so far"), default=False, editable=False)
    archive = models.FileField(_("all files in a ZIP"), max_length=200, blank=True, editable=False)
    archive_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    archive_bytes = models.PositiveIntegerField(_("size in bytes"), null=True, editable=False)
    joined = models.FileField(_("all sheets in one PDF"), max_length=200, blank=True, editable=False)
    joined_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    joined_bytes = models.PositiveIntegerField(_("size in bytes"), null=True, editable=False)

    objects = PosterSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of posters")
        verbose_name_plural = _("sets of posters")
        ordering = ["-data_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(archive="", joined="")
                | (
                    ~Q(archive="")
                    & ~Q(archive_sha256="")
                    & Q(archive_bytes__isnull=False)
                    & ~Q(joined="")
                    & ~Q(joined_sha256="")
                    & Q(joined_bytes__isnull=False)
                    & Q(is_proof=False)
                ),
                name="projects_posterset_files_have_hash",
            ),
            models.CheckConstraint(condition=Q(size__in=Size.values), name="projects_posterset_size_known"),
        ]

    def __str__(self) -> str:
        return f"{self.conference or _('All themes')} {self.get_size_display()}"

    def get_absolute_url(self) -> str:
        """The page that shows how far it is, and the files."""
        return reverse("projects:posterset_detail", args=[self.pk])

    def filename(self, ending: str) -> str:
        """What a file of it is called when it is downloaded."""
        conference = f"-{self.conference.slug}" if self.conference else ""
        return (
            f"{_('posters')}{conference}-{self.size}-{self.language}-{timezone.localdate(self.data_at):%Y%m%d}.{ending}"
        )

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return bool(self.archive)


class PosterQuerySet(LockingQuerySet["Poster"]):
    """Sets of posters."""

    def visible_to(self, user: AnyUser) -> Self:
        """Ready ones for who may see all that stands on them; the others for who may make them."""
        return self.exclude(Exists(self._hidden(user))).filter(~Q(file="") | self._makes(user))

    def for_who_makes(self, user: AnyUser) -> Self:
        """Those whose subject this person may make a poster of."""
        return self.filter(self._makes(user))

    @staticmethod
    def _makes(user: AnyUser) -> Q:
        may = Q(theme__in=Theme.objects.filter(permitted(Theme, user, "make_poster")))
        may |= Q(project__in=Project.objects.filter(permitted(Project, user, "report_progress")))
        may |= Q(organisation__in=Organisation.objects.filter(permitted(Organisation, user, "change_organisation")))
        if "projects.add_posterset" in global_permissions(user):
            may |= Q(kind=Poster.Kind.NETWORK) | Q(set__isnull=False)
        return may

    def showing_hidden(self, user: AnyUser) -> Self:
        """Those on which something stands that this person may not see (any more)."""
        return self.filter(Exists(self._hidden(user)))

    @staticmethod
    def _hidden(user: AnyUser) -> ProjectQuerySet:
        return Project.objects.filter(posters=OuterRef("pk")).exclude(pk__in=Project.objects.visible_to(user))

    def ready(self) -> Self:
        """Those that can be downloaded."""
        return self.exclude(file="")

    def made(self) -> Self:
        """Those that were ordered, ready or not."""
        return self.filter(is_proof=False)

    def about(self, poster: "Poster") -> Self:
        """All makings of the same subject."""
        same = {name: getattr(poster, name) for name in ("kind", "theme_id", "project_id", "organisation_id")}
        return self.filter(**same)

    def by_subject(self) -> Self:
        """The last ready one of each subject, whatever its size: the network first, then the themes in their order."""
        one = ("kind", "theme_id", "project_id", "organisation_id")
        newest = self.ready().order_by(*one, "-data_at", "-pk").distinct(*one)
        kinds = {kind: place for place, kind in enumerate(("network", "theme", "project", "partner"))}
        place = Case(*(When(kind=kind, then=Value(number)) for kind, number in kinds.items()))
        rows = self.filter(pk__in=newest.values("pk")).annotate(place=place)
        return rows.order_by("place", "theme__number", "data__name", "pk")

    def newest(self) -> Self:
        """The last ready one of each subject, size and language."""
        one = ("kind", "theme_id", "project_id", "organisation_id", "size", "language")
        return self.ready().order_by(*one, "-data_at", "-pk").distinct(*one)


class Poster(models.Model):
    """One rendering of a sheet with the data of its day; only public projects stand on it."""

    Size = Size

    class Kind(models.TextChoices):
        """What a poster is about."""

        THEME = "theme", _("A theme")
        PROJECT = "project", _("A project")
        PARTNER = "partner", _("A partner")
        NETWORK = "network", _("The whole network")

    kind = models.CharField(_("about"), max_length=7, choices=Kind.choices, default=Kind.THEME, editable=False)
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="posters", verbose_name=_("theme")
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="own_posters", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="posters",
        verbose_name=_("partner"),
    )  # fmt: skip
    set = models.ForeignKey(
        PosterSet, on_delete=models.CASCADE, null=True, blank=True, related_name="posters", editable=False,
        verbose_name=_("set of posters"),
    )  # fmt: skip
    size = models.CharField(_("size"), max_length=5, choices=Size.choices)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    projects = models.ManyToManyField(Project, related_name="posters", editable=False, verbose_name=_("projects on it"))
    data = models.JSONField(_("what is on it"), editable=False)
    data_at = models.DateTimeField(_("data of"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("made by"),
    )  # fmt: skip
    is_proof = models.BooleanField(_("only looked at so far"), default=False, editable=False)
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
                condition=Q(file="") | (~Q(sha256="") & Q(bytes__isnull=False)),
                name="projects_poster_file_has_hash",
            ),
            models.CheckConstraint(
                condition=Q(kind="theme", theme__isnull=False, project=None, organisation=None)
                | Q(kind="project", theme=None, project__isnull=False, organisation=None)
                | Q(kind="partner", theme=None, project=None, organisation__isnull=False)
                | Q(kind="network", theme=None, project=None, organisation=None),
                name="projects_poster_one_subject",
            ),
            models.CheckConstraint(condition=Q(size__in=Size.values), name="projects_poster_size_known"),
            models.CheckConstraint(condition=Q(is_proof=False) | Q(file=""), name="projects_poster_proof_has_no_file"),
        ]

    def __str__(self) -> str:
        return f"{self.subject or settings.NETWORK_NAME} {self.get_size_display()}"

    def get_absolute_url(self) -> str:
        """The page that shows how far it is, and the file."""
        return reverse("projects:poster_detail", args=[self.pk])

    @property
    def subject(self) -> Theme | Project | Organisation | None:
        """What it is about; None for the whole network."""
        return self.theme or self.project or self.organisation

    @property
    def filename(self) -> str:
        """What the file is called when it is downloaded."""
        subject = self.subject.slug if self.subject else _("network")
        day = timezone.localdate(self.data_at)
        return f"{_('poster')}-{subject}-{self.size}-{self.language}-{day:%Y%m%d}.{self.ending}"

    @property
    def make_address(self) -> str:
        """Where another one of the same subject is made."""
        if self.subject is None:
            return reverse("projects:network_poster")
        kinds = {
            self.Kind.THEME: "poster_make",
            self.Kind.PROJECT: "project_poster",
            self.Kind.PARTNER: "partner_poster",
        }
        return reverse(f"projects:{kinds[self.Kind(self.kind)]}", args=[self.subject.slug])

    @property
    def ending(self) -> str:
        """What kind of file it is, by the end of its name."""
        return "png" if self.size == Size.SLIDE else "pdf"

    @property
    def name(self) -> str:
        """What its subject was called on that day."""
        return str(self.data["name"])

    @property
    def accent(self) -> int:
        """The colour in which the portal shows it; 0 for none of the themes."""
        return int(self.data["tone"])

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return bool(self.file)
