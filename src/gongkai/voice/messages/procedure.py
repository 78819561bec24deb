"""The procedure of a message (网站留言) from receipt to answer, with what may become of it instead."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case, Notice
from gongkai.cases.procedure import (
    Action,
    Address,
    Attempt,
    ClockEffect,
    Entry,
    Procedure,
    Rows,
    Stage,
    register,
)
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.periods import WorkingDays
from gongkai.law.petitions import SOURCE as PETITION_RULES
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role

WEBSITE_RULES = "国办发〔2017〕47号；国办秘函〔2019〕19号"
OFFICE, OFFICER, APPROVER = (Role.COMPETENT,), (Role.OFFICER,), (Role.APPROVER,)
# What became of a message (办理结果).
ANSWERED, REFERRED, REDIRECTED = "ANSWERED", "REFERRED", "REDIRECTED"
TRANSFERRED, SET_ASIDE, MERGED = "TRANSFERRED", "SET_ASIDE", "MERGED"
OUTCOME_LABELS = {
    ANSWERED: "已答复",
    REFERRED: "告知其他渠道",
    REDIRECTED: "转依申请公开",
    TRANSFERRED: "转送信访",
    SET_ASIDE: "不作为留言",
    MERGED: "并入另一件",
}
# What is no message to answer: it belongs to another procedure, or is none at all (D62).
NO_MESSAGE = (REFERRED, REDIRECTED, TRANSFERRED, SET_ASIDE)

STAGES = (
    Stage("received", "待分办", "已收到您的留言", waits_for=OFFICE, todo="分办留言"),
    Stage("handling", "办理中", "正在办理", waits_for=OFFICER, todo="答复留言"),
    Stage("reviewing", "待审核", "答复正在审核", waits_for=APPROVER, todo="审核答复"),
    Stage("closed", "已答复", "已答复", terminal=True),
    Stage("merged", "已并案", "与同一事项的另一件留言合并办理", terminal=True),
    Stage("transferred", "已转信访", "已转送信访工作机构", terminal=True),
    Stage("set_aside", "不作为留言", "未作为留言办理", terminal=True),
)
UNANSWERED = ("received", "handling", "reviewing")
TO_SORT = ("received", "handling")
ONCE = {"extend": "答复期限只能延长一次。", "rate": "这件留言已经评价过。"}
ACTIONS = (
    Action(
        "submit", "收到留言", (), "received", (), WEBSITE_RULES, ClockEffect.START, public="您的留言已收到"
    ),
    Action("assign", "分办", TO_SORT, "handling", OFFICE, WEBSITE_RULES, public="已转有关单位办理"),
    Action("return", "退回分办", ("handling",), "received", OFFICER, WEBSITE_RULES),
    Action("answer", "拟写答复", ("handling",), "reviewing", OFFICER, WEBSITE_RULES),
    Action("send_back", "退回修改", ("reviewing",), "handling", APPROVER, WEBSITE_RULES),
    Action(
        "approve", "审核答复", ("reviewing",), "closed", APPROVER, WEBSITE_RULES, ClockEffect.END, public="已答复"
    ),
    Action(
        "extend", "延长期限", ("handling", "reviewing"), None, APPROVER, WEBSITE_RULES, ClockEffect.EXTEND,
        public="情况复杂，答复期限延长",
    ),
    Action(
        "merge", "并入另一件", TO_SORT, "merged", OFFICE, WEBSITE_RULES, ClockEffect.END,
        public="与同一事项的另一件留言合并办理，编号不变",
    ),
    Action(
        "refer", "告知其他渠道", TO_SORT, "closed", OFFICE, WEBSITE_RULES, ClockEffect.END,
        public="已告知您应当通过的渠道",
    ),
    Action(
        "redirect", "转依申请公开", TO_SORT, "closed", OFFICE, "《条例》第二十九条", ClockEffect.END,
        public="您要求提供政府信息，已转为政府信息公开申请办理",
    ),
    # No end of the clock: what is objected to or restored runs in its old period.
    Action(
        "transfer", "转送信访", TO_SORT, "transferred", OFFICE, PETITION_RULES, public="属于信访事项，已转送信访工作机构"
    ),
    Action("object", "登记异议退回", ("transferred",), "received", OFFICE, PETITION_RULES, public="已退回重新办理"),
    Action("set_aside", "不作为留言", TO_SORT, "set_aside", OFFICE, WEBSITE_RULES),
    Action("restore", "恢复办理", ("set_aside",), "received", OFFICE, WEBSITE_RULES),
    Action("publish", "公开留言和答复", ("closed",), None, OFFICE, WEBSITE_RULES, public="留言和答复已公开"),
    Action("keep", "不公开", ("closed",), None, OFFICE, WEBSITE_RULES),
    Action("withdraw", "撤回公开", ("closed",), None, OFFICE, WEBSITE_RULES),
    Action("answered", "主件已答复", ("merged",), None, (), WEBSITE_RULES, public="已答复"),
    Action("rate", "评价", ("closed", "merged"), None, (), WEBSITE_RULES, public="您已评价"),
    Action("escalate", "逾期上报", UNANSWERED, None, (), WEBSITE_RULES),
)  # fmt: skip


def _lawful(history: Iterable[Entry], attempt: Attempt, calendar: WorkingCalendar) -> None:
    if attempt.action in ONCE and any(entry.action == attempt.action for entry in history):
        raise Refusal(ONCE[attempt.action], article=WEBSITE_RULES, advice="请查看办理记录。")


def _state(case: Case, _rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of a message beside its case."""
    message = case.message
    proven = {
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
    later = {
        "fault_kind": message.fault_kind,
        "answered_from": message.answered_from,
        "redirected_to": message.redirected_to_id,
        "rating": message.rating,
        "rating_note": message.rating_note,
        "kept": message.kept_reason,
        "withdrawn": message.withdrawn_reason,
    }
    # What came to be kept later is proven where it says something: messages written before have the state they had.
    return proven | {name: value for name, value in later.items() if value}


def _notices_to(case: Case) -> tuple[Address, ...]:
    """Who left an e-mail address is told there of each step."""
    email = case.message.email
    return (Address(Notice.Channel.EMAIL, email),) if email else ()


MESSAGE = register(
    Procedure(
        key="message",
        label="网站留言",
        version="2019-01-01",
        period=WorkingDays(15),
        number_pattern="留言〔{year}〕{serial}号",
        stages=STAGES,
        actions=ACTIONS,
        detail_state=_state,
        url_name="voice_message",
        valid_from=date(2019, 1, 1),
        must_be_lawful=_lawful,
        notices_to=_notices_to,
    )
)
