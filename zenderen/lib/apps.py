"""The portal's domain-free library, an app only so that its template tags are found."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    """Registers zenderen.lib."""

    name = "zenderen.lib"
    label = "lib"

    def ready(self) -> None:
        """Let ``manage.py check --deploy`` look at the seal."""
        from zenderen.lib.seal import checks  # noqa: F401 - registers itself; settings must be ready
