"""Addresses of verification: at the root of the portal, because they are printed on paper."""

from django.urls import path

from agreements.views import verification

app_name = "verification"

urlpatterns = [
    path("", verification.verify, name="verify"),
    path("<str:code>/", verification.by_code, name="code"),
]
