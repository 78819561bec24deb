"""What the page of a followed case shows where it is no disclosure request: a record correction, a message."""

from typing import Any

from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case
from gongkai.law.letters import KINDS, To
from gongkai.law.record_corrections import RESULT_LABELS
from gongkai.voice.models import Message


def context_of(case: Case) -> dict[str, Any]:
    """Return stage, course, letters and answer in the words meant for who wrote."""
    procedure = procedures.get(case.procedure)
    message = Message.objects.filter(case=case).first()
    return {
        "case": case,
        "stage": procedure.stage(case.stage).public_label,
        "result": RESULT_LABELS.get(case.outcome, "") if case.closed_on else "",
        # A record correction has no statutory period to tell, only a target of the office.
        "due": case.due_on if message and not case.closed_on else None,
        "no_period": not message and not case.closed_on,
        "steps": [
            (event.happened_on, text)
            for event in case.events.order_by("seq")
            if (text := procedure.action(event.action).public)
        ],
        "letters": letters_of(case),
        "answer": message.answer if message and case.closed_on else "",
    }


def letters_of(case: Case) -> list[Any]:
    """Return the letters sent to who wrote."""
    return [
        letter
        for letter in case.letters.all()
        if letter.template in KINDS and KINDS[letter.template].to is To.APPLICANT and letter.sent_on
    ]
