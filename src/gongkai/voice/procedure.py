"""The procedure of a message, from receipt to answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, ClockEffect, Procedure, Rows, Stage, register
from gongkai.law.periods import WorkingDays
from gongkai.units.models import Role

WEBSITE_RULES = "国办发〔2017〕47号；国办秘函〔2019〕19号"
OFFICE, OFFICER, APPROVER = (Role.COMPETENT,), (Role.OFFICER,), (Role.APPROVER,)

MESSAGE_STAGES = (
    Stage("received", "待分办", "已收到您的留言", waits_for=OFFICE, todo="分办留言"),
    Stage("handling", "办理中", "正在办理", waits_for=OFFICER, todo="答复留言"),
    Stage("reviewing", "待审核", "答复正在审核", waits_for=APPROVER, todo="审核答复"),
    Stage("closed", "已答复", "已答复", terminal=True),
)
UNANSWERED = ("received", "handling", "reviewing")
MESSAGE_ACTIONS = (
    Action(
        "submit", "收到留言", (), "received", (), WEBSITE_RULES, ClockEffect.START, public="您的留言已收到"
    ),
    Action(
        "assign", "分办", ("received", "handling"), "handling", OFFICE, WEBSITE_RULES, public="已转有关单位办理"
    ),
    Action("return", "退回分办", ("handling",), "received", OFFICER, WEBSITE_RULES),
    Action("answer", "拟写答复", ("handling",), "reviewing", OFFICER, WEBSITE_RULES),
    Action("send_back", "退回修改", ("reviewing",), "handling", APPROVER, WEBSITE_RULES),
    Action(
        "approve", "审核答复", ("reviewing",), "closed", APPROVER, WEBSITE_RULES, ClockEffect.END, public="已答复"
    ),
    Action(
        "refer", "告知其他渠道", ("received",), "closed", OFFICE, WEBSITE_RULES, ClockEffect.END,
        public="已告知您应当通过的渠道",
    ),
    Action("publish", "公开留言和答复", ("closed",), None, OFFICE, WEBSITE_RULES, public="留言和答复已公开"),
    Action("escalate", "逾期上报", UNANSWERED, None, (), WEBSITE_RULES),
)  # fmt: skip


def message_state(case: Case, _rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of a message beside its case."""
    message = case.message
    return {
        "kind": message.kind,
        "text": message.text,
        "page": message.page,
        "days": message.days,
        "answer": [message.answer, message.answered_by, message.approved_by],
        "public": [
            message.public_title,
            message.public_text,
            message.public_answer,
            str(message.published_at),
        ],
    }


MESSAGE = register(
    Procedure(
        key="message",
        label="网站留言",
        version="2019-01-01",
        period=WorkingDays(15),
        number_pattern="留言〔{year}〕{serial}号",
        stages=MESSAGE_STAGES,
        actions=MESSAGE_ACTIONS,
        detail_state=message_state,
        url_name="voice_message",
        valid_from=date(2019, 1, 1),
    )
)
