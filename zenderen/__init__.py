"""The project: settings, addresses, background worker."""

from zenderen.celery import app as celery_app

__all__ = ["celery_app"]
