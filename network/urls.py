"""Addresses of the ground floor."""

from django.urls import path

from network import views

app_name = "network"

urlpatterns = [
    path("", views.home, name="home"),
    path("mijn/", views.mine, name="mine"),
    path("taal/", views.language, name="language"),
]
