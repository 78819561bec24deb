"""The procedures of response: a message from receipt to answer, an opinion from finding to closing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, ClockEffect, Procedure, Rows, Stage, register
from gongkai.law.periods import AtOnce, WorkingDays
from gongkai.law.response import SOURCE
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

OPINION_STAGES = (
    Stage("found", "待研判", "", waits_for=OFFICE, todo="研判舆情、确定回应单位"),
    Stage("responding", "回应中", "", waits_for=OFFICER, todo="回应舆情"),
    Stage("closed", "已办结", "", terminal=True),
)
OPINION_ACTIONS = (
    Action("enter", "登记舆情", (), "found", (*OFFICE, *OFFICER), SOURCE),
    Action("assess", "研判交办", ("found", "responding"), "responding", OFFICE, SOURCE),
    Action("first_info", "登记首次发布", ("responding",), None, OFFICER, SOURCE),
    Action("press", "登记新闻发布会", ("responding",), None, OFFICER, SOURCE),
    Action("respond", "登记回应", ("responding",), None, OFFICER, SOURCE),
    Action("close", "办结", ("responding",), "closed", OFFICE, SOURCE),
    Action("escalate", "逾期上报", ("responding",), None, (), SOURCE),
)


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


def opinion_state(case: Case, _rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of an opinion beside its case."""
    opinion = case.opinion
    names = ("found_at", "assessed_at", "first_info_at", "press_at", "responded_at", "closed_at")
    return {
        "source": [opinion.source, opinion.address, opinion.text],
        "grade": opinion.grade,
        "moments": [str(getattr(opinion, name)) for name in names],
        "response": [opinion.channel, opinion.response],
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
OPINION = register(
    Procedure(
        key="opinion",
        label="政务舆情",
        version="2016-11-10",
        period=AtOnce(),
        number_pattern="舆情〔{year}〕{serial}号",
        stages=OPINION_STAGES,
        actions=OPINION_ACTIONS,
        detail_state=opinion_state,
        url_name="voice_opinion",
        valid_from=date(2016, 11, 10),
    )
)
