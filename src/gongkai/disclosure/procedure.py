"""The procedure of a disclosure request (依申请公开, 条例 chapter 4): what may happen, by whom, with what effect."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gongkai.cases import notices
from gongkai.cases.deadlines import clock_of
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
from gongkai.disclosure import separation
from gongkai.disclosure.applicant_acts import APPLICANT_ACTIONS, applicants_part
from gongkai.law import course as law
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.course import Happened, Occasion, course_of
from gongkai.law.regulation import REPLY_PERIOD
from gongkai.units.models import Role

KEY = "disclosure"
INTAKE = (Role.OFFICER, Role.COMPETENT)

STAGES = (
    Stage("unconfirmed", "待确认", "已收到，等待与您确认", waits_for=INTAKE, todo="与申请人确认收到之日"),
    Stage("registered", "待受理", "已登记", waits_for=INTAKE, todo="受理或转办"),
    Stage(
        "returned", "待改派", "正在确定承办单位", waits_for=(Role.COMPETENT,), todo="确定承办单位（单位退回）"
    ),
    Stage("handling", "办理中", "正在办理", waits_for=(Role.OFFICER,), todo="办理并拟写答复"),
    Stage("correcting", "补正中", "等待您补正申请内容", waits_for=(Role.OFFICER,), todo="等待补正"),
    Stage(
        "consulting",
        "征求意见中",
        "正在征求第三方或其他机关意见",
        waits_for=(Role.OFFICER,),
        todo="登记对方意见",
    ),
    Stage(
        "awaiting_reasons",
        "待说明理由",
        "等待您说明大量、反复申请的理由",
        waits_for=(Role.OFFICER,),
        todo="登记并认定理由",
    ),
    Stage("awaiting_fee", "待缴费", "等待您缴纳信息处理费", waits_for=(Role.OFFICER,), todo="登记送达、缴费"),
    Stage("reviewing", "保密审查中", "答复正在审查", waits_for=(Role.SECRECY,), todo="保密审查"),
    Stage("approving", "待审批", "答复正在审批", waits_for=(Role.APPROVER,), todo="审批答复"),
    Stage("approved", "待送达", "答复已审批，即将送达", waits_for=(Role.OFFICER,), todo="送达答复"),
    Stage("closed", "已办结", "已答复", waits_for=(Role.OFFICER,), todo="归档"),
    Stage("archived", "已归档", "已答复并归档", terminal=True),
    Stage(
        "reopened",
        "待重新办理",
        "按复议决定或者判决重新办理",
        waits_for=(Role.OFFICER,),
        todo="受理并重新答复",
    ),
    Stage("annulled", "已作废", "登记有误，已作废", terminal=True),
)
OPEN = (
    "registered", "returned", "handling", "correcting", "consulting", "awaiting_reasons", "awaiting_fee", "reviewing",
    "approving", "approved",
)  # fmt: skip
# Stages in which the organ, not somebody outside, is awaited.
OURS = ("registered", "returned", "reopened", "handling", "reviewing", "approving", "approved")
(
    ART_17, ART_27, ART_29, ART_30, ART_31, ART_32, ART_33, ART_34, ART_35, ART_36, ART_37, ART_43, ART_44, ART_45, ART_51
) = (
    f"《条例》第{n}条"
    for n in (
        "十七", "二十七", "二十九", "三十", "三十一", "三十二", "三十三", "三十四", "三十五", "三十六", "三十七",
        "四十三",
        "四十四", "四十五", "五十一",
    )
)  # fmt: skip
FEE_RULES = "国办函〔2020〕109号"
OFFICER = (Role.OFFICER,)


def _intake() -> tuple[Action, ...]:
    start = ClockEffect.START
    return (
        Action("submit", "提出申请", (), "unconfirmed", (), ART_29, public="您提出了申请"),
        Action(
            "register", "登记申请", (), "registered", INTAKE, ART_31, start, public="申请已登记，期限开始计算"
        ),
        Action(
            "register_unconfirmed", "登记待确认申请", (), "unconfirmed", INTAKE, ART_31,
            public="申请已登记，等待确认",
        ),
        Action(
            "confirm", "双方确认", ("unconfirmed",), "registered", INTAKE, ART_31, start,
            public="与您确认收到申请，期限开始计算",
        ),
        Action("alarm", "无人查阅告警", ("unconfirmed",), None, (), ART_31),
        Action("accept", "受理", ("registered", "reopened"), "handling", INTAKE, ART_45, public="已受理"),
        Action(
            "assign", "转办", ("registered", "returned", "handling"), "registered", (Role.COMPETENT,), ART_45,
            public="已转有关单位办理",
        ),
        Action("claim", "认领", ("unconfirmed", *OPEN), None, OFFICER, ART_45),
        Action(
            "return_case", "退回转办单位", ("registered", "handling"), "returned", INTAKE, ART_45,
            public="正在确定承办单位",
        ),
        Action(
            "hand_over", "移交承办人", ("unconfirmed", *OPEN, "closed"), None,
            (Role.OFFICER, Role.HEAD, Role.COMPETENT), ART_45,
        ),
        Action("make_form", "制作内部表单", (*OPEN, "closed", "archived"), None, (Role.OFFICER, Role.APPROVER), ART_45),
        Action("add_paper", "存入材料", (*OPEN, "closed"), None, OFFICER, ART_45),
        Action(
            "annul", "作废", ("unconfirmed", "registered", "handling"), "annulled", (Role.COMPETENT,), ART_45,
            public="登记有误，此编号作废",
        ),
    )  # fmt: skip


def _correction() -> tuple[Action, ...]:
    return (
        Action(
            "ask_correction", "补正告知", ("registered", "handling"), "correcting", OFFICER, ART_30,
            ClockEffect.SUSPEND, public="请您补正申请内容，期限停止计算",
        ),
        Action(
            "receive_correction", "收到补正", ("correcting",), "handling", OFFICER, ART_30, ClockEffect.RESTART,
            public="收到您的补正，期限重新计算",
        ),
        Action(
            "abandon", "逾期不补正终止", ("correcting",), "closed", OFFICER, ART_30, ClockEffect.END,
            public="逾期未补正，不再处理",
        ),
    )  # fmt: skip


def _questions() -> tuple[Action, ...]:
    return (
        Action("search", "记录检索", ("handling",), None, OFFICER, ART_36),
        Action(
            "consult", "征求意见", ("handling", "consulting"), "consulting", OFFICER, ART_32, ClockEffect.SUSPEND,
            public="正在征求意见，所需时间不计算在期限内",
        ),
        Action("consultation_received", "登记对方收到", ("consulting",), None, OFFICER, ART_32),
        Action("correct_receipt", "更正对方收到日期", ("consulting",), None, OFFICER, ART_32),
        Action("close_consultation", "登记意见", ("consulting",), None, OFFICER, ART_32, ClockEffect.RESUME),
        Action(
            "close_last_consultation", "登记意见", ("consulting",), "handling", OFFICER, ART_32,
            ClockEffect.RESUME, public="征求意见结束，期限继续计算",
        ),
        Action("tell_third_party", "告知第三方", ("handling",), None, OFFICER, ART_32),
        Action("co_handle", "请求协办", ("handling", "consulting"), None, OFFICER, ART_34),
        Action("co_answer", "协办答复", OPEN, None, (), ART_34),
    )  # fmt: skip


def _excess() -> tuple[Action, ...]:
    return (
        Action(
            "ask_reasons", "要求说明理由", ("handling",), "awaiting_reasons", OFFICER, ART_35,
            public="请您说明大量、反复申请的理由",
        ),
        Action(
            "judge_reasons", "认定理由", ("awaiting_reasons",), "handling", OFFICER, ART_35,
            public="已收到并认定您说明的理由",
        ),
        Action(
            "delay", "延迟答复", ("handling",), None, (Role.HEAD,), ART_35, ClockEffect.DELAY,
            public="确定并告知延迟答复的期限",
        ),
        Action(
            "charge_fee", "收费通知", ("handling",), "awaiting_fee", OFFICER, FEE_RULES, ClockEffect.SUSPEND,
            public="向您发出信息处理费收费通知",
        ),
        Action(
            "fee_notice_received", "登记收费通知送达", ("awaiting_fee",), None, OFFICER, FEE_RULES,
            public="您收到收费通知，应在20个工作日内缴费",
        ),
        Action(
            "pay_fee", "登记缴费", ("awaiting_fee",), "handling", OFFICER, FEE_RULES, ClockEffect.RESTART,
            public="您已缴费，期限自次日起重新计算",
        ),
        Action(
            "cancel_fee", "取消收费", ("awaiting_fee",), "handling", OFFICER, FEE_RULES, ClockEffect.RESUME,
            public="取消收费，继续办理",
        ),
        Action(
            "abandon_fee", "逾期不缴费终止", ("awaiting_fee",), "closed", OFFICER, FEE_RULES, ClockEffect.END,
            public="逾期未缴费，不再处理",
        ),
    )  # fmt: skip


def _reply() -> tuple[Action, ...]:
    return (
        Action("draft_reply", "拟写答复", ("handling",), "approving", OFFICER, ART_45),
        Action("add_source", "上传待区分处理的文件", ("handling",), None, OFFICER, ART_37),
        Action("redact", "区分处理", ("handling",), None, OFFICER, ART_37),
        Action("draft_disclosing_reply", "拟写公开答复", ("handling",), "reviewing", OFFICER, ART_17),
        Action("pass_review", "通过保密审查", ("reviewing",), "approving", (Role.SECRECY,), ART_17),
        Action(
            "return_reply", "退回修改", ("reviewing", "approving"), "handling", (Role.SECRECY, Role.APPROVER), ART_45
        ),
        Action("approve_reply", "审批答复", ("approving",), "approved", (Role.APPROVER,), ART_45),
        Action(
            "serve", "送达答复", ("approved",), "closed", OFFICER, ART_33, ClockEffect.END, public="答复已送达"
        ),
        Action(
            "reopen", "重新办理", ("closed", "archived"), "reopened", INTAKE, ART_51, ClockEffect.RESTART,
            public="按复议决定或者判决重新办理，期限重新计算",
        ),
        Action("archive", "归档", ("closed",), "archived", OFFICER, ART_45, public="已归档"),
        Action("convert", "转为主动公开", ("closed", "archived"), None, INTAKE, ART_44, public="此信息转为主动公开"),
    )  # fmt: skip


def _throughout() -> tuple[Action, ...]:
    return (
        Action(
            "extend", "延期答复", (*OURS[:-1], "consulting", "awaiting_reasons"), None, (Role.HEAD,), ART_33,
            ClockEffect.EXTEND, public="延长答复期限",
        ),
        Action("escalate", "逾期上报", OURS, None, (), ART_33),
        Action(
            "withdraw", "撤回申请", tuple(stage for stage in OPEN if stage != "approved"), "closed", OFFICER, ART_27,
            ClockEffect.END, public="您撤回了申请",
        ),
        Action("change_kind", "更正申请人类别", OPEN, None, OFFICER, "年度报告格式：申请人情况"),
        Action(
            "confirm_kind", "复核申请人类别", OPEN, None, (Role.CHECKER, Role.APPROVER, Role.HEAD),
            "年度报告格式：申请人情况",
        ),
        Action("receive_letter", "收到来信", ("unconfirmed", *OPEN, "closed"), None, (), ART_31),
        Action("assist", "提供帮助", OPEN, None, OFFICER, ART_43),
        Action("serve_letter", "登记文书送达", (*OPEN, "closed", "archived"), None, OFFICER, ART_45),
        Action("make_receipt", "制作送达回证", (*OPEN, "closed"), None, OFFICER, ART_45),
        Action("attach_signed", "归入签收件", (*OPEN, "closed"), None, OFFICER, ART_45),
    )  # fmt: skip


ACTIONS = (
    *_intake(),
    *_correction(),
    *_questions(),
    *_excess(),
    *_reply(),
    *_throughout(),
    *APPLICANT_ACTIONS,
)


def must_be_lawful(history: Iterable[Entry], attempt: Attempt, calendar: WorkingCalendar) -> None:
    """Refuse an act the Regulation does not allow at this point of the request."""
    if not law.has_rule(attempt.action):
        return
    history = tuple(history)
    course = course_of(Happened(entry.action, entry.happened_on, entry.data) for entry in history)
    clock = clock_of(DISCLOSURE, history, calendar)
    law.must_be_lawful(
        attempt.action, course, Occasion(attempt.on, attempt.entered_on, attempt.data, clock, calendar)
    )


PARTS = (
    "searches", "consultations", "replies", "co_handlings", "fee", "kind_changes", "redactions", "satisfaction",
    "notice_choice",
)  # fmt: skip


def detail_state(case: Case, rows: Rows) -> Mapping[str, Any]:
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
            [s.place, s.keywords, s.period, s.person, str(s.searched_on), s.result] for s in rows("searches")
        ],
        "consultations": [
            [c.kind, c.party, str(c.sent_on), str(c.received_on), c.answer, c.reasons, str(c.closed_on)]
            for c in rows("consultations")
        ],
        "replies": [
            [
                r.version,
                r.outcome,
                r.ground,
                r.reasons,
                r.information,
                r.referral,
                r.evidence,
                r.earlier_case_id,
                r.reviewed_by,
                r.approved_by,
                *((r.rendition_id, r.separation) if r.rendition_id or r.separation else ()),
            ]
            for r in rows("replies")
        ],
        "co_handlings": [
            [c.unit_id, c.question, str(c.due_on), c.answer, c.answered_by, str(c.answered_on)]
            for c in rows("co_handlings")
        ],
        "fee": [
            [
                f.scale,
                f.quantity,
                str(f.amount),
                str(f.received_on),
                str(f.paid_on),
                f.receipt,
                str(f.cancelled_on),
            ]
            for f in rows("fee")
        ],
        "kind_changes": [
            [k.before, k.after, k.reason, k.proposed_by, k.confirmed_by] for k in rows("kind_changes")
        ],
        **separation.state_of(rows("redactions")),
        **applicants_part(rows("satisfaction"), rows("notice_choice")),
        # Only once a decision has reopened it: what was signed before keeps its digest.
        **({"counted": [str(case.first_closed_on), case.first_outcome]} if case.first_closed_on else {}),
    }


def notices_to(case: Case) -> tuple[Address, ...]:
    """Return where the applicant asked to be told of progress (进展通知); nobody is told who did not ask.

    What she chose after looking her case up takes the place of what she said in the application.
    """
    chosen = getattr(case, "notice_choice", None)
    if chosen is not None:
        wanted = ((Notice.Channel.EMAIL, chosen.email), (Notice.Channel.SMS, notices.mobile(chosen.phone)))
        return tuple(Address(channel, address) for channel, address in wanted if address)
    request = case.request  # type: ignore[attr-defined]
    match request.notify_by:
        case Notice.Channel.EMAIL if request.email:
            return (Address(Notice.Channel.EMAIL, request.email),)
        case Notice.Channel.SMS if number := notices.mobile(request.phone):
            return (Address(Notice.Channel.SMS, number),)
    return ()


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
        parts=PARTS,
        url_name="disclosure_case",
        valid_from=date(2019, 5, 15),
        must_be_lawful=must_be_lawful,
        notices_to=notices_to,
    )
)
