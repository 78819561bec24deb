"""The verbs of proactive disclosure: the only way a publication changes.

Each locks the row, compares the stage, asks who may, writes one review act and one ledger event, in one
transaction. A second click, or a second officer, gets a sentence and changes nothing.
"""

from gongkai.publishing.actions.afterwards import (
    hand_over,
    handed_over,
    mark_validity,
    note_annulment,
    reassess,
    to_hand_over,
    withdraw,
)
from gongkai.publishing.actions.calendar import hold_items_in_hand, moved_by_calendar, recalculate_due_days
from gongkai.publishing.actions.comments import receive, weigh
from gongkai.publishing.actions.drafting import (
    EDITABLE,
    NotReady,
    amend,
    attach,
    detach,
    discard,
    draft,
    revise,
    submit,
)
from gongkai.publishing.actions.guides import write_guide
from gongkai.publishing.actions.importing import import_text
from gongkai.publishing.actions.review import (
    answer,
    ask,
    check,
    keep,
    pass_secrecy,
    publish_scheduled,
    send_back,
    sign,
    sign_together,
)
from gongkai.publishing.actions.standards import load_standards, match_standard
from gongkai.publishing.actions.upkeep import add_word, assign_duty, end_duty, end_word

__all__ = [
    "EDITABLE",
    "NotReady",
    "add_word",
    "amend",
    "answer",
    "ask",
    "assign_duty",
    "attach",
    "check",
    "detach",
    "discard",
    "draft",
    "end_duty",
    "end_word",
    "hand_over",
    "handed_over",
    "hold_items_in_hand",
    "import_text",
    "keep",
    "load_standards",
    "mark_validity",
    "match_standard",
    "moved_by_calendar",
    "note_annulment",
    "pass_secrecy",
    "publish_scheduled",
    "reassess",
    "recalculate_due_days",
    "receive",
    "revise",
    "send_back",
    "sign",
    "sign_together",
    "submit",
    "to_hand_over",
    "weigh",
    "withdraw",
    "write_guide",
]
