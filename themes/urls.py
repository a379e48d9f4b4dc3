"""Addresses of the themes."""

from django.urls import path

from themes import views

app_name = "themes"

urlpatterns = [
    path("", views.theme_list, name="theme_list"),
    path("nieuw/", views.theme_add, name="theme_add"),
    path("<slug:slug>/", views.theme_detail, name="theme_detail"),
    path("<slug:slug>/bewerken/", views.theme_edit, name="theme_edit"),
]
