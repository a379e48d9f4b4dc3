"""Addresses of projects and posters."""

from django.urls import path

from projects.views import bottlenecks, lists, milestones, partners, posters, progress, projects, requests

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
    path("knelpunten/", bottlenecks.bottleneck_list, name="bottleneck_list"),
    path("knelpunten/export/", bottlenecks.bottleneck_export, name="bottleneck_export"),
    path("knelpunten/melden/", bottlenecks.bottleneck_report, name="bottleneck_report"),
    path("knelpunten/<int:pk>/", bottlenecks.bottleneck_detail, name="bottleneck_detail"),
    path("knelpunten/<int:pk>/bewerken/", bottlenecks.bottleneck_edit, name="bottleneck_edit"),
    path("knelpunten/<int:pk>/stap/", bottlenecks.bottleneck_move, name="bottleneck_move"),
    path("regelruimte/", requests.request_list, name="request_list"),
    path("regelruimte/export/", requests.request_export, name="request_export"),
    path("regelruimte/nieuw/", requests.request_add, name="request_add"),
    path("regelruimte/<int:pk>/", requests.request_detail, name="request_detail"),
    path("regelruimte/<int:pk>/bewerken/", requests.request_edit, name="request_edit"),
    path("posters/", posters.poster_list, name="poster_list"),
    path("posters/maken/<slug:slug>/", posters.poster_make, name="poster_make"),
    path("posters/<int:pk>/", posters.poster_detail, name="poster_detail"),
    path("posters/<int:pk>/bestand/", posters.poster_file, name="poster_file"),
    path("posters/<int:pk>/voorbeeld/", posters.poster_preview, name="poster_preview"),
]
