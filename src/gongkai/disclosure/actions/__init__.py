"""The verbs of a disclosure request. Each checks what its article asks for, then acts through the case engine.

``by`` is who acts, ``at`` when it is entered, ``seen`` the number of events on the screen of the person.
"""

from gongkai.disclosure.actions.consultation import (
    close_consultation,
    co_answer,
    co_handle,
    consult,
    note_receipt,
    tell_third_party,
)
from gongkai.disclosure.actions.correction import abandon, ask_correction, receive_correction
from gongkai.disclosure.actions.ending import annul, withdraw
from gongkai.disclosure.actions.excess import (
    abandon_fee,
    amount_of,
    ask_reasons,
    cancel_fee,
    charge_fee,
    delay,
    judge_reasons,
    note_fee_receipt,
    pay_fee,
)
from gongkai.disclosure.actions.handling import accept, assign, assist, extend, read_personal, record_search
from gongkai.disclosure.actions.intake import Application, confirm, register, submit
from gongkai.disclosure.actions.kinds import change_kind, confirm_kind
from gongkai.disclosure.actions.redaction import (
    add_source,
    change_region,
    make_rendition,
    mark,
    open_source,
    remove_region,
)
from gongkai.disclosure.actions.remedies import decide_remedy, enter_remedy
from gongkai.disclosure.actions.reply import (
    Decision,
    approve_reply,
    archive,
    basis_of,
    convert,
    draft_reply,
    pass_review,
    return_reply,
    serve,
)
from gongkai.disclosure.actions.supervision import escalate, raise_alarm

__all__ = [
    "Application",
    "Decision",
    "abandon",
    "abandon_fee",
    "accept",
    "add_source",
    "amount_of",
    "annul",
    "approve_reply",
    "archive",
    "ask_correction",
    "ask_reasons",
    "assign",
    "assist",
    "basis_of",
    "cancel_fee",
    "change_kind",
    "change_region",
    "charge_fee",
    "close_consultation",
    "co_answer",
    "co_handle",
    "confirm",
    "confirm_kind",
    "consult",
    "convert",
    "decide_remedy",
    "delay",
    "draft_reply",
    "enter_remedy",
    "escalate",
    "extend",
    "judge_reasons",
    "make_rendition",
    "mark",
    "note_fee_receipt",
    "note_receipt",
    "open_source",
    "pass_review",
    "pay_fee",
    "raise_alarm",
    "read_personal",
    "receive_correction",
    "record_search",
    "register",
    "remove_region",
    "return_reply",
    "serve",
    "submit",
    "tell_third_party",
    "withdraw",
]
