"""The verbs of messages. Each checks what its rule asks for, then acts through the case engine."""

from gongkai.voice.messages.actions.afterwards import escalate, rate, read_personal
from gongkai.voice.messages.actions.handling import (
    answer,
    approve,
    assign,
    extend,
    return_to_office,
    send_back,
)
from gongkai.voice.messages.actions.intake import Letter, already_sent, submit
from gongkai.voice.messages.actions.postboxes import save_postbox
from gongkai.voice.messages.actions.publication import keep, publish, withdraw
from gongkai.voice.messages.actions.sorting import (
    merge,
    object_to_transfer,
    redirect,
    refer,
    restore,
    set_aside,
    transfer,
)

__all__ = [
    "Letter",
    "already_sent",
    "answer",
    "approve",
    "assign",
    "escalate",
    "extend",
    "keep",
    "merge",
    "object_to_transfer",
    "publish",
    "rate",
    "read_personal",
    "redirect",
    "refer",
    "restore",
    "return_to_office",
    "save_postbox",
    "send_back",
    "set_aside",
    "submit",
    "transfer",
    "withdraw",
]
