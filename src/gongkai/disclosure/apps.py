from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongkai.disclosure"
    label = "disclosure"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from gongkai.disclosure import procedure, service_work  # noqa: F401 -- they register themselves
        from gongkai.disclosure.models import LetterText, Remedy, Seal
        from gongkai.ledger import subjects

        subjects.register("letter_text", LetterText, LetterText.state)
        subjects.register("seal", Seal, Seal.state)
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
