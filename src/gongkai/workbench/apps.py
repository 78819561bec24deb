from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "gongkai.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.workbench.leave import work as leave

        worklist.register_source(leave.requests_waiting)
        worklist.register_warner(leave.who_is_away)
