from django.urls import path

from gongkai.voice.messages import postbox_views, views

urlpatterns = [
    path("", views.message_list, name="voice_messages"),
    path("figures/", views.figures, name="voice_message_figures"),
    path("postboxes/", postbox_views.postboxes, name="voice_postboxes"),
    path("postboxes/new/", postbox_views.postbox, name="voice_new_postbox"),
    path("postboxes/<slug:code>/", postbox_views.postbox, name="voice_postbox"),
    path("<int:pk>/", views.message, name="voice_message"),
    path("<int:pk>/do/<slug:action>/", views.act, name="voice_message_act"),
    path("<int:pk>/files/<int:file>/", views.attachment, name="voice_message_file"),
]
