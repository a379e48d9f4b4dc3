"""Addresses of agreements."""

from django.urls import path

from agreements.views import consultation, drafting, events, evidence, lists, signing

app_name = "agreements"

urlpatterns = [
    path("", lists.agreement_list, name="agreement_list"),
    path("nieuw/", drafting.agreement_add, name="agreement_add"),
    path("voorbeeld/", drafting.text_preview, name="text_preview"),
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
    path("<int:pk>/bijlagen/nieuw/", drafting.annex_add, name="annex_add"),
    path("<int:pk>/bijlagen/<int:annex>/", drafting.annex_file, name="annex_file"),
    path("<int:pk>/bijlagen/<int:annex>/weg/", drafting.annex_remove, name="annex_remove"),
    path("<int:pk>/betrokkenen/", drafting.participant_list, name="participant_list"),
    path("<int:pk>/betrokkenen/<int:participant>/weg/", drafting.participant_remove, name="participant_remove"),
    path("<int:pk>/nieuwe-versie/", drafting.version_new, name="version_new"),
    path("<int:pk>/versies/", consultation.version_list, name="version_list"),
    path("<int:pk>/versies/<int:number>/", consultation.version_detail, name="version_detail"),
    path("<int:pk>/versies/<int:old>/<int:new>/", consultation.version_compare, name="version_compare"),
    path("<int:pk>/versies/<int:number>/concept/", drafting.concept, name="concept"),
    path("<int:pk>/versies/<int:number>/concept/pdf/", drafting.concept_file, name="concept_file"),
    # consultation
    path("<int:pk>/consultatie/", consultation.consultation_start, name="consultation_start"),
    path("<int:pk>/consultatie/sluiten/", consultation.consultation_close, name="consultation_close"),
    path("<int:pk>/versies/<int:number>/consultatie/", consultation.consultation, name="consultation"),
    path("<int:pk>/opmerkingen/<int:comment>/", consultation.comment_answer, name="comment_answer"),
    path("<int:pk>/adviezen/<int:advice>/", consultation.advice_give, name="advice_give"),
    path("<int:pk>/adviezen/<int:advice>/antwoord/", consultation.advice_respond, name="advice_respond"),
    # signing
    path("<int:pk>/openen/", signing.agreement_open, name="agreement_open"),
    path("<int:pk>/ondertekenen/", signing.agreement_sign, name="agreement_sign"),
    path("<int:pk>/afwijzen/", signing.agreement_decline, name="agreement_decline"),
    path("<int:pk>/intrekken/", signing.agreement_withdraw, name="agreement_withdraw"),
    # powers of attorney, paper, events
    path("<int:pk>/bijeenkomst/", events.event_plan, name="event_plan"),
    path("<int:pk>/bijeenkomst/afzeggen/", events.event_cancel, name="event_cancel"),
    path("<int:pk>/bijeenkomst.ics", events.event_calendar, name="event_calendar"),
    path("<int:pk>/scherm/", events.screen, name="screen"),
    path("<int:pk>/scherm/<slug:sheet>.png", events.screen_picture, name="screen_picture"),
    # documents and evidence
    path("<int:pk>/pdf/", signing.agreement_pdf, name="agreement_pdf"),
    path("<int:pk>/versies/<int:number>/pdf/", signing.version_pdf, name="version_pdf"),
    path("<int:pk>/bewijs/", evidence.evidence_detail, name="evidence"),
    path("<int:pk>/bewijs/bestand/", evidence.evidence_download, name="evidence_download"),
    # afterwards
]
