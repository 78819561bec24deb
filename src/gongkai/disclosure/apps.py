from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongkai.disclosure"
    label = "disclosure"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        # The procedures and the work list's source register themselves.
        from gongkai.cases import worklist
        from gongkai.disclosure import (  # noqa: F401
            correction_procedure,
            procedure,
            remedies_moved,
            remedy_procedures,
            remedy_work,
        )
        from gongkai.disclosure import parameters as own
        from gongkai.disclosure.models import Remedy
        from gongkai.disclosure.work import waiting_for_help
        from gongkai.ledger import subjects
        from gongkai.units import parameters

        parameters.register(own.MEANINGS)
        worklist.register_source(waiting_for_help)
        subjects.register(remedies_moved.SUBJECT, Remedy, remedies_moved.state_of, remedies_moved.moved)
