from django.urls import path

from gongkai.portal import record_views, request_views, survey_views, views, voice_views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("comment/<slug:slug>/", views.comment, name="comment"),
    path("survey/<slug:slug>/", survey_views.survey, name="survey"),
    path("search/suggest", views.suggest, name="search_suggest"),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("apply/", request_views.apply, name="apply"),
    path("apply/receipt/<str:token>/", request_views.receipt, name="apply_receipt"),
    path("voice/new/", voice_views.write, name="voice_write"),
    path("voice/receipt/<str:token>/", voice_views.receipt, name="voice_receipt"),
    path("apply/record/", record_views.correct_record, name="apply_record"),
    path("apply/record/receipt/<str:token>/", record_views.receipt, name="apply_record_receipt"),
    path("track/", request_views.track, name="track"),
    path("track/letter/<str:token>.<slug:form>", request_views.letter, name="track_letter"),
]
