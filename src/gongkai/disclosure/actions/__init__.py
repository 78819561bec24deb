"""The verbs of a disclosure request. Each checks what its article asks for, then acts through the case engine.

``by`` is who acts, ``at`` when it is entered, ``seen`` the number of events on the screen of the person.
"""

from gongkai.disclosure.actions.applicant import (
    choose_notices,
    confirm_receipt,
    correct_online,
    rate,
    withdraw_online,
)
from gongkai.disclosure.actions.citizen import keep_case, welcome
from gongkai.disclosure.actions.handling import (
    abandon,
    accept,
    ask_correction,
    assign,
    assist,
    change_kind,
    close_consultation,
    consult,
    extend,
    read_personal,
    receive_correction,
    record_search,
    withdraw,
)
from gongkai.disclosure.actions.intake import Application, confirm, register, submit
from gongkai.disclosure.actions.log import propose_for_log, release_to_log, take_from_log
from gongkai.disclosure.actions.remedies import decide_remedy, enter_remedy
from gongkai.disclosure.actions.reply import (
    Decision,
    approve_reply,
    archive,
    draft_reply,
    must_fit,
    return_reply,
    serve,
)
from gongkai.disclosure.actions.supervision import escalate, raise_alarm

__all__ = [
    "Application",
    "Decision",
    "abandon",
    "accept",
    "approve_reply",
    "archive",
    "ask_correction",
    "assign",
    "assist",
    "change_kind",
    "choose_notices",
    "close_consultation",
    "confirm",
    "confirm_receipt",
    "consult",
    "correct_online",
    "decide_remedy",
    "draft_reply",
    "enter_remedy",
    "escalate",
    "extend",
    "keep_case",
    "must_fit",
    "propose_for_log",
    "raise_alarm",
    "rate",
    "read_personal",
    "receive_correction",
    "record_search",
    "register",
    "release_to_log",
    "return_reply",
    "serve",
    "submit",
    "take_from_log",
    "welcome",
    "withdraw",
    "withdraw_online",
]
