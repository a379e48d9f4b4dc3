"""Addresses of projects and posters."""

from django.urls import path

from projects.views import bottlenecks, lists, milestones, partners, posters, progress, projects, requests, rounds, studio

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
    path("posters/maken/", studio.poster_studio, name="poster_studio"),
    path("posters/maken/thema/<slug:slug>/", studio.poster_make, name="poster_make"),
    path("posters/maken/project/<slug:slug>/", studio.project_poster, name="project_poster"),
    path("posters/maken/partner/<slug:slug>/", studio.partner_poster, name="partner_poster"),
    path("posters/maken/netwerk/", studio.network_poster, name="network_poster"),
    path("posters/maken/set/", studio.posterset_make, name="posterset_make"),
    path("posters/sets/<int:pk>/", posters.posterset_detail, name="posterset_detail"),
    path("posters/sets/<int:pk>/maken/", posters.posterset_order, name="posterset_order"),
    path("posters/sets/<int:pk>/zip/", posters.posterset_archive, name="posterset_archive"),
    path("posters/sets/<int:pk>/pdf/", posters.posterset_joined, name="posterset_joined"),
    path("posters/<int:pk>/", posters.poster_detail, name="poster_detail"),
    path("posters/<int:pk>/maken/", posters.poster_order, name="poster_order"),
    path("posters/<int:pk>/bestand/", posters.poster_file, name="poster_file"),
    path("posters/<int:pk>/voorbeeld/", posters.poster_preview, name="poster_preview"),
    path("posters/<slug:slug>/", posters.poster_wall, name="poster_wall"),
    path("posters/<slug:slug>/paneel/", posters.conference_panel, name="conference_panel"),
]
