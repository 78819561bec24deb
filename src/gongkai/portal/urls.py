from django.urls import path

from gongkai.portal import calculator, citizens, record_views, request_views, track_views, views, voice_views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("comment/<slug:slug>/", views.comment, name="comment"),
    path("search/suggest", views.suggest, name="search_suggest"),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("apply/", request_views.apply, name="apply"),
    path("apply/receipt/<str:token>/", request_views.receipt, name="apply_receipt"),
    path("voice/new/", voice_views.write, name="voice_write"),
    path("voice/receipt/<str:token>/", voice_views.receipt, name="voice_receipt"),
    path("apply/record/", record_views.correct_record, name="apply_record"),
    path("apply/record/receipt/<str:token>/", record_views.receipt, name="apply_record_receipt"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("calculator.json", calculator.calculator_json, name="calculator_json"),
    path("track/", track_views.track, name="track"),
    path("track/case/", track_views.case_page, name="track_case"),
    path("track/case/do/<slug:action>/", track_views.act, name="track_act"),
    path("track/case/letters/<int:pk>.<slug:form>", track_views.letter, name="track_letter"),
    path("track/leave/", track_views.leave, name="track_leave"),
    path("my/", citizens.mine, name="my_cases"),
    path("my/sign-in/", citizens.sign_in, name="my_sign_in"),
    path("my/callback/", citizens.callback, name="my_callback"),
    path("my/sign-out/", citizens.sign_out, name="my_sign_out"),
    path("my/add/", citizens.add, name="my_add"),
    path("my/<int:pk>/", citizens.open_case, name="my_case"),
]
