"""What the competent office decides about remedies and record corrections: periods, and columns of Table 4 (D98)."""

from datetime import date, datetime

from django.db import transaction

from gongkai.disclosure.actions.rulings import TABLE_4, within
from gongkai.disclosure.models import OfficeDecision, OfficePeriod
from gongkai.disclosure.remedy_procedures import KEYS, OUTCOMES
from gongkai.law.refusal import Refusal
from gongkai.law.remedy_rules import PERIOD_LABELS
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role
from gongkai.units.posts import Actor


def set_period(key: str, text: str, *, since: date, source: str, by: Actor, at: datetime) -> OfficePeriod:
    """Give a period from ``since`` on. Acts already entered keep the period they were entered with."""
    _must_be_competent(by, source)
    if key not in PERIOD_LABELS:
        raise Refusal("没有这个期限。", article="", advice="请从列表中选择。")
    with transaction.atomic():
        made = OfficePeriod.objects.create(
            key=key, period=str(within(text)), since=since, source=source.strip(), entered_by=by.name
        )
        data = {"key": key, "period": made.period, "since": str(since)}
        record_fact(f"office_period/{made.pk}", "disclosure.set_period", at=at, by=by.name, data=data)
    return made


def set_decision(
    procedure: str, decision: str, column: str, *, since: date, source: str, by: Actor, at: datetime
) -> OfficeDecision:
    """Say what a kind of decision counts as in Table 4 from ``since`` on. Cases decided keep their column."""
    _must_be_competent(by, source)
    if procedure not in KEYS or column not in OUTCOMES or not decision.strip():
        raise Refusal("程序、决定和计入的栏目都要填写。", article=TABLE_4, advice="请补充后保存。")
    with transaction.atomic():
        made = OfficeDecision.objects.create(
            procedure=procedure, decision=decision.strip(), column=column, since=since,
            source=source.strip(), entered_by=by.name,
        )  # fmt: skip
        data = {"decision": made.decision, "column": column, "since": str(since)}
        record_fact(f"office_decision/{made.pk}", "disclosure.set_decision", at=at, by=by.name, data=data)
    return made


def _must_be_competent(by: Actor, source: str) -> None:
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(f"{by.name}不是主管部门人员。", article="岗位分离", advice="请由政务公开办办理。")
    if not source.strip():
        raise Refusal("没有写明依据。", article="", advice="请写明文件、会议或者负责人。")
