"""The demo: Zorgnetwerk Zenderen as content, its accounts, and a mailbox that can be read in the browser."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers zenderen.demo; it has no models, and outside a demo no page either."""

    name = "zenderen.demo"
    label = "demo"
