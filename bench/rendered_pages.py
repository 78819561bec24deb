# ruff: noqa: E402 -- Django must be ready before its parts are imported
"""The same item page as the portal publishes, rendered by Django at each request: what is compared against."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = __name__
application = get_wsgi_application()

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from gongkai.portal import pages
from gongkai.publishing.models import Publication


def item(request, slug):
    items = pages.with_everything(Publication.objects.public())
    found = get_object_or_404(items, index_no=slug.replace("-", "/", 1))
    return HttpResponse(pages.item_page(found))


urlpatterns = [path("item/<slug:slug>.html", item)]
