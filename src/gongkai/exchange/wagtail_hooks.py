"""The delivery log's entry in the workbench."""

from django.urls import URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.exchange import urls


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("exchange/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return MenuItem(
        "发送记录", reverse_lazy("exchange_notices"), name="notices", icon_name="upload", order=32
    )
