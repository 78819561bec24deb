"""The verbs of rounds: build a form, open a round, fill a return, sign for it, accept it, hand the sum on."""

from gongkai.reporting.rounds.actions.building import (
    adopt_form,
    adoptable,
    create_form,
    publish_form,
    revise_form,
    save_form,
)
from gongkai.reporting.rounds.actions.deciding import accept, send_back
from gongkai.reporting.rounds.actions.filling import (
    NotReady,
    ask_signature,
    attach,
    hand_in,
    save_return,
    take_back,
)
from gongkai.reporting.rounds.actions.opening import Plan, cancel, extend, open_round, remind, urge

__all__ = [
    "NotReady",
    "Plan",
    "accept",
    "adopt_form",
    "adoptable",
    "ask_signature",
    "attach",
    "cancel",
    "create_form",
    "extend",
    "hand_in",
    "open_round",
    "publish_form",
    "remind",
    "revise_form",
    "save_form",
    "save_return",
    "send_back",
    "take_back",
    "urge",
]
