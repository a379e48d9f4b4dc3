"""Support: read what happened to background work. Everything that changes a job is done on its page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from zenderen.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only; arguments may hold what belongs to one person and are not shown."""

    list_display = ["title", "subject_label", "state", "attempts", "requested_by", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["requested_by"]
    search_fields = ["subject_label", "key", "error"]
    exclude = ["arguments"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs follow from what people do."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """State and lease belong to the worker."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A job that ran is part of what happened."""
        return False
