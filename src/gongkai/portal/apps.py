from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gongkai.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.portal import work

        worklist.register_source(work.open_faults)
        worklist.register_warner(work.warn_of_faults)
