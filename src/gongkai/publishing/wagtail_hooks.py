"""The desk's entry in the workbench."""

from django.urls import URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.publishing import urls


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("publishing/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return MenuItem(
        "信息公开", reverse_lazy("publishing_list"), name="publishing", icon_name="doc-full", order=20
    )
