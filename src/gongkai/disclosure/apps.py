from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongkai.disclosure"
    label = "disclosure"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.disclosure import (
            parameters as own,
        )
        from gongkai.disclosure import (
            procedure,  # noqa: F401 -- registers itself
        )
        from gongkai.disclosure.models import Remedy
        from gongkai.disclosure.work import waiting_for_help
        from gongkai.ledger import subjects
        from gongkai.units import parameters

        parameters.register(own.MEANINGS)
        worklist.register_source(waiting_for_help)
        subjects.register(
            "remedy",
            Remedy,
            lambda remedy: {
                "case": remedy.case_id,
                "kind": remedy.kind,
                "body": remedy.body,
                "number": remedy.number,
                "accepted_on": str(remedy.accepted_on),
                "result": remedy.result,
                "decision": remedy.decision,
                "decided_on": str(remedy.decided_on),
            },
        )
