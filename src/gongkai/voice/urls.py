from django.urls import include, path

from gongkai.voice.views import desk

urlpatterns = [
    path("hotline/", include("gongkai.voice.hotline.urls")),
    path("messages/", desk.message_list, name="voice_messages"),
    path("messages/<int:pk>/", desk.message, name="voice_message"),
    path("opinions/", desk.opinion_list, name="voice_opinions"),
    path("opinions/new/", desk.enter_opinion, name="voice_enter_opinion"),
    path("opinions/<int:pk>/", desk.opinion, name="voice_opinion"),
    path("<slug:key>/<int:pk>/do/<slug:action>/", desk.act, name="voice_act"),
]
