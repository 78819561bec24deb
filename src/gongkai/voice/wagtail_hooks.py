"""The entries of response in the workbench."""

from django.urls import URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from gongkai.voice import urls


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("voice/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    entries = [
        MenuItem(
            "市长热线", reverse_lazy("hotline_register"), name="hotline", icon_name="mobile-alt", order=0
        ),
        MenuItem("网站留言", reverse_lazy("voice_messages"), name="messages", icon_name="comment", order=1),
        MenuItem("政务舆情", reverse_lazy("voice_opinions"), name="opinions", icon_name="warning", order=2),
        MenuItem("值班", reverse_lazy("duty_desk"), name="duty", icon_name="time", order=5),
        MenuItem("知识库", reverse_lazy("voice_knowledge"), name="knowledge", icon_name="help", order=8),
        MenuItem("预警和通知", reverse_lazy("warnings_signals"), name="warnings", icon_name="mail", order=6),
    ]
    return SubmenuMenuItem("互动回应", Menu(items=entries), name="voice", icon_name="comment", order=35)
