"""The verbs of a disclosure request. Each checks what its article asks for, then acts through the case engine.

``by`` is who acts, ``at`` when it is entered, ``seen`` the number of events on the screen of the person.
"""

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
from gongkai.disclosure.actions.letter_texts import restore_text, save_text, set_review_bodies, set_seal
from gongkai.disclosure.actions.remedies import decide_remedy, enter_remedy
from gongkai.disclosure.actions.reply import (
    Decision,
    approve_reply,
    archive,
    draft_reply,
    must_fit,
    return_reply,
)
from gongkai.disclosure.actions.service import attach_signed, make_receipt, serve, serve_letter
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
    "attach_signed",
    "change_kind",
    "close_consultation",
    "confirm",
    "consult",
    "decide_remedy",
    "draft_reply",
    "enter_remedy",
    "escalate",
    "extend",
    "make_receipt",
    "must_fit",
    "raise_alarm",
    "read_personal",
    "receive_correction",
    "record_search",
    "register",
    "restore_text",
    "return_reply",
    "save_text",
    "serve",
    "serve_letter",
    "set_review_bodies",
    "set_seal",
    "submit",
    "withdraw",
]
