"""What the page of a followed case shows where it is no disclosure request: a record correction, a message, a ticket."""

from typing import Any

from gongkai.cases import procedure as procedures
from gongkai.cases.models import Case, CaseEvent
from gongkai.law.hotline import GROUNDS
from gongkai.law.letters import KINDS, To
from gongkai.law.record_corrections import RESULT_LABELS
from gongkai.voice.hotline.models import Ticket
from gongkai.voice.hotline.procedure import HOTLINE, MERGED
from gongkai.voice.messages.actions.afterwards import RATINGS
from gongkai.voice.messages.forms import RateForm
from gongkai.voice.messages.models import Message
from gongkai.voice.messages.procedure import ANSWERED, MESSAGE, OUTCOME_LABELS, REDIRECTED, REFERRED

# Acts on a message whose note is written for who wrote it.
TOLD = ("extend",)
# What the stage alone does not say of a closed message.
ELSEWHERE = {outcome: OUTCOME_LABELS[outcome] for outcome in (REFERRED, REDIRECTED)}


def context_of(case: Case) -> dict[str, Any]:
    """Return stage, course, letters and answer in the words meant for who wrote."""
    procedure = procedures.get(case.procedure)
    message = Message.objects.select_related("case__parent__message").filter(case=case).first()
    ticket = Ticket.objects.select_related("case__parent").filter(case=case).first()
    return {
        "case": case,
        "stage": procedure.stage(case.stage).public_label,
        "result": (ELSEWHERE if message else RESULT_LABELS).get(case.outcome, "") if case.closed_on else "",
        # A record correction has no statutory period to tell, only a target of the office.
        "due": case.due_on if (message or ticket) and not case.closed_on else None,
        "no_period": not message and not ticket and not case.closed_on,
        "steps": [
            (event.happened_on, text)
            for event in case.events.order_by("seq")
            if (text := _said(event, procedure.action(event.action).public))
        ],
        "letters": letters_of(case),
        **(_of_message(message) if message else {}),
        **(_of_ticket(ticket) if ticket else {}),
    }


def _of_message(message: Message) -> dict[str, Any]:
    """Return the answer, which may be that of the message this one was merged into, and the rating it may get."""
    case = message.case
    lead = case.parent if case.stage == "merged" else None
    answered = ANSWERED in (case.outcome, lead.outcome if lead else "")
    return {
        "answer": (lead.message.answer if answered and lead else message.answer) if case.closed_on else "",  # type: ignore[attr-defined]
        "rate": RateForm() if answered and message.rating is None else None,
        "rated": RATINGS.get(message.rating or 0, ""),
        "public_url": message.public_url if message.is_public else "",
    }


def _of_ticket(ticket: Ticket) -> dict[str, Any]:
    """Return what the caller was answered, why not, or what becomes of the ticket hers was joined to."""
    if ticket.case.outcome == MERGED and ticket.case.parent is not None:
        lead = Ticket.objects.select_related("case__parent").get(case=ticket.case.parent)
        stage = HOTLINE.stage(lead.case.stage).public_label
        said = _of_ticket(lead)["answer"]
        return {"answer": f"与{lead.case.number}合并办理，该工单{stage}。" + (f"\n{said}" if said else "")}
    if not ticket.case.closed_on:
        return {"answer": ""}
    ground = GROUNDS[ticket.refusal].label if ticket.refusal else ""
    told = (
        f"请通过以下渠道解决：{ticket.told_channel}"
        if ground and ticket.told_channel
        else ticket.told_channel
    )
    return {"answer": ticket.reply or "。".join(part for part in (ground, told) if part)}


def _said(event: CaseEvent, public: str) -> str:
    tells = event.case.procedure == MESSAGE.key and event.action in TOLD
    return f"{public}：{event.note}" if tells else public


def letters_of(case: Case) -> list[Any]:
    """Return the letters sent to who wrote."""
    return [
        letter
        for letter in case.letters.all()
        if letter.template in KINDS and KINDS[letter.template].to is To.APPLICANT and letter.sent_on
    ]
