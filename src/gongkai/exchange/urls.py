from django.urls import path

from gongkai.exchange import views

urlpatterns = [
    path("notices/", views.notices, name="exchange_notices"),
    path("notices/<int:pk>/", views.notice, name="exchange_notice"),
    path("channels/", views.channels, name="exchange_channels"),
    path("simulated/", views.simulated, name="exchange_simulated"),
]
