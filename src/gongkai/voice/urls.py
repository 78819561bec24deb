from django.urls import include, path

from gongkai.voice.views import desk

urlpatterns = [
    path("messages/", desk.message_list, name="voice_messages"),
    path("messages/<int:pk>/", desk.message, name="voice_message"),
    path("opinions/", include("gongkai.voice.opinion.urls")),
    path("<slug:key>/<int:pk>/do/<slug:action>/", desk.act, name="voice_act"),
]
