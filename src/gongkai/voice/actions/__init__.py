"""The verbs of public opinion. Each checks what its rule asks for, then acts through the case engine."""

from gongkai.voice.actions.opinions import assess, close, enter, escalate_opinion, note

__all__ = ["assess", "close", "enter", "escalate_opinion", "note"]
