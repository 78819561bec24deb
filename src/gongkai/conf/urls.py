"""Every address of the platform."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from gongkai.exchange import city
from gongkai.exchange import public_urls as exchange
from gongkai.exchange.opinion import urls as opinion
from gongkai.portal import urls as portal
from gongkai.workbench import views as workbench

urlpatterns = [
    path("workbench/", workbench.home),
    path("workbench/", include(wagtailadmin_urls)),
    path("hooks/", include(opinion)),
    path("api/v1/", include(exchange)),
    path("api/hotline/city/", city.receive, name="exchange_city"),
    path("", include(portal)),
]
handler404 = "gongkai.portal.views.not_found"
