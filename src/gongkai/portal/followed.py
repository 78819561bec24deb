"""What the page of a followed case shows where it is no disclosure request: a record correction, a message, a ticket."""

from typing import Any

from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case
from gongkai.law.letters import KINDS, To
from gongkai.law.record_corrections import RESULT_LABELS
from gongkai.voice.hotline.models import Ticket
from gongkai.voice.models import Message


def context_of(case: Case) -> dict[str, Any]:
    """Return stage, course, letters and answer in the words meant for who wrote."""
    procedure = procedures.get(case.procedure)
    message = Message.objects.filter(case=case).first()
    ticket = Ticket.objects.filter(case=case).first()
    return {
        "case": case,
        "stage": procedure.stage(case.stage).public_label,
        "result": RESULT_LABELS.get(case.outcome, "") if case.closed_on else "",
        # A record correction has no statutory period to tell, only a target of the office.
        "due": case.due_on if (message or ticket) and not case.closed_on else None,
        "no_period": not message and not ticket and not case.closed_on,
        "steps": [
            (event.happened_on, text)
            for event in case.events.order_by("seq")
            if (text := procedure.action(event.action).public)
        ],
        "letters": letters_of(case),
        "answer": _answer(message, ticket) if case.closed_on else "",
    }


def _answer(message: Message | None, ticket: Ticket | None) -> str:
    """Return what who wrote or called was answered, or which channel was named instead."""
    if message is not None:
        return message.answer
    return (ticket.reply or ticket.told_channel) if ticket is not None else ""


def letters_of(case: Case) -> list[Any]:
    """Return the letters sent to who wrote."""
    return [
        letter
        for letter in case.letters.all()
        if letter.template in KINDS and KINDS[letter.template].to is To.APPLICANT and letter.sent_on
    ]
