"""The register's entry in the workbench."""

from django.urls import URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.disclosure import urls


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("requests/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return MenuItem(
        "依申请公开", reverse_lazy("disclosure_register"), name="disclosure", icon_name="mail", order=30
    )


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return MenuItem("收件箱", reverse_lazy("disclosure_inbox"), name="inbox", icon_name="download", order=31)
