"""Checks of duty posts (查岗): by the duty office of the district; who did not answer explains."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases.actions import AlreadyDone, local_day
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor, competent_office
from gongkai.voice.duty.actions.rules import ROSTER_RULE, must_be_staff, must_say
from gongkai.voice.duty.models import DutyCheck


@dataclass(frozen=True)
class Checked:
    """What a check found: by which way, when, whether somebody was at the post."""

    way: str
    checked_at: datetime
    is_manned: bool
    found: str


def check(unit: Unit, what: Checked, *, by: Actor, at: datetime) -> DutyCheck:
    """登记查岗. A post found empty is asked to explain."""
    office = competent_office(local_day(at))
    if not by.holds(Role.COMPETENT, ""):
        if office is None:
            raise Refusal("没有主管部门，不能查岗。", article=ROSTER_RULE, advice="请先登记主管部门的任职。")
        must_be_staff(by, office)
    if what.checked_at > at:
        raise Refusal("查岗时间晚于现在。", article=ROSTER_RULE, advice="请填写实际查岗的时间。")
    with transaction.atomic():
        row, made = DutyCheck.objects.get_or_create(
            unit=unit, checked_at=what.checked_at,
            defaults={
                "way": what.way, "is_manned": what.is_manned, "checked_by": by.name,
                "found": must_say(what.found, "查岗情况")[:300],
            },
        )  # fmt: skip
        if not made:
            raise AlreadyDone(
                f"{row.checked_by}已登记{unit.short_name}这一时刻的查岗。",
                article=ROSTER_RULE,
                advice="不必重复登记。",
            )
        data = {"manned": what.is_manned, "way": what.way}
        record_fact(f"duty_check/{row.pk}", "duty.check", at=at, by=by.name, unit=unit.code, data=data)
    return row


def explain(row: DutyCheck, *, text: str, by: Actor, at: datetime) -> DutyCheck:
    """说明情况: the unit says why nobody answered."""
    must_be_staff(by, row.unit)
    text = must_say(text, "情况说明")
    with transaction.atomic():
        locked = (
            DutyCheck.objects.select_for_update(of=("self",), no_key=True)
            .select_related("unit")
            .get(pk=row.pk)
        )
        if locked.is_manned or locked.explained_at is not None:
            said = (
                f"已于{timezone.localtime(locked.explained_at):%m-%d %H:%M}说明"
                if locked.explained_at
                else "在岗"
            )
            raise AlreadyDone(f"这次查岗{said}。", article=ROSTER_RULE, advice="不需要说明。")
        locked.explanation, locked.explained_by, locked.explained_at = text[:500], by.name, at
        locked.save(update_fields=["explanation", "explained_by", "explained_at"])
        record_fact(f"duty_check/{row.pk}", "duty.explain_check", at=at, by=by.name, unit=row.unit.code)
    return locked
