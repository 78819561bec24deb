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
from gongkai.disclosure.actions.citizen import (
    keep_case,
    welcome,
)
from gongkai.disclosure.actions.consultation import (
    close_consultation,
    co_answer,
    co_handle,
    consult,
    correct_receipt,
    note_receipt,
    tell_third_party,
)
from gongkai.disclosure.actions.correction import (
    abandon,
    ask_correction,
    receive_correction,
)
from gongkai.disclosure.actions.corrections import (
    WrongRecord,
    accept_correction,
    approve_correction,
    propose_correction,
    read_correction,
    register_correction,
    send_back_correction,
    serve_correction,
    submit_correction,
    verify_record,
    withdraw_correction,
)
from gongkai.disclosure.actions.defence import (
    write_answer,
    write_authorisation,
    write_evidence_list,
)
from gongkai.disclosure.actions.ending import (
    annul,
    withdraw,
)
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
from gongkai.disclosure.actions.hand_over import (
    hand_over,
)
from gongkai.disclosure.actions.handling import (
    accept,
    assist,
    extend,
    read_personal,
    record_search,
)
from gongkai.disclosure.actions.intake import (
    Application,
    confirm,
    register,
    submit,
)
from gongkai.disclosure.actions.internal_forms import (
    make_form,
)
from gongkai.disclosure.actions.kinds import (
    change_kind,
    confirm_kind,
)
from gongkai.disclosure.actions.lessons import (
    close_remedy,
    finish_lesson,
    implement,
    learn,
)
from gongkai.disclosure.actions.letter_texts import (
    restore_text,
    save_text,
    set_review_bodies,
    set_seal,
)
from gongkai.disclosure.actions.log import (
    propose_for_log,
    release_to_log,
    take_from_log,
)
from gongkai.disclosure.actions.office import (
    add_cue,
    add_paper,
    end_cue,
    note_export,
    note_name_search,
)
from gongkai.disclosure.actions.redaction import (
    add_source,
    change_region,
    make_rendition,
    mark,
    open_source,
    remove_region,
)
from gongkai.disclosure.actions.remedies import (
    Notice,
    attach_papers,
    enter_remedy,
    escalate_remedy,
    hold_hearing,
    set_hearing,
    submit_answer,
    take_up,
)
from gongkai.disclosure.actions.reply import (
    Decision,
    approve_reply,
    archive,
    basis_of,
    convert,
    draft_reply,
    pass_review,
    return_reply,
)
from gongkai.disclosure.actions.routing import (
    assign,
    claim,
    return_case,
)
from gongkai.disclosure.actions.rules import (
    set_decision,
    set_period,
)
from gongkai.disclosure.actions.rulings import (
    Ruling,
    answer_appeal,
    appeal,
    decide_remedy,
    judge,
    take_effect,
)
from gongkai.disclosure.actions.service import (
    attach_signed,
    make_receipt,
    serve,
    serve_letter,
)
from gongkai.disclosure.actions.supervision import (
    escalate,
    raise_alarm,
)

__all__ = [
    "Application",
    "Decision",
    "Notice",
    "Ruling",
    "WrongRecord",
    "abandon",
    "abandon_fee",
    "accept",
    "accept_correction",
    "add_cue",
    "add_paper",
    "add_source",
    "amount_of",
    "annul",
    "answer_appeal",
    "appeal",
    "approve_correction",
    "approve_reply",
    "archive",
    "ask_correction",
    "ask_reasons",
    "assign",
    "assist",
    "attach_papers",
    "attach_signed",
    "basis_of",
    "cancel_fee",
    "change_kind",
    "change_region",
    "charge_fee",
    "choose_notices",
    "claim",
    "close_consultation",
    "close_remedy",
    "co_answer",
    "co_handle",
    "confirm",
    "confirm_kind",
    "confirm_receipt",
    "consult",
    "convert",
    "correct_online",
    "correct_receipt",
    "decide_remedy",
    "delay",
    "draft_reply",
    "end_cue",
    "enter_remedy",
    "escalate",
    "escalate_remedy",
    "extend",
    "finish_lesson",
    "hand_over",
    "hold_hearing",
    "implement",
    "judge",
    "judge_reasons",
    "keep_case",
    "learn",
    "make_form",
    "make_receipt",
    "make_rendition",
    "mark",
    "note_export",
    "note_fee_receipt",
    "note_name_search",
    "note_receipt",
    "open_source",
    "pass_review",
    "pay_fee",
    "propose_correction",
    "propose_for_log",
    "raise_alarm",
    "rate",
    "read_correction",
    "read_personal",
    "receive_correction",
    "record_search",
    "register",
    "register_correction",
    "release_to_log",
    "remove_region",
    "restore_text",
    "return_case",
    "return_reply",
    "save_text",
    "send_back_correction",
    "serve",
    "serve_correction",
    "serve_letter",
    "set_decision",
    "set_hearing",
    "set_period",
    "set_review_bodies",
    "set_seal",
    "submit",
    "submit_answer",
    "submit_correction",
    "take_effect",
    "take_from_log",
    "take_up",
    "tell_third_party",
    "verify_record",
    "welcome",
    "withdraw",
    "withdraw_correction",
    "withdraw_online",
    "write_answer",
    "write_authorisation",
    "write_evidence_list",
]
