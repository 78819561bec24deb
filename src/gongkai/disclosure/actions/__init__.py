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
    "add_source",
    "approve_reply",
    "archive",
    "ask_correction",
    "assign",
    "assist",
    "change_kind",
    "change_region",
    "close_consultation",
    "confirm",
    "consult",
    "decide_remedy",
    "draft_reply",
    "enter_remedy",
    "escalate",
    "extend",
    "make_rendition",
    "mark",
    "must_fit",
    "open_source",
    "raise_alarm",
    "read_personal",
    "receive_correction",
    "record_search",
    "register",
    "remove_region",
    "return_reply",
    "serve",
    "submit",
    "withdraw",
]
