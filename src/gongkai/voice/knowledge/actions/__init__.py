"""The verbs of the knowledge base."""

from gongkai.voice.knowledge.actions.lasting import expire_all, renew, retire
from gongkai.voice.knowledge.actions.reviewing import approve, send_back
from gongkai.voice.knowledge.actions.using import adopt, find_helpful, report, settle
from gongkai.voice.knowledge.actions.writing import drop, hand_in, propose, write

__all__ = [
    "adopt",
    "approve",
    "drop",
    "expire_all",
    "find_helpful",
    "hand_in",
    "propose",
    "renew",
    "report",
    "retire",
    "send_back",
    "settle",
    "write",
]
