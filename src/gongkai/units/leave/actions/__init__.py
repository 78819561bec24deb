"""The verbs of leave."""

from gongkai.units.leave.actions.answering import accept, decline
from gongkai.units.leave.actions.asking import Wish, ask, choose, withdraw
from gongkai.units.leave.actions.deciding import approve, come_back, refuse
from gongkai.units.leave.actions.ordering import order, replace
from gongkai.units.leave.actions.reminding import remind_all

__all__ = [
    "Wish",
    "accept",
    "approve",
    "ask",
    "choose",
    "come_back",
    "decline",
    "order",
    "refuse",
    "remind_all",
    "replace",
    "withdraw",
]
