from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongkai.disclosure"
    label = "disclosure"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        # The procedures and the work list's source register themselves.
        from gongkai.disclosure import (  # noqa: F401
            correction_procedure,
            procedure,
            remedies_moved,
            remedy_procedures,
            remedy_work,
        )
        from gongkai.disclosure.models import Remedy
        from gongkai.ledger import subjects

        subjects.register(remedies_moved.SUBJECT, Remedy, remedies_moved.state_of, remedies_moved.moved)
