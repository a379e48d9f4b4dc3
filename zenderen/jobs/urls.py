"""Addresses of background work."""

from django.urls import path

from zenderen.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("<uuid:pk>/", views.job_panel, name="job_panel"),
    path("<uuid:pk>/opnieuw/", views.job_retry, name="job_retry"),
]
