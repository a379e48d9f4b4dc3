"""Addresses of projects and posters."""

from django.urls import path

from projects.views import lists, milestones, partners, posters, progress, projects

app_name = "projects"

urlpatterns = [
    path("projecten/", lists.project_list, name="project_list"),
    path("projecten/export/", lists.project_export, name="project_export"),
    path("projecten/nieuw/", projects.project_add, name="project_add"),
    path("projecten/<slug:slug>/", projects.project_detail, name="project_detail"),
    path("projecten/<slug:slug>/bewerken/", projects.project_edit, name="project_edit"),
    path("projecten/<slug:slug>/fase/", projects.project_move, name="project_move"),
    path("projecten/<slug:slug>/partners/", partners.partner_list, name="partner_list"),
    path("projecten/<slug:slug>/partners/<int:part>/", partners.partner_edit, name="partner_edit"),
    path("projecten/<slug:slug>/partners/<int:part>/weg/", partners.partner_remove, name="partner_remove"),
    path("projecten/<slug:slug>/mijlpalen/", milestones.milestone_list, name="milestone_list"),
    path("projecten/<slug:slug>/mijlpalen/<int:milestone>/", milestones.milestone_edit, name="milestone_edit"),
    path("projecten/<slug:slug>/mijlpalen/<int:milestone>/weg/", milestones.milestone_remove, name="milestone_remove"),
    path("projecten/<slug:slug>/voortgang/", progress.progress_edit, name="progress_edit"),
    path("projecten/<slug:slug>/voortgang/<int:number>/", progress.progress_detail, name="progress_detail"),
    path("projecten/<slug:slug>/voortgang/<int:number>/besluit/", progress.progress_decide, name="progress_decide"),
    path("posters/", posters.poster_list, name="poster_list"),
    path("posters/maken/<slug:slug>/", posters.poster_make, name="poster_make"),
    path("posters/<int:pk>/", posters.poster_detail, name="poster_detail"),
    path("posters/<int:pk>/bestand/", posters.poster_file, name="poster_file"),
    path("posters/<int:pk>/voorbeeld/", posters.poster_preview, name="poster_preview"),
]
