"""The procedure of an event at the duty desk (值班信息): received, 首报, 续报, 终报, each approved and sent upward."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, Procedure, Rows, Stage, register
from gongkai.law.emergencies import RESPONSE_LAW
from gongkai.law.periods import AtOnce
from gongkai.units.models import Role

KEY = "duty_event"
RULE = f"{RESPONSE_LAW}第六十一条、第六十四条"
OFFICER = (Role.OFFICER,)
# Duty goes round among everybody of a unit; who signs is another person than who wrote.
STAFF = (Role.OFFICER, Role.CHECKER, Role.SECRECY, Role.APPROVER, Role.HEAD)
LEADERS = (Role.APPROVER, Role.HEAD)

STAGES = (
    Stage("received", "待首报", "", waits_for=OFFICER, todo="电话报告、写首报"),
    Stage("drafting", "待修改", "", waits_for=OFFICER, todo="修改值班信息"),
    Stage("reviewing", "待审定", "", waits_for=LEADERS, todo="审定值班信息"),
    Stage("approved", "待上报", "", waits_for=OFFICER, todo="上报值班信息"),
    Stage("following", "续报中", "", waits_for=OFFICER, todo="续报进展，处置完毕写终报"),
    Stage("rereporting", "待补报", "", waits_for=OFFICER, todo="补报伤亡变化"),
    Stage("closed", "已办结", "", terminal=True),
)
OPEN = ("received", "drafting", "reviewing", "approved", "following", "rereporting")
EVERY = (*OPEN, "closed")
ACTIONS = (
    Action("receive", "接报登记", (), "received", STAFF, RULE),
    Action("draft", "拟写值班信息", ("received", "drafting", "following", "rereporting"), "reviewing", STAFF, RULE),
    Action("phone", "登记电话报告", OPEN, None, STAFF, RULE),
    Action("approve", "审定签发", ("reviewing",), "approved", LEADERS, RULE),
    Action("send_back", "退回修改", ("reviewing",), "drafting", LEADERS, RULE),
    Action("send", "登记上报", ("approved",), "following", STAFF, RULE),
    Action("send_final", "登记上报（终报）", ("approved",), "closed", STAFF, RULE),
    Action("level", "调整等级", OPEN, None, STAFF, RULE),
    Action("casualties", "登记伤亡变化", OPEN, None, STAFF, RULE),
    Action("casualties_reopen", "登记伤亡变化，重新上报", ("closed",), "rereporting", STAFF, RULE),
    Action("casualties_noted", "登记伤亡变化（已过补报期）", ("closed",), None, STAFF, RULE),
    Action("instruct", "登记领导批示", EVERY, None, STAFF, RULE),
    Action("task_reply", "反馈落实情况", EVERY, None, (), RULE),
    Action("set_aside", "误报、重复接报", ("received", "drafting"), "closed", LEADERS, RULE),
    Action("alarm", "时限告警", OPEN, None, (), RULE),
)  # fmt: skip


def _moment(at: datetime | None) -> int | None:
    return round(at.timestamp()) if at else None


def event_state(case: Case, rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of an event: its record, every report, every instruction with the replies."""
    event = case.duty_event
    return {
        "kind": event.kind,
        "moments": [
            _moment(at) for at in (event.received_at, event.occurred_at, event.phone_at, event.written_at)
        ],
        "limits": [_moment(event.phone_by), _moment(event.written_by), event.limit_source],
        "told": [event.place, event.nature, event.source, event.informed, event.measures, event.phone_to],
        "reporter": [event.reporter_name, event.reporter_post, event.reporter_phone],
        "toll": [event.deaths, event.missing, event.serious, event.minor, event.loss],
        "level": [event.suggested, event.level, event.level_reason],
        "reports": [
            [
                report.number, report.kind, report.is_final, report.situation, report.year, report.issue,
                report.content, report.pdf_sha256, report.drafted_by, report.approved_by, report.channel,
                report.sent_to, report.receipt, _moment(report.sent_at), report.is_late,
            ]
            for report in rows("duty_reports")
        ],
        "instructions": [
            [
                instruction.leader, instruction.text, _moment(instruction.given_at),
                [
                    [task.unit_id, _moment(task.due_at), task.reply, task.replied_by]
                    for task in instruction.tasks.all()
                ],
            ]
            for instruction in rows("duty_instructions")
        ],
    }  # fmt: skip


DUTY_EVENT = register(
    Procedure(
        key=KEY,
        label="值班信息",
        version="2007-11-01",
        period=AtOnce(),
        number_pattern="接报〔{year}〕{serial}号",
        stages=STAGES,
        actions=ACTIONS,
        detail_state=event_state,
        url_name="duty_event",
        valid_from=date(2007, 11, 1),
        parts=("duty_reports", "duty_instructions"),
    )
)
