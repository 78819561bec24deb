"""The verbs of a disclosure request. Each checks what its article asks for, then acts through the case engine.

``by`` is who acts, ``at`` when it is entered, ``seen`` the number of events on the screen of the person.
"""

from gongkai.disclosure.actions.hand_over import hand_over
from gongkai.disclosure.actions.handling import (
    abandon,
    accept,
    ask_correction,
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
from gongkai.disclosure.actions.office import (
    add_cue,
    add_paper,
    end_cue,
    note_export,
    note_name_search,
)
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
from gongkai.disclosure.actions.routing import assign, claim, return_case
from gongkai.disclosure.actions.supervision import escalate, raise_alarm

__all__ = [
    "Application",
    "Decision",
    "abandon",
    "accept",
    "add_cue",
    "add_paper",
    "approve_reply",
    "archive",
    "ask_correction",
    "assign",
    "assist",
    "change_kind",
    "claim",
    "close_consultation",
    "confirm",
    "consult",
    "decide_remedy",
    "draft_reply",
    "end_cue",
    "enter_remedy",
    "escalate",
    "extend",
    "hand_over",
    "must_fit",
    "note_export",
    "note_name_search",
    "raise_alarm",
    "read_personal",
    "receive_correction",
    "record_search",
    "register",
    "return_case",
    "return_reply",
    "serve",
    "submit",
    "withdraw",
]
