"""Projects in the administration of the system: a support tool; what has a lifecycle is read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from projects.models import ProgressUpdate, Project


@admin.register(Project)
class ProjectAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Texts; people, partners and phase change on the site, where rights follow."""

    list_display = ("title", "theme", "status", "classification")
    list_filter = ("status", "theme")
    search_fields = ("title",)
    fields = ("title", "slug", "status", "theme", "summary", "goal", "scope")
    readonly_fields = ("slug", "status", "theme")


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """To read only: what is accepted is frozen, the rest belongs to its writers."""

    list_display = ("project", "number", "status", "state", "reported_on")
    list_filter = ("status", "state")
    search_fields = ("project__title",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits a report here."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes a report here."""
        return False
