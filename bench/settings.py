"""The portal's own settings, with the floor added; nothing else differs from production."""

from zenderen.settings import *  # noqa: F403
from zenderen.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench" / "templates")
