"""The verbs of response. Each checks what its rule asks for, then acts through the case engine."""

from gongkai.voice.actions.messages import (
    Letter,
    answer,
    approve,
    assign,
    escalate,
    publish,
    read_personal,
    refer,
    return_to_office,
    send_back,
    submit,
)
from gongkai.voice.actions.opinions import assess, close, enter, escalate_opinion, note

__all__ = [
    "Letter",
    "answer",
    "approve",
    "assess",
    "assign",
    "close",
    "enter",
    "escalate",
    "escalate_opinion",
    "note",
    "publish",
    "read_personal",
    "refer",
    "return_to_office",
    "send_back",
    "submit",
]
