from django.urls import include, path

urlpatterns = [
    path("hotline/", include("gongkai.voice.hotline.urls")),
    path("messages/", include("gongkai.voice.messages.urls")),
    path("opinions/", include("gongkai.voice.opinion.urls")),
    path("duty/", include("gongkai.voice.duty.urls")),
    path("warnings/", include("gongkai.voice.warnings.urls")),
    path("knowledge/", include("gongkai.voice.knowledge.urls")),
]
