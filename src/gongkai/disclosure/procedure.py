"""The procedure of a disclosure request (依申请公开, 条例 chapter 4): what may happen, by whom, with what effect."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, ClockEffect, Procedure, Stage, register
from gongkai.disclosure.applicant_acts import APPLICANT_ACTIONS, applicants_part
from gongkai.law.regulation import REPLY_PERIOD
from gongkai.units.models import Role

KEY = "disclosure"
INTAKE = (Role.OFFICER, Role.COMPETENT)

STAGES = (
    Stage("unconfirmed", "待确认", "已收到，等待与您确认", waits_for=INTAKE, todo="与申请人确认收到之日"),
    Stage("registered", "待受理", "已登记", waits_for=INTAKE, todo="受理或转办"),
    Stage("handling", "办理中", "正在办理", waits_for=(Role.OFFICER,), todo="办理并拟写答复"),
    Stage("correcting", "补正中", "等待您补正申请内容", waits_for=(Role.OFFICER,), todo="等待补正"),
    Stage(
        "consulting",
        "征求意见中",
        "正在征求第三方或其他机关意见",
        waits_for=(Role.OFFICER,),
        todo="登记对方意见",
    ),
    Stage("approving", "待审批", "答复正在审批", waits_for=(Role.APPROVER,), todo="审批答复"),
    Stage("approved", "待送达", "答复已审批，即将送达", waits_for=(Role.OFFICER,), todo="送达答复"),
    Stage("closed", "已办结", "已答复", waits_for=(Role.OFFICER,), todo="归档"),
    Stage("archived", "已归档", "已答复并归档", terminal=True),
)
OPEN = ("registered", "handling", "correcting", "consulting", "approving", "approved")
ART_27, ART_29, ART_30, ART_31 = (f"《条例》第{n}条" for n in ("二十七", "二十九", "三十", "三十一"))
ART_32, ART_33, ART_36, ART_43, ART_45 = (
    f"《条例》第{n}条" for n in ("三十二", "三十三", "三十六", "四十三", "四十五")
)

ACTIONS = (
    Action("submit", "提出申请", (), "unconfirmed", (), ART_29, public="您提出了申请"),
    Action(
        "register",
        "登记申请",
        (),
        "registered",
        INTAKE,
        ART_31,
        ClockEffect.START,
        public="申请已登记，期限开始计算",
    ),
    Action(
        "register_unconfirmed",
        "登记待确认申请",
        (),
        "unconfirmed",
        INTAKE,
        ART_31,
        public="申请已登记，等待确认",
    ),
    Action(
        "confirm",
        "双方确认",
        ("unconfirmed",),
        "registered",
        INTAKE,
        ART_31,
        ClockEffect.START,
        public="与您确认收到申请，期限开始计算",
    ),
    Action("alarm", "无人查阅告警", ("unconfirmed",), None, (), ART_31),
    Action("escalate", "逾期上报", ("registered", "handling", "approving", "approved"), None, (), ART_33),
    Action("accept", "受理", ("registered",), "handling", INTAKE, ART_45, public="已受理"),
    Action(
        "assign",
        "转办",
        ("registered", "handling"),
        "registered",
        (Role.COMPETENT,),
        ART_45,
        public="已转有关单位办理",
    ),
    Action("search", "记录检索", ("handling",), None, (Role.OFFICER,), ART_36),
    Action(
        "ask_correction",
        "补正告知",
        ("registered", "handling"),
        "correcting",
        (Role.OFFICER,),
        ART_30,
        ClockEffect.SUSPEND,
        public="请您补正申请内容，期限停止计算",
    ),
    Action(
        "receive_correction",
        "收到补正",
        ("correcting",),
        "handling",
        (Role.OFFICER,),
        ART_30,
        ClockEffect.RESTART,
        public="收到您的补正，期限重新计算",
    ),
    Action(
        "abandon",
        "逾期不补正终止",
        ("correcting",),
        "closed",
        (Role.OFFICER,),
        ART_30,
        ClockEffect.END,
        public="逾期未补正，不再处理",
    ),
    Action(
        "consult",
        "征求意见",
        ("handling",),
        "consulting",
        (Role.OFFICER,),
        ART_32,
        ClockEffect.SUSPEND,
        public="正在征求意见，所需时间不计算在期限内",
    ),
    Action(
        "close_consultation",
        "登记意见",
        ("consulting",),
        "handling",
        (Role.OFFICER,),
        ART_32,
        ClockEffect.RESUME,
        public="征求意见结束，期限继续计算",
    ),
    Action(
        "extend",
        "延期答复",
        ("registered", "handling", "approving"),
        None,
        (Role.HEAD,),
        ART_33,
        ClockEffect.EXTEND,
        public="延长答复期限",
    ),
    Action("draft_reply", "拟写答复", ("handling",), "approving", (Role.OFFICER,), ART_45),
    Action("return_reply", "退回修改", ("approving",), "handling", (Role.APPROVER,), ART_45),
    Action("approve_reply", "审批答复", ("approving",), "approved", (Role.APPROVER,), ART_45),
    Action(
        "serve",
        "送达答复",
        ("approved",),
        "closed",
        (Role.OFFICER,),
        ART_33,
        ClockEffect.END,
        public="答复已送达",
    ),
    Action("archive", "归档", ("closed",), "archived", (Role.OFFICER,), ART_45, public="已归档"),
    Action(
        "withdraw",
        "撤回申请",
        ("registered", "handling", "correcting", "consulting"),
        "closed",
        (Role.OFFICER,),
        ART_27,
        ClockEffect.END,
        public="您撤回了申请",
    ),
    Action("change_kind", "更正申请人类别", OPEN, None, (Role.OFFICER,), "年度报告格式：申请人情况"),
    Action("assist", "提供帮助", OPEN, None, (Role.OFFICER,), ART_43),
    *APPLICANT_ACTIONS,
)


def detail_state(case: Case) -> Mapping[str, Any]:
    """Return what the ledger proves of a request beside its case."""
    request = case.request  # type: ignore[attr-defined]
    return {
        "kind": request.applicant_kind,
        "applicant": request.applicant_key,
        "contact": [request.contact_person, request.phone, request.email, request.postal_address],
        "asked": [request.info_title, request.doc_number, request.feature_description],
        "wanted": [request.form_required, request.delivery_channel],
        "assistance": [request.needs_assistance, request.assistance_given],
        "confirmed_on": str(request.confirmed_on),
        "searches": [
            [s.place, s.keywords, s.period, s.person, str(s.searched_on), s.result]
            for s in case.searches.all()  # type: ignore[attr-defined]
        ],
        "consultations": [
            [c.kind, c.party, str(c.sent_on), str(c.received_on), c.answer, c.reasons, str(c.closed_on)]
            for c in case.consultations.all()  # type: ignore[attr-defined]
        ],
        "replies": [
            [
                r.version,
                r.outcome,
                r.ground,
                r.reasons,
                r.information,
                r.referral,
                r.earlier_case_id,
                r.approved_by,
            ]
            for r in case.replies.all()  # type: ignore[attr-defined]
        ],
        **applicants_part(case),
    }


DISCLOSURE = register(
    Procedure(
        key=KEY,
        label="信息公开申请",
        version="2019-05-15",
        period=REPLY_PERIOD,
        number_pattern="依申请公开〔{year}〕{serial}号",
        stages=STAGES,
        actions=ACTIONS,
        detail_state=detail_state,
        url_name="disclosure_case",
        valid_from=date(2019, 5, 15),
    )
)
