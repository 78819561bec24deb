from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "gongkai.units"
    label = "units"
    verbose_name = "单位"

    def ready(self) -> None:
        from gongkai.units import leave

        leave.register()
