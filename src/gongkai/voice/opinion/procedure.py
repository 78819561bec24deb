"""The procedure of an opinion: 监测、研判、报送、交办、处置、回应、评估、归档."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, Procedure, Rows, Stage, register
from gongkai.law.periods import AtOnce
from gongkai.law.response import SOURCE
from gongkai.units.models import Role
from gongkai.voice.opinion.models import said

OFFICE, OFFICER, APPROVER = (Role.COMPETENT,), (Role.OFFICER,), (Role.APPROVER,)
OPEN = ("found", "assessed", "responding")

OPINION_STAGES = (
    Stage("found", "待研判", "", waits_for=OFFICE, todo="研判舆情、确定回应单位"),
    Stage("assessed", "待交办", "", waits_for=OFFICE, todo="交办舆情"),
    Stage("responding", "处置回应中", "", waits_for=OFFICER, todo="回应舆情"),
    Stage("closed", "已办结", "", waits_for=OFFICE, todo="评估回应效果"),
    Stage("evaluated", "已评估", "", waits_for=OFFICE, todo="归档"),
    Stage("archived", "已归档", "", terminal=True),
)
# An act without roles is open to others than the staff of the case's unit; its verb asks who may.
OPINION_ACTIONS = (
    Action("enter", "登记舆情", (), "found", (*OFFICE, *OFFICER), SOURCE),
    Action("join", "并入线索", (*OPEN, "closed"), None, (), SOURCE),
    Action("drop", "不需回应", ("found", "assessed"), "archived", OFFICE, SOURCE),
    Action("assess", "研判", ("found", "assessed"), "assessed", OFFICE, SOURCE),
    Action("regrade", "调整等级", ("responding",), None, OFFICE, SOURCE),
    Action("report", "报送", OPEN, None, (), SOURCE),
    Action("assign", "交办", ("assessed", "responding"), "responding", OFFICE, SOURCE),
    Action("refer", "移送", OPEN, None, OFFICE, SOURCE),
    Action("feedback", "反馈处置情况", ("responding",), None, (), SOURCE),
    Action("write", "拟写回应", ("responding",), None, OFFICER, SOURCE),
    Action("send_back", "退回修改", ("responding",), None, APPROVER, SOURCE),
    Action("approve", "审核回应", ("responding",), None, APPROVER, SOURCE),
    Action("hand_over", "转网站发布", ("responding",), None, OFFICER, SOURCE),
    Action("first_info", "登记首次发布", ("responding",), None, OFFICER, SOURCE),
    Action("press", "登记新闻发布会", ("responding",), None, OFFICER, SOURCE),
    Action("respond", "登记回应", ("responding",), None, OFFICER, SOURCE),
    Action("release", "登记后续发布", ("responding",), None, OFFICER, SOURCE),
    Action("close", "办结", ("responding",), "closed", OFFICE, SOURCE),
    Action("reopen", "重新处置", ("closed", "evaluated"), "responding", OFFICE, SOURCE),
    Action("evaluate", "评估", ("closed",), "evaluated", OFFICE, SOURCE),
    Action("archive", "归档", ("evaluated",), "archived", OFFICE, SOURCE),
    Action("escalate", "逾期上报", OPEN, None, (), SOURCE),
)


def opinion_state(case: Case, rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of an opinion beside its case."""
    opinion = case.opinion
    names = ("found_at", "assessed_at", "first_info_at", "press_at", "responded_at", "closed_at")
    later = ("reported_at", "assigned_at", "evaluated_at")
    return {
        "source": [opinion.source, opinion.address, opinion.text],
        "grade": opinion.grade,
        "moments": [said(getattr(opinion, name)) for name in names],
        "response": [opinion.channel, opinion.response],
        "judged": [opinion.concern, opinion.sentiment, opinion.region, opinion.topic, opinion.reported_to],
        "later": [said(getattr(opinion, name)) for name in later],
        "evaluation": [opinion.effect, opinion.effect_note, opinion.lessons],
        "assigned": [
            [each.unit_id, each.side, each.is_lead, each.task, each.state, each.result, each.done_by]
            for each in rows("opinion_assignments")
        ],
        "referred": [[each.to, each.organ, each.reason, each.by] for each in rows("opinion_referrals")],
        "texts": [
            [
                each.kind, each.title, each.text, each.state, each.written_by, each.approved_by,
                said(each.released_at), each.channel, each.address, each.desk_address,
            ]
            for each in rows("opinion_responses")
        ],
    }  # fmt: skip


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
        parts=("opinion_assignments", "opinion_referrals", "opinion_responses"),
    )
)
