"""Addresses of agreements."""

from django.urls import path

from agreements.views import drafting, lists, signing

app_name = "agreements"

urlpatterns = [
    path("", lists.agreement_list, name="agreement_list"),
    path("nieuw/", drafting.agreement_add, name="agreement_add"),
    path("van/<slug:slug>/", lists.organisation_panel, name="organisation_panel"),
    path("<int:pk>/", signing.agreement_detail, name="agreement_detail"),
    # drafting
    path("<int:pk>/wijzigen/", drafting.agreement_edit, name="agreement_edit"),
    path("<int:pk>/looptijd/", drafting.agreement_terms, name="agreement_terms"),
    path("<int:pk>/artikelen/nieuw/", drafting.article_add, name="article_add"),
    path("<int:pk>/artikelen/<int:article>/", drafting.article_edit, name="article_edit"),
    path("<int:pk>/artikelen/<int:article>/verplaatsen/", drafting.article_move, name="article_move"),
    path("<int:pk>/artikelen/<int:article>/weg/", drafting.article_remove, name="article_remove"),
    path("<int:pk>/partijen/nieuw/", drafting.party_add, name="party_add"),
    path("<int:pk>/partijen/<int:party>/", drafting.party_edit, name="party_edit"),
    path("<int:pk>/partijen/<int:party>/weg/", drafting.party_remove, name="party_remove"),
    # consultation
    # signing
    path("<int:pk>/openen/", signing.agreement_open, name="agreement_open"),
    path("<int:pk>/ondertekenen/", signing.agreement_sign, name="agreement_sign"),
    path("<int:pk>/afwijzen/", signing.agreement_decline, name="agreement_decline"),
    path("<int:pk>/intrekken/", signing.agreement_withdraw, name="agreement_withdraw"),
    # powers of attorney, paper, events
    # documents and evidence
    path("<int:pk>/pdf/", signing.agreement_pdf, name="agreement_pdf"),
    path("<int:pk>/versies/<int:number>/pdf/", signing.version_pdf, name="version_pdf"),
    # afterwards
]
