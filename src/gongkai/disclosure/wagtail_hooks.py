"""The register's entry in the workbench."""

from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.disclosure import urls


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("requests/", include(urls))]


@hooks.register("register_admin_menu_item")
def letters_item() -> MenuItem:
    return MenuItem("文书模板", reverse_lazy("letter_texts"), name="letter_texts", icon_name="edit", order=31)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return MenuItem(
        "依申请公开", reverse_lazy("disclosure_register"), name="disclosure", icon_name="mail", order=30
    )


@hooks.register("insert_global_admin_css")
def own_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("disclosure/office.css"))


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return MenuItem("收件箱", reverse_lazy("disclosure_inbox"), name="inbox", icon_name="download", order=31)
