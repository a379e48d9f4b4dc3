"""Addresses of agreements."""

from django.urls import path

from agreements import views

app_name = "agreements"

urlpatterns = [
    path("", views.agreement_list, name="agreement_list"),
    path("nieuw/", views.agreement_add, name="agreement_add"),
    path("van/<slug:slug>/", views.organisation_panel, name="organisation_panel"),
    path("<int:pk>/", views.agreement_detail, name="agreement_detail"),
    path("<int:pk>/wijzigen/", views.agreement_edit, name="agreement_edit"),
    path("<int:pk>/artikelen/nieuw/", views.article_add, name="article_add"),
    path("<int:pk>/artikelen/<int:article>/", views.article_edit, name="article_edit"),
    path("<int:pk>/artikelen/<int:article>/verplaatsen/", views.article_move, name="article_move"),
    path("<int:pk>/artikelen/<int:article>/weg/", views.article_remove, name="article_remove"),
    path("<int:pk>/partijen/nieuw/", views.party_add, name="party_add"),
    path("<int:pk>/partijen/<int:party>/", views.party_edit, name="party_edit"),
    path("<int:pk>/partijen/<int:party>/weg/", views.party_remove, name="party_remove"),
    path("<int:pk>/openen/", views.agreement_open, name="agreement_open"),
    path("<int:pk>/ondertekenen/", views.agreement_sign, name="agreement_sign"),
    path("<int:pk>/afwijzen/", views.agreement_decline, name="agreement_decline"),
    path("<int:pk>/intrekken/", views.agreement_withdraw, name="agreement_withdraw"),
    path("<int:pk>/pdf/", views.agreement_pdf, name="agreement_pdf"),
]
