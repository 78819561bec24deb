"""Data reporting's entry in the workbench."""

from django.urls import URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.reporting import urls


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("reports/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return MenuItem(
        "数据报送", reverse_lazy("reporting_overview"), name="reporting", icon_name="table", order=40
    )
