"""Every address of the platform."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("workbench/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
