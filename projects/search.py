"""What projects add to the search: projects, bottlenecks, the regulatory room, and the ambitions that they serve."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network import search
from network.models import Ambition
from projects.models import Bottleneck, Project, RegulatoryRequest

search.add(
    search.Source(
        "projecten",
        _("Projects"),
        lambda user: Project.objects.visible_to(user).select_related("theme"),
        "title",
        ("summary", "goal"),
        lambda row: str(row.theme.label),
    ),
    search.Source(
        "knelpunten", _("Bottlenecks"), lambda user: Bottleneck.objects.visible_to(user), "title", ("about",)
    ),
    search.Source(
        "regelruimte",
        _("Regulatory room"),
        lambda user: RegulatoryRequest.objects.visible_to(user),
        "rule",
        ("asked", "answer"),
        lambda row: str(row.authority),
    ),
    search.Source(
        "ambities",
        _("Ambitions"),
        lambda user: Ambition.objects.all(),
        "name",
        ("about",),
        url=lambda row: f"{reverse('projects:ambition_list')}#{row.slug}",
    ),
)
