"""The ground floor: people, organisations, bodies, ambitions, conferences."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    """Registers network and writes its global roles after each migration."""

    name = "network"

    def ready(self) -> None:
        """Role permissions are data that follows the code: written after migrate, never by hand."""
        from network import asking, roles  # noqa: F401 - needs the app registry to be ready; asking registers itself

        post_migrate.connect(roles.write_global_roles, sender=self)
