from django.urls import path

from gongkai.portal import request_views, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("comment/<slug:slug>/", views.comment, name="comment"),
    path("search/suggest", views.suggest, name="search_suggest"),
    path("policy/find/", views.policies, name="policy_find"),
    path("jump/", views.jump, name="list_jump"),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("apply/", request_views.apply, name="apply"),
    path("apply/receipt/<str:token>/", request_views.receipt, name="apply_receipt"),
    path("track/", request_views.track, name="track"),
    path("track/letter/<str:token>.<slug:form>", request_views.letter, name="track_letter"),
]
