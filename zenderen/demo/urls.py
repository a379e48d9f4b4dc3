"""Addresses of the demo; the views answer 404 where this is not one."""

from django.urls import path

from zenderen.demo import views

app_name = "demo"

urlpatterns = [
    path("post/", views.post_list, name="post_list"),
    path("post/<slug:key>/", views.post_detail, name="post_detail"),
]
