"""Themes and their steering groups."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ThemesConfig(AppConfig):
    """Registers themes and writes its part of the global roles after each migration."""

    name = "themes"

    def ready(self) -> None:
        """Role permissions are data that follows the code: written after migrate, never by hand."""
        # All of these need the app registry to be ready.
        from network.roles import write_global_roles
        from themes import effort, figures, search, tasks, todo  # noqa: F401 - they register themselves

        post_migrate.connect(write_global_roles, sender=self)
