from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongkai.disclosure"
    label = "disclosure"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.disclosure import procedure  # noqa: F401 -- registers itself
        from gongkai.disclosure.mail import work
        from gongkai.disclosure.models import Mail, Remedy
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
            "mail",
            Mail,
            lambda mail: {
                "mailbox": mail.mailbox_id,
                "unit": mail.unit_id,
                "message": [mail.key, mail.message_id, mail.sha256, mail.size],
                "arrived_at": round(mail.arrived_at.timestamp()),
                "sender": mail.sender_key,
                "state": mail.state,
                "case": mail.case_id,
                "reason": mail.reason,
            },
        )
        worklist.register_source(work.waiting_mail)
        worklist.register_source(work.alarms)
