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
    items = Publication.objects.public().select_related("unit", "owner_unit", "column", "interprets")
    found = get_object_or_404(items, index_no=slug.replace("-", "/", 1))
    context = {
        "item": found,
        "files": found.files.all(),
        "documents": [found.interprets] if found.interprets_id else [],
        "interpretations": found.interpretations.public(),
    }
    return HttpResponse(pages.render("item.html", context))


urlpatterns = [path("item/<slug:slug>.html", item)]
