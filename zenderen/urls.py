"""Every address of the portal; Dutch, the same in both languages."""

from django.contrib import admin
from django.urls import include, path

from zenderen.lib import health

urlpatterns = [
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
    path("beheer/systeem/", admin.site.urls),
    path("demo/", include("zenderen.demo.urls")),
    path("taken/", include("zenderen.jobs.urls")),
    path("overeenkomsten/", include("agreements.urls")),
    path("verifieren/", include("agreements.verification_urls")),
    path("ervaringen/", include("agreements.testimonial_urls")),
    path("", include("network.account_urls")),
    path("", include("network.urls")),
    path("", include("themes.urls")),
    path("", include("projects.urls")),
]
