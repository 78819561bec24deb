from django.urls import path

from gongkai.exchange.opinion import webhook

urlpatterns = [path("opinion/<slug:key>/", webhook.receive, name="opinion_webhook")]
