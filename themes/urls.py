"""Addresses of the themes and of what their steering groups do."""

from django.urls import path

from themes.views import decisions, meetings, themes, vision

app_name = "themes"

urlpatterns = [
    path("themas/", themes.theme_list, name="theme_list"),
    path("themas/nieuw/", themes.theme_add, name="theme_add"),
    path("themas/<slug:slug>/", themes.theme_detail, name="theme_detail"),
    path("themas/<slug:slug>/bewerken/", themes.theme_edit, name="theme_edit"),
    path("uitdagingen/", vision.challenge_list, name="challenge_list"),
    path("beheer/visie/", vision.vision_edit, name="vision_edit"),
    path("beheer/visie/<slug:kind>/nieuw/", vision.part_add, name="part_add"),
    path("beheer/visie/<slug:kind>/<int:pk>/", vision.part_edit, name="part_edit"),
    path("beheer/visie/<slug:kind>/<int:pk>/weg/", vision.part_remove, name="part_remove"),
    path("vergaderingen/", meetings.meeting_list, name="meeting_list"),
    path("vergaderingen/agenda.ics", meetings.meeting_calendars, name="meeting_calendars"),
    path("vergaderingen/nieuw/", meetings.meeting_add, name="meeting_add"),
    path("vergaderingen/voorbeeld/", meetings.text_preview, name="text_preview"),
    path("vergaderingen/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("vergaderingen/<int:pk>/bewerken/", meetings.meeting_edit, name="meeting_edit"),
    path("vergaderingen/<int:pk>/uitnodigen/", meetings.meeting_invite, name="meeting_invite"),
    path("vergaderingen/<int:pk>/afzeggen/", meetings.meeting_cancel, name="meeting_cancel"),
    path("vergaderingen/<int:pk>/gehouden/", meetings.meeting_hold, name="meeting_hold"),
    path("vergaderingen/<int:pk>/kalender/", meetings.meeting_calendar, name="meeting_calendar"),
    path("vergaderingen/<int:pk>/punten/nieuw/", meetings.item_add, name="item_add"),
    path("vergaderingen/<int:pk>/punten/<int:item>/", meetings.item_edit, name="item_edit"),
    path("vergaderingen/<int:pk>/punten/<int:item>/verplaatsen/", meetings.item_move, name="item_move"),
    path("vergaderingen/<int:pk>/punten/<int:item>/verwijderen/", meetings.item_remove, name="item_remove"),
    path("vergaderingen/<int:pk>/punten/<int:item>/stuk/", meetings.paper_add, name="paper_add"),
    path("vergaderingen/<int:pk>/stukken/<int:paper>/", meetings.paper_file, name="paper_file"),
    path("vergaderingen/<int:pk>/stukken/<int:paper>/verwijderen/", meetings.paper_remove, name="paper_remove"),
    path("vergaderingen/<int:pk>/aanwezig/", meetings.attendance_edit, name="attendance_edit"),
    path("vergaderingen/<int:pk>/verslag/", meetings.minutes_edit, name="minutes_edit"),
    path("vergaderingen/<int:pk>/verslag/vaststellen/", meetings.minutes_adopt, name="minutes_adopt"),
    path("vergaderingen/<int:pk>/besluiten/nieuw/", meetings.decision_add, name="decision_add"),
    path("vergaderingen/<int:pk>/besluiten/<int:decision>/", meetings.decision_edit, name="decision_edit"),
    path(
        "vergaderingen/<int:pk>/besluiten/<int:decision>/verwijderen/",
        meetings.decision_remove,
        name="decision_remove",
    ),
    path("vergaderingen/<int:pk>/acties/nieuw/", meetings.point_add, name="point_add"),
    path("vergaderingen/<int:pk>/acties/<int:point>/verwijderen/", meetings.point_remove, name="point_remove"),
    path("vergaderingen/<int:pk>/bundel/", meetings.bundle_make, name="bundle_make"),
    path("vergaderingen/<int:pk>/bundel/<int:bundle>/", meetings.bundle_file, name="bundle_file"),
    path("besluiten/", decisions.decision_list, name="decision_list"),
    path("besluiten/export/", decisions.decision_export, name="decision_export"),
    path("besluiten/<int:pk>/", decisions.decision_detail, name="decision_detail"),
]
