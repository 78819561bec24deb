from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gongkai.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from gongkai.cases import notices
        from gongkai.cases.models import Case, Notice
        from gongkai.cases.state import all_cases, state_of
        from gongkai.ledger import subjects

        subjects.register("case", Case, state_of, all_cases)
        subjects.register("notice", Notice, notices.state_of)
