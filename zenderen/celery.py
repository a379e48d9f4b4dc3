"""The Celery application; its messages are hints, the job rows in the database are the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zenderen.settings")

app = Celery("zenderen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
