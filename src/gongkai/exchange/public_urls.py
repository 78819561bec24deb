"""What providers and weather stations call."""

from django.urls import path

from gongkai.exchange import callbacks

urlpatterns = [
    path("warnings/", callbacks.take_in_signal, name="exchange_signal"),
    path("channels/wechat/", callbacks.wechat_event, name="exchange_wechat"),
    path("channels/<slug:channel>/", callbacks.receipts, name="exchange_receipts"),
]
