from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "gongkai.exchange"
    label = "exchange"
    verbose_name = "收发"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.exchange.work import to_be_looked_at

        worklist.register_source(to_be_looked_at)
