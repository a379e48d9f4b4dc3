"""Background work: the rows, who does them, and the page that shows them."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Registers zenderen.jobs."""

    name = "zenderen.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Web and worker both know every kind of work by its title: each app's tasks.py registers its own."""
        autodiscover_modules("tasks")
