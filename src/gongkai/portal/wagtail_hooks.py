"""The preview of public pages in the workbench."""

from django.urls import URLPattern, path
from wagtail import hooks

from gongkai.portal import desk


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("publishing/<int:pk>/preview/", desk.preview, name="publication_preview"),
        path("publishing/<int:pk>/preview/page/", desk.preview_page, name="publication_preview_page"),
        path(
            "publishing/<int:pk>/preview/files/<str:name>", desk.preview_file, name="publication_preview_file"
        ),
    ]
