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

__all__ = [
    "Letter",
    "answer",
    "approve",
    "assign",
    "escalate",
    "publish",
    "read_personal",
    "refer",
    "return_to_office",
    "send_back",
    "submit",
]
