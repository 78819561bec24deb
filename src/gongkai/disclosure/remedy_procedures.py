"""The procedures of a reconsideration (行政复议) and of a lawsuit (行政诉讼) over a request, seen from the organ."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, ClockEffect, Procedure, Rows, Stage, register
from gongkai.disclosure.procedure import INTAKE
from gongkai.law.periods import CalendarDays
from gongkai.units.models import Role

REVIEW_KEY, LAWSUIT_KEY = "review", "lawsuit"
KEYS = (REVIEW_KEY, LAWSUIT_KEY)
OFFICER = (Role.OFFICER,)
UNDECIDED = ("notified", "answering", "awaiting", "hearing")
AFTER = ("decided", "closed")
OUTCOMES = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果"}


def _stages(answer: str, hearing: str, *more: Stage) -> tuple[Stage, ...]:
    return (
        Stage("notified", f"待{answer}", "", OFFICER, f"准备{answer}和证据"),
        Stage("answering", f"{answer}准备中", "", OFFICER, f"提交{answer}和证据"),
        Stage("awaiting", "等待决定", "", OFFICER, "查询结果并登记"),
        Stage("hearing", f"待{hearing}", "", OFFICER, f"参加{hearing}"),
        *more,
        Stage("decided", "已审结", "", OFFICER, "登记履行和整改，结案"),
        Stage("closed", "已结案", "", terminal=True),
    )


def _actions(answer: str, hearing: str, articles: Mapping[str, str], *more: Action) -> tuple[Action, ...]:
    return (
        Action("notify", "收到通知", (), "notified", INTAKE, articles["answer"], ClockEffect.START),
        Action("take_up", "承办", ("notified",), "answering", OFFICER, articles["answer"]),
        Action("write", "制作文书", UNDECIDED, None, OFFICER, articles["answer"]),
        Action("attach", "存入材料", (*UNDECIDED, *AFTER), None, OFFICER, articles["answer"]),
        Action(
            "submit_answer", f"提交{answer}", ("notified", "answering"), "awaiting", OFFICER, articles["answer"], ClockEffect.END
        ),
        Action("set_hearing", f"{hearing}通知", ("awaiting", "hearing"), "hearing", OFFICER, articles["hearing"]),
        Action("hold_hearing", f"登记{hearing}", ("hearing",), "awaiting", OFFICER, articles["hearing"]),
        *more,
        Action("decide", "登记结果", UNDECIDED, "decided", INTAKE, articles["decision"], ClockEffect.END),
        Action("implement", "登记履行", ("decided",), None, OFFICER, articles["implement"]),
        Action("learn", "案后整改", AFTER, None, INTAKE, "《条例》第四十七条"),
        Action("finish_lesson", "整改完成", AFTER, None, INTAKE, "《条例》第四十七条"),
        Action("close", "结案", ("decided",), "closed", INTAKE, "《条例》第四十五条"),
        Action("escalate", "逾期上报", ("notified", "answering"), None, (), articles["answer"]),
    )  # fmt: skip


def detail_state(case: Case, rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of a review or lawsuit beside its case."""
    remedy = case.remedy  # type: ignore[attr-defined]
    return {
        "request": remedy.request_id,
        "kind": remedy.kind,
        "body": [remedy.body, remedy.number, remedy.claims, remedy.simplified],
        "days": [str(remedy.accepted_on), str(remedy.notified_on), str(remedy.decided_on)],
        "instance": remedy.instance,
        "hearing": [str(remedy.hearing_on), remedy.hearing_place],
        "decision": [remedy.decision, remedy.decision_number, remedy.result],
        "order": [remedy.orders_reply, str(remedy.implement_by), str(remedy.implemented_on)],
        "lessons": [
            [lesson.wrong, lesson.change, str(lesson.due_on), str(lesson.done_on), lesson.done]
            for lesson in rows("lessons")
        ],
    }


REVIEW = register(
    Procedure(
        key=REVIEW_KEY,
        label="行政复议",
        version="2019-05-15",
        period=CalendarDays(10),
        number_pattern="复议应对〔{year}〕{serial}号",
        stages=_stages("答复", "听证"),
        actions=_actions(
            "答复",
            "听证",
            {
                "answer": "《行政复议法》第四十八条",
                "hearing": "《行政复议法》第五十条",
                "decision": "年度报告表四",
                "implement": "《行政复议法》第七十七条",
            },
        ),
        detail_state=detail_state,
        parts=("lessons",),
        url_name="remedy_case",
        valid_from=date(2019, 5, 15),
    )
)

LAWSUIT = register(
    Procedure(
        key=LAWSUIT_KEY,
        label="行政诉讼",
        version="2019-05-15",
        period=CalendarDays(15),
        number_pattern="应诉〔{year}〕{serial}号",
        stages=_stages(
            "答辩", "开庭", Stage("judged", "一审已判、待生效", "", OFFICER, "上诉期满后登记生效或上诉")
        ),
        actions=_actions(
            "答辩",
            "开庭",
            {
                "answer": "《行政诉讼法》第六十七条",
                "hearing": "《行政诉讼法》第三条",
                "decision": "年度报告表四",
                "implement": "《行政诉讼法》第九十四条",
            },
            Action(
                "judge", "登记一审判决", UNDECIDED, "judged", INTAKE, "《行政诉讼法》第八十五条", ClockEffect.END
            ),
            Action(
                "answer_appeal", "对方上诉", ("judged",), "notified", INTAKE, "《行政诉讼法》第八十五条", ClockEffect.RESTART
            ),
            Action("appeal", "本机关上诉", ("judged",), "awaiting", INTAKE, "《行政诉讼法》第八十五条", ClockEffect.END),
            Action("take_effect", "判决生效", ("judged",), "decided", INTAKE, "《行政诉讼法》第八十五条", ClockEffect.END),
        ),
        detail_state=detail_state,
        parts=("lessons",),
        url_name="remedy_case",
        valid_from=date(2019, 5, 15),
    )
)  # fmt: skip


def procedure_of(kind: str) -> Procedure:
    return REVIEW if kind == "review" else LAWSUIT
