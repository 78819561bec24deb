"""The public site in the workbench: preview of pages, the search's dictionary, faults."""

from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.portal import desk, office


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("publishing/<int:pk>/preview/", desk.preview, name="publication_preview"),
        path("publishing/<int:pk>/preview/page/", desk.preview_page, name="publication_preview_page"),
        path(
            "publishing/<int:pk>/preview/files/<str:name>", desk.preview_file, name="publication_preview_file"
        ),
        path("reports/<int:pk>/preview/", desk.report_preview, name="report_preview"),
        path("reports/<int:pk>/preview/page/", desk.report_preview_page, name="report_preview_page"),
        path("site/words/", office.words, name="search_words"),
        path("site/faults/", office.site_faults, name="site_faults"),
    ]


@hooks.register("register_admin_menu_item")
def words_item() -> MenuItem:
    return MenuItem(
        "检索词典", reverse_lazy("search_words"), name="search-words", icon_name="search", order=80
    )
