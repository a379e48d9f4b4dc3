"""Themes in the administration of the system: a support tool."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from themes.models import Theme


@admin.register(Theme)
class ThemeAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Texts and order; the steering group is made with the theme."""

    list_display = ("number", "name", "steering_group")
    search_fields = ("name",)
    readonly_fields = ("steering_group",)
