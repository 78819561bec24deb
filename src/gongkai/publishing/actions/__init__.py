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
from gongkai.publishing.actions.columns import add_column, end_column, rename_column
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
from gongkai.publishing.actions.ends import close_call, come_into_force, expire
from gongkai.publishing.actions.guides import write_guide
from gongkai.publishing.actions.importing import import_text, propose
from gongkai.publishing.actions.results import write_result
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
from gongkai.publishing.actions.surveys import answer_survey
from gongkai.publishing.actions.upkeep import add_word, assign_duty, end_duty, end_word

__all__ = [
    "EDITABLE",
    "NotReady",
    "add_column",
    "add_word",
    "amend",
    "answer",
    "answer_survey",
    "ask",
    "assign_duty",
    "attach",
    "check",
    "close_call",
    "come_into_force",
    "detach",
    "discard",
    "draft",
    "end_column",
    "end_duty",
    "end_word",
    "expire",
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
    "propose",
    "publish_scheduled",
    "reassess",
    "recalculate_due_days",
    "receive",
    "rename_column",
    "revise",
    "send_back",
    "sign",
    "sign_together",
    "submit",
    "to_hand_over",
    "weigh",
    "withdraw",
    "write_guide",
    "write_result",
]
