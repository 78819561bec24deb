"""The Wagtail shell as the district's workbench: own menu, own search, own colours."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.search import SearchArea

from gongkai.workbench import conversion, redirection, response, upkeep, views
from gongkai.workbench.leave import urls as leave_urls

# Wagtail's own entries that have no work behind them here: review, reports and users are the platform's own.
HIDDEN_FROM_MENU = {"reports", "help", "documents", "images", "settings", "snippets", "explorer"}


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [
        path("find/", views.find, name="workbench_find"),
        path("requests/<int:pk>/convert/", conversion.convert, name="workbench_convert"),
        path(
            "messages/<int:pk>/to-request/",
            redirection.message_to_request,
            name="workbench_message_to_request",
        ),
        path(
            "tickets/<int:pk>/to-request/",
            redirection.ticket_to_request,
            name="workbench_ticket_to_request",
        ),
        path("opinions/<int:pk>/texts/<int:text>/publish/", response.respond, name="workbench_respond"),
        path("parameters/", upkeep.parameter_values, name="workbench_parameters"),
        path("calendar/", upkeep.calendar, name="workbench_calendar"),
        path("leave/", include(leave_urls)),
    ]


@hooks.register("register_admin_menu_item")
def home_item() -> MenuItem:
    return MenuItem("待办", reverse_lazy("wagtailadmin_home"), name="worklist", icon_name="tasks", order=10)


@hooks.register("register_admin_menu_item")
def leave_item() -> MenuItem:
    return MenuItem("请假与代理", reverse_lazy("leave_index"), name="leave", icon_name="user", order=80)


@hooks.register("register_admin_menu_item")
def rules_item() -> MenuItem:
    entries = [
        MenuItem("工作日历", reverse_lazy("workbench_calendar"), name="calendar", icon_name="date"),
        MenuItem("参数", reverse_lazy("workbench_parameters"), name="parameters", icon_name="cog"),
    ]
    return SubmenuMenuItem("规则", Menu(items=entries), name="rules", icon_name="cogs", order=90)


@hooks.register("construct_main_menu")
def only_what_people_use(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_FROM_MENU]


class EverythingSearch(SearchArea):
    def is_shown(self, request: HttpRequest) -> bool:
        return True


@hooks.register("register_admin_search_area")
def search_area() -> SearchArea:
    return EverythingSearch(
        "办件与信息", reverse("workbench_find"), name="everything", icon_name="search", order=1
    )


@hooks.register("insert_global_admin_js")
def sent_once() -> SafeString:
    return format_html('<script src="{}"></script>', static("workbench/once.js"))


@hooks.register("insert_global_admin_css")
def own_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("workbench/workbench.css"))
