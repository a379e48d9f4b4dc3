"""Addresses of the themes and of what their steering groups do."""

from django.urls import path

from themes.views import themes

app_name = "themes"

urlpatterns = [
    path("themas/", themes.theme_list, name="theme_list"),
    path("themas/nieuw/", themes.theme_add, name="theme_add"),
    path("themas/<slug:slug>/", themes.theme_detail, name="theme_detail"),
    path("themas/<slug:slug>/bewerken/", themes.theme_edit, name="theme_edit"),
]
