"""Periods of reconsideration and litigation, and what a decision counts as in Table 4: the defaults.

Each names its article and how sure it is. What stands here begins the office's own table: a value that a court
reads differently is changed there, with its source, and not in the code.
"""

from dataclasses import dataclass
from datetime import date

from gongkai.law.periods import CalendarDays, Months, Period, WorkingDays

IN_FORCE_1999 = date(1999, 10, 1)
LAWSUITS_SINCE = date(2015, 5, 1)
IN_FORCE_2024 = date(2024, 1, 1)
ALWAYS = date(2008, 5, 1)  # the first Regulation on disclosure


@dataclass(frozen=True)
class PeriodRule:
    """A period (期限) with the day from which it holds."""

    key: str
    period: Period
    since: date
    source: str


PERIOD_LABELS = {
    "review_answer": "行政复议：答复并提交证据",
    "review_answer_simplified": "行政复议（简易程序）：答复并提交证据",
    "review_decision": "行政复议：作出决定",
    "review_decision_simplified": "行政复议（简易程序）：作出决定",
    "sue_after_review": "申请人不服复议决定：起诉",
    "lawsuit_answer": "行政诉讼一审：答辩并提交证据",
    "lawsuit_decision": "行政诉讼一审：作出判决",
    "appeal": "不服一审判决：上诉",
    "appeal_answer": "行政诉讼二审：答辩",
    "appeal_decision": "行政诉讼二审：作出判决",
    "closing": "决定后的履行、整改和结案",
    "record_correction": "政府信息更正：办理目标",
}
PERIODS = (
    PeriodRule("review_answer", CalendarDays(10), IN_FORCE_1999, "《行政复议法》（1999年）第二十三条：收到申请书副本之日起10日"),
    PeriodRule("review_answer", WorkingDays(10), IN_FORCE_2024, "《行政复议法》（2023年）第四十八条；第八十八条：十日以内的期限按工作日计（条文待核）"),
    PeriodRule("review_answer_simplified", WorkingDays(5), IN_FORCE_2024, "《行政复议法》（2023年）第五十四条、第八十八条（条文待核）"),
    PeriodRule("review_decision", CalendarDays(60), IN_FORCE_1999, "《行政复议法》（1999年）第三十一条；（2023年）第六十二条：自受理之日起60日"),
    PeriodRule("review_decision_simplified", CalendarDays(30), IN_FORCE_2024, "《行政复议法》（2023年）第六十二条：自受理之日起30日（待核）"),
    PeriodRule("sue_after_review", CalendarDays(15), LAWSUITS_SINCE, "《行政诉讼法》第四十五条"),
    PeriodRule("lawsuit_answer", CalendarDays(15), LAWSUITS_SINCE, "《行政诉讼法》第六十七条：收到起诉状副本之日起15日"),
    PeriodRule("lawsuit_decision", Months(6), LAWSUITS_SINCE, "《行政诉讼法》第八十一条：自立案之日起6个月（待核）"),
    PeriodRule("appeal", CalendarDays(15), LAWSUITS_SINCE, "《行政诉讼法》第八十五条：判决书送达之日起15日；裁定为10日"),
    PeriodRule("appeal_answer", CalendarDays(10), LAWSUITS_SINCE, "司法解释有10日、15日两说，待核；默认取较短的10日"),
    PeriodRule("appeal_decision", Months(3), LAWSUITS_SINCE, "《行政诉讼法》第八十八条：收到上诉状之日起3个月（待核）"),
    PeriodRule("closing", WorkingDays(15), ALWAYS, "内部目标；决定指定履行期限的，以决定为准"),
    PeriodRule("record_correction", WorkingDays(20), ALWAYS, "《条例》第四十一条未定期限；本机关内部目标"),
)  # fmt: skip


@dataclass(frozen=True)
class DecisionRule:
    """What a kind of decision (复议决定、裁判结果) counts as in Table 4."""

    procedure: str
    decision: str
    column: str
    since: date
    source: str


_PRACTICE = "填报惯例，国家格式没有写明，待核"
DECISIONS = tuple(
    DecisionRule(procedure, decision, column, ALWAYS, _PRACTICE)
    for procedure, column, decisions in (
        ("review", "upheld", ("维持", "驳回复议请求")),
        ("review", "corrected", ("撤销", "变更", "确认违法", "责令履行")),
        ("review", "other", ("驳回复议申请", "终止", "撤回", "调解", "和解")),
        ("lawsuit", "upheld", ("驳回诉讼请求", "维持")),
        ("lawsuit", "corrected", ("撤销", "变更", "确认违法", "确认无效", "责令履行")),
        ("lawsuit", "other", ("驳回起诉", "撤诉", "终结诉讼", "调解")),
    )
    for decision in decisions
)
