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
        from gongkai.disclosure.mail import work as mail_work
        from gongkai.disclosure.models import LetterText, Mail, Remedy, Seal
        from gongkai.disclosure.service_work import unserved
        from gongkai.disclosure.work import waiting_for_help
        from gongkai.ledger import subjects
        from gongkai.units import parameters

        subjects.register("letter_text", LetterText, LetterText.state)
        subjects.register("seal", Seal, Seal.state)
        subjects.register("mail", Mail, Mail.state_proven)
        parameters.register(own.MEANINGS)
        worklist.register_source(waiting_for_help)
        worklist.register_source(unserved)
        worklist.register_source(mail_work.waiting_mail)
        worklist.register_source(mail_work.alarms)
        subjects.register(remedies_moved.SUBJECT, Remedy, remedies_moved.state_of, remedies_moved.moved)
