"""What the network is for and how it came about: ambitions, phases, and the texts of the public site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zenderen.lib.models import Edited, LockingQuerySet


class Ambition(Edited):
    """One of the joint ambitions; every project serves at least one."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=160, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    about = models.TextField(_("explanation"), blank=True)

    objects = LockingQuerySet["Ambition"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ambition")
        verbose_name_plural = _("ambitions")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Phase(Edited):
    """A period in the history of the network."""

    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    period = models.CharField(_("period, in words"), max_length=60)
    body = models.TextField(_("text"))

    objects = LockingQuerySet["Phase"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class PageQuerySet(LockingQuerySet["Page"]):
    """Sets of texts."""

    def by_key(self, *keys: str) -> dict[str, "Page"]:
        """The texts with these keys that were written, in one query."""
        return {page.key: page for page in self.filter(key__in=keys)}


class Page(Edited):
    """A text of the public site that the network manager edits, found by its key."""

    class Key(models.TextChoices):
        """The places on the site that have a text."""

        PURPOSE = "doel", _("What the network is for")
        CARE_PRINCIPLE = "zorgprincipe", _("The care principle")
        ORGANISATION = "organisatie", _("About the organisation")
        PARTNERS = "partners", _("About the partners")
        HISTORY = "geschiedenis", _("About the history")
        NEWS = "nieuws", _("About the news")
        FUTURE = "toekomst", _("About the future pictures")
        CHALLENGES = "uitdagingen", _("About the challenges")
        VISION = "visie", _("About the vision")
        ROADMAP = "routekaart", _("About the roadmap")
        CONTACT = "contact", _("Contact")
        PRIVACY = "privacy", _("Privacy: what you want to add")
        COOKIES = "cookies", _("Cookies: what you want to add")
        ACCESSIBILITY = "toegankelijkheid", _("Accessibility: what you want to add")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))

    objects = PageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text of the site")
        verbose_name_plural = _("texts of the site")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
