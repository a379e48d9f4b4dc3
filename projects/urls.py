"""Addresses of projects and posters."""

from django.urls import path

from projects import views

app_name = "projects"

urlpatterns = [
    path("projecten/", views.project_list, name="project_list"),
    path("projecten/export/", views.project_export, name="project_export"),
    path("projecten/nieuw/", views.project_add, name="project_add"),
    path("projecten/<slug:slug>/", views.project_detail, name="project_detail"),
    path("projecten/<slug:slug>/bewerken/", views.project_edit, name="project_edit"),
    path("projecten/<slug:slug>/fase/", views.project_move, name="project_move"),
    path("projecten/<slug:slug>/partners/", views.partner_list, name="partner_list"),
    path("projecten/<slug:slug>/partners/<int:part>/", views.partner_edit, name="partner_edit"),
    path("projecten/<slug:slug>/partners/<int:part>/weg/", views.partner_remove, name="partner_remove"),
    path("projecten/<slug:slug>/mijlpalen/", views.milestone_list, name="milestone_list"),
    path("projecten/<slug:slug>/mijlpalen/<int:milestone>/", views.milestone_edit, name="milestone_edit"),
    path("projecten/<slug:slug>/mijlpalen/<int:milestone>/weg/", views.milestone_remove, name="milestone_remove"),
    path("projecten/<slug:slug>/voortgang/", views.progress_edit, name="progress_edit"),
    path("projecten/<slug:slug>/voortgang/<int:number>/", views.progress_detail, name="progress_detail"),
    path("projecten/<slug:slug>/voortgang/<int:number>/besluit/", views.progress_decide, name="progress_decide"),
    path("posters/", views.poster_list, name="poster_list"),
    path("posters/maken/<slug:slug>/", views.poster_make, name="poster_make"),
    path("posters/<int:pk>/", views.poster_detail, name="poster_detail"),
    path("posters/<int:pk>/bestand/", views.poster_file, name="poster_file"),
    path("posters/<int:pk>/voorbeeld/", views.poster_preview, name="poster_preview"),
]
