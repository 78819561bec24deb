"""The verbs of duty: roster, hand-over, log, events and their reports, instructions, checks, limits."""

from gongkai.voice.duty.actions.checks import Checked, check, explain
from gongkai.voice.duty.actions.events import (
    Told,
    note_casualties,
    phone,
    read_reporter,
    receive,
    set_aside,
    set_level,
    warn,
)
from gongkai.voice.duty.actions.hand_over import acknowledge, hand_over
from gongkai.voice.duty.actions.instructions import instruct, reply
from gongkai.voice.duty.actions.limits import set_limit
from gongkai.voice.duty.actions.log import Line, correct, note, read_caller
from gongkai.voice.duty.actions.reports import Draft, Sending, approve, draft, send, send_back
from gongkai.voice.duty.actions.roster import Turn, build, change, read_phones, save_person, swap

__all__ = [
    "Checked",
    "Draft",
    "Line",
    "Sending",
    "Told",
    "Turn",
    "acknowledge",
    "approve",
    "build",
    "change",
    "check",
    "correct",
    "draft",
    "explain",
    "hand_over",
    "instruct",
    "note",
    "note_casualties",
    "phone",
    "read_caller",
    "read_phones",
    "read_reporter",
    "receive",
    "reply",
    "save_person",
    "send",
    "send_back",
    "set_aside",
    "set_level",
    "set_limit",
    "swap",
    "warn",
]
