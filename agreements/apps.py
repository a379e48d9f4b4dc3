"""Agreements: versions, parties, signatures and the trail of what happened."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AgreementsConfig(AppConfig):
    """Registers agreements and writes what the global roles may do here after each migration."""

    name = "agreements"

    def ready(self) -> None:
        """Role permissions are data that follows the code: written after migrate, never by hand."""
        from agreements import concepts, effort, endings, health, reminding, search, todo  # noqa: F401 - they register
        from network import roles  # needs the app registry to be ready

        post_migrate.connect(roles.write_global_roles, sender=self)
