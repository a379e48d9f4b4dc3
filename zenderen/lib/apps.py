"""The portal's domain-free library, an app only so that its template tags are found."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    """Registers zenderen.lib."""

    name = "zenderen.lib"
    label = "lib"
