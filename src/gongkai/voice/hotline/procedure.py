"""The procedure of a ticket (热线工单): taken, given to a unit, handled, checked, called back, closed.

A ticket is closed at the call-back and stays closed; what the caller is not content with is handled again before.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case, Notice
from gongkai.cases.notices import mobile
from gongkai.cases.procedure import Action, Address, ClockEffect, Procedure, Rows, Stage, register
from gongkai.law.hotline import ARTICLE, PETITIONS
from gongkai.law.periods import WorkingDays
from gongkai.units.models import Role

KEY = "hotline"
OFFICE, OFFICER, APPROVER = (Role.COMPETENT,), (Role.OFFICER,), (Role.APPROVER,)
ANSWERED, DIRECT, REFUSED, PETITION = "ANSWERED", "DIRECT", "REFUSED", "PETITION"
REDIRECTED, ENDED, MERGED = "REDIRECTED", "ENDED", "MERGED"
DONE = (ANSWERED, DIRECT, REFUSED, PETITION, REDIRECTED)
"""What counts as done (办结): answered, or the caller was told where the matter belongs."""
TERMINATED = (ENDED, MERGED)
"""What counts as terminated (终止): ended after review by the centre, or joined to another ticket."""
OUTCOMES = {
    ANSWERED: "答复办结", DIRECT: "直接答复", REFUSED: "不予受理并告知", PETITION: "转信访并告知", REDIRECTED: "转依申请公开", ENDED: "终止", MERGED: "并单",
}  # fmt: skip
OPEN = ("received", "dispatched", "handling", "returning", "ending", "checking", "calling_back", "petition")

STAGES = (
    Stage("received", "待派单", "已登记", waits_for=OFFICE, todo="派单或者直接答复"),
    Stage("dispatched", "待签收", "已转有关单位", waits_for=OFFICER, todo="签收工单"),
    Stage("handling", "办理中", "正在办理", waits_for=OFFICER, todo="办理工单并答复"),
    Stage("returning", "退单待复核", "正在办理", waits_for=OFFICE, todo="复核退单"),
    Stage("ending", "终止待审核", "正在办理", waits_for=OFFICE, todo="审核终止"),
    Stage("checking", "待审核", "答复正在审核", waits_for=OFFICE, todo="审核答复", answered=True),
    Stage("calling_back", "待回访", "已答复，等待回访", waits_for=OFFICE, todo="回访来电人", answered=True),
    Stage("petition", "转信访待告知", "已转信访部门", waits_for=OFFICE, todo="书面告知来电人"),
    Stage("closed", "已办结", "已办结", terminal=True),
)
ACTIONS = (
    Action(
        "register", "受理登记", (), "received", OFFICE, ARTICLE, ClockEffect.START, public="您的诉求已登记"
    ),
    Action(
        "answer_directly", "直接答复", ("received",), "closed", OFFICE, ARTICLE, ClockEffect.END, public="已答复"
    ),
    Action(
        "dispatch", "派单", ("received",), "dispatched", OFFICE, ARTICLE, public="已转有关单位办理"
    ),
    Action(
        "refuse", "不予受理", ("received",), "closed", OFFICE, ARTICLE, ClockEffect.END,
        public="不予受理，理由和应当通过的渠道已告知",
    ),
    Action(
        "redirect", "转依申请公开", ("received",), "closed", OFFICE, "《条例》第二十九条", ClockEffect.END,
        public="您要求提供政府信息，已登记为政府信息公开申请",
    ),
    Action("split", "拆单", ("received",), None, OFFICE, ARTICLE),
    Action(
        "merge", "并单", ("received", "dispatched", "handling"), "closed", OFFICE, ARTICLE, ClockEffect.END,
        public="与同一事项的工单合并办理",
    ),
    Action("absorb", "接收并单", OPEN, None, OFFICE, ARTICLE),
    Action("transfer_petition", "转信访", ("received", "handling"), "petition", OFFICE, PETITIONS, ClockEffect.RESTART),
    Action(
        "object_petition", "信访部门异议退回", ("petition",), "received", OFFICE, PETITIONS, ClockEffect.RESTART
    ),
    Action(
        "tell_petition", "告知已转信访", ("petition",), "closed", OFFICE, PETITIONS, ClockEffect.END,
        public="已转信访部门，受理情况以信访部门的告知为准",
    ),
    Action("recall", "收回改派", ("dispatched", "handling"), "received", OFFICE, ARTICLE),
    Action("sign", "签收", ("dispatched",), "handling", OFFICER, ARTICLE),
    Action("return", "退单", ("dispatched", "handling"), "received", OFFICER, ARTICLE),
    Action("return_again", "再次退单", ("dispatched", "handling"), "returning", OFFICER, ARTICLE),
    Action("accept_return", "同意退单", ("returning",), "received", OFFICE, ARTICLE),
    Action("deny_return", "不同意退单、指定承办", ("returning",), "handling", OFFICE, ARTICLE),
    Action("contact", "联系来电人", ("handling",), None, OFFICER, ARTICLE),
    Action("ask_help", "请求协办", ("dispatched", "handling"), None, (*OFFICER, *OFFICE), ARTICLE),
    Action("help", "协办答复", OPEN, None, (), ARTICLE),
    Action("add_paper", "存入材料", OPEN, None, (*OFFICER, *OFFICE), ARTICLE),
    Action("ask_extension", "申请延期", ("handling",), None, OFFICER, ARTICLE),
    Action(
        "extend", "同意延期", ("handling",), None, APPROVER, ARTICLE, ClockEffect.DELAY, public="办理期限已经批准延长"
    ),
    Action("deny_extension", "不同意延期", ("handling",), None, APPROVER, ARTICLE),
    Action("reply", "答复", ("handling",), "checking", OFFICER, ARTICLE),
    Action("propose_end", "申请终止", ("handling",), "ending", OFFICER, ARTICLE),
    Action("deny_end", "不同意终止", ("ending",), "handling", OFFICE, ARTICLE),
    Action(
        "end", "终止", ("received", "ending"), "closed", OFFICE, ARTICLE, ClockEffect.END, public="已终止办理"
    ),
    Action("pass_check", "审核通过", ("checking",), "calling_back", OFFICE, ARTICLE),
    Action("send_back", "退回重新答复", ("checking",), "handling", OFFICE, ARTICLE),
    Action("miss_call", "回访未接通", ("calling_back",), None, OFFICE, ARTICLE),
    Action(
        "call_back", "回访", ("calling_back",), "closed", OFFICE, ARTICLE, ClockEffect.END, public="已办结"
    ),
    Action(
        "rehandle", "重新办理", ("calling_back",), "handling", OFFICE, ARTICLE, ClockEffect.RESTART,
        public="您对答复不满意，已要求重新办理",
    ),
    Action(
        "supervise_again", "督办重办", ("calling_back",), "handling", OFFICE, ARTICLE, ClockEffect.RESTART,
        public="您对答复仍不满意，已督办",
    ),
    Action("supervise", "督办", ("dispatched", "handling"), None, OFFICE, ARTICLE),
    Action("urge", "催办", ("dispatched", "handling"), None, (), ARTICLE),
)  # fmt: skip
# What the ledger proves of a ticket; who called only by a keyed hash.
PROVEN = (
    "kind", "origin", "text", "is_urgent", "place", "spot", "caller_key", "is_confidential", "wants_reply", "city_number",
    "operator", "knowledge", "sign_hours", "handling_days", "extension_days", "return_hours", "return_days", "limits_source",
    "is_designated", "returns", "extension_asked", "extension_reason", "extension_asked_by", "extension_decision",
    "extension_decided_by", "reply", "replied_by", "result", "was_late", "calls", "satisfaction", "rehandled", "urged",
    "refusal", "told_channel",
)  # fmt: skip
MOMENTS = (
    "dispatched_at",
    "sign_by",
    "return_by",
    "signed_at",
    "contacted_at",
    "replied_at",
    "supervised_at",
)


def ticket_state(case: Case, rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of a ticket beside its case."""
    ticket = case.ticket
    return {
        **{name: getattr(ticket, name) for name in PROVEN},
        "moments": [_moment(getattr(ticket, name)) for name in MOMENTS],
        "town": ticket.town_id,
        "matter": ticket.matter_id,
        "petition": str(ticket.petition_objection_by),
        "joint": [
            [
                row.unit_id,
                row.task,
                str(row.due_on),
                row.asked_by,
                row.reply,
                row.replied_by,
                _moment(row.replied_at),
            ]
            for row in rows("joint_handling")
        ],
    }


def _moment(at: Any) -> int:
    return round(at.timestamp()) if at else 0


def told_by_message(case: Case) -> tuple[Address, ...]:
    """Return where the caller is told of progress: a mobile number, and never when she asked for secrecy.

    The delivery log is read by the handling unit too.
    """
    ticket = case.ticket
    if ticket.is_confidential or not ticket.wants_reply:
        return ()
    number = mobile(ticket.caller_phone)
    return (Address(Notice.Channel.SMS, number),) if number else ()


HOTLINE = register(
    Procedure(
        key=KEY,
        label="热线工单",
        version="2019-01-01",
        period=WorkingDays(5),
        number_pattern="热线〔{year}〕{serial}号",
        stages=STAGES,
        actions=ACTIONS,
        detail_state=ticket_state,
        url_name="hotline_ticket",
        valid_from=date(2019, 1, 1),
        parts=("joint_handling",),
        notices_to=told_by_message,
    )
)
