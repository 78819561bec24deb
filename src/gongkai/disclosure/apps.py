from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongkai.disclosure"
    label = "disclosure"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from gongkai.disclosure import log_work, procedure  # noqa: F401 -- register themselves
        from gongkai.disclosure.models import LogEntry, Remedy
        from gongkai.ledger import subjects

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
        subjects.register(
            "log",
            LogEntry,
            lambda entry: {
                "case": entry.case_id,
                "state": entry.state,
                "said": [entry.subject, entry.answer, entry.file_sha256, entry.working_days],
                "by": [entry.proposed_by, entry.released_by, entry.taken_by, entry.taken_reason],
            },
        )
