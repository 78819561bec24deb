"""Opening rounds (开展报送): for which units, over which period, by when; more time for one; reminders; cancelling."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongkai.cases.actions import AlreadyDone, local_day
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.reporting import figures
from gongkai.reporting.rounds.filled import form_of
from gongkai.reporting.rounds.models import FormReturn, FormVersion, Reminder, Round, StatForm
from gongkai.units.models import Unit, UnitKind
from gongkai.units.posts import PLATFORM, Actor, must_be_competent

RULE = "报送规则"


@dataclass(frozen=True)
class Plan:
    """What a round is for: kind, name, first and last day of its period, the last day for handing in."""

    kind: str
    title: str
    since: date
    until: date
    due_on: date


def open_round(version: FormVersion, plan: Plan, units: Iterable[Unit], *, by: Actor, at: datetime) -> Round:
    """开展报送: ask units to fill a published form for a period. The round before is found by form and kind."""
    must_be_competent(by)
    asked = list(units)
    _must_fit(version, plan, asked)
    with transaction.atomic():
        StatForm.objects.select_for_update(no_key=True).get(pk=version.form_id)
        same = Round.objects.filter(version__form=version.form_id, kind=plan.kind, cancelled_at=None)
        twin = same.filter(since=plan.since, until=plan.until).first()
        if twin:
            raise AlreadyDone(
                f"这个统计期的“{twin.title}”已经开展。", article=RULE, advice="请在该轮次中办理。"
            )
        row = Round.objects.create(
            version=version,
            kind=plan.kind,
            title=plan.title.strip(),
            since=plan.since,
            until=plan.until,
            due_on=plan.due_on,
            previous=same.filter(until__lt=plan.since).order_by("until", "pk").last(),
            opened_by=by.name,
            opened_at=at,
        )
        for unit in asked:
            _ask(row, unit, by=by, at=at)
        record_act(
            row,
            "round.open",
            at=at,
            by=by.name,
            data={
                "form": version.form.key,
                "version": version.number,
                "title": row.title,
                "due_on": str(row.due_on),
                "units": sorted(unit.code for unit in asked),
            },
        )
    return row


def _ask(row: Round, unit: Unit, *, by: Actor, at: datetime) -> None:
    asked = FormReturn.objects.create(round=row, unit=unit, due_on=row.due_on)
    data = {"round": row.title, "due_on": str(row.due_on)}
    record_act(asked, "form_return.ask", at=at, by=by.name, unit=unit.code, data=data)


def _must_fit(version: FormVersion, plan: Plan, units: list[Unit]) -> None:
    if version.stage != FormVersion.Stage.PUBLISHED:
        raise Refusal(f"{version}还没有发布。", article=RULE, advice="请先发布报表。")
    if not plan.title.strip() or plan.kind not in Round.Kind.values:
        raise Refusal(
            "轮次要有名称和类别。", article=RULE, advice="请填写名称，选择年报、季报、月报或者临时报送。"
        )
    if plan.since > plan.until or plan.due_on < plan.until:
        raise Refusal(
            "期限不成立：统计期止期不早于起期，报送期限不早于统计期止期。",
            article=RULE,
            advice="请核对日期。",
        )
    if not units or any(unit.kind == UnitKind.GOVERNMENT for unit in units):
        raise Refusal(
            "没有选择单位，或者选了区政府本身。",
            article=RULE,
            advice="请选择要报送的单位，全区数由各单位汇总。",
        )
    returned = [name for name in form_of(version).figures if figures.get(name).kind == "returned"]
    if returned and (plan.since, plan.until) != (date(plan.until.year, 1, 1), date(plan.until.year, 12, 31)):
        raise Refusal(
            f"“{figures.get(returned[0]).label}”按年度报送，只能用于全年的轮次。",
            article=RULE,
            advice="请把统计期改为全年，或者在报表中把该格改为单位填报。",
        )


def cancel(row: Round, *, reason: str, by: Actor, at: datetime) -> Round:
    """撤销轮次: a round opened in error. What units filled stays to be read; nobody is asked any more."""
    must_be_competent(by)
    if not reason.strip():
        raise Refusal("没有写明撤销的理由。", article=RULE, advice="各单位会看到理由，请填写。")
    with transaction.atomic():
        locked = Round.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.cancelled_at is not None:
            raise AlreadyDone(f"“{locked.title}”已由{locked.cancelled_by}撤销。", article=RULE, advice="")
        returns = locked.returns.select_for_update(of=("self",), no_key=True).select_related("unit")
        asked = list(returns.order_by("pk"))
        locked.cancelled_at, locked.cancelled_by, locked.cancelled_because = at, by.name, reason.strip()[:300]
        locked.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
        data = {"round": locked.title, "reason": locked.cancelled_because}
        record_act(locked, "round.cancel", at=at, by=by.name, data=data)
        for each in asked:
            each.stage = FormReturn.Stage.CANCELLED
            each.save(update_fields=["stage"])
            record_act(each, "form_return.cancel", at=at, by=by.name, unit=each.unit.code, data=data)
    return locked


def extend(row: FormReturn, due_on: date, *, reason: str, by: Actor, at: datetime) -> FormReturn:
    """延期: give one unit more time, with the reason."""
    must_be_competent(by)
    with transaction.atomic():
        locked = _locked(row)
        if not locked.is_with_unit:
            raise AlreadyDone(
                f"{locked.unit.short_name}{locked.get_stage_display()}。", article=RULE, advice="不需要延期。"
            )
        if due_on <= locked.due_on or not reason.strip():
            raise Refusal(
                f"延期后的期限应晚于{locked.due_on}，并写明理由。", article=RULE, advice="请重新填写。"
            )
        locked.due_on, locked.extension_reason = due_on, reason.strip()[:300]
        locked.save(update_fields=["due_on", "extension_reason"])
        data = {"round": locked.round.title, "due_on": str(due_on), "reason": locked.extension_reason}
        record_act(locked, "form_return.extend", at=at, by=by.name, unit=locked.unit.code, data=data)
    return locked


def remind(row: FormReturn, days: int, *, at: datetime) -> Reminder:
    """催报: remind a unit, once for each number of days before its due date.

    Raises:
        AlreadyDone: it was reminded before, or has handed in meanwhile.
    """
    with transaction.atomic():
        locked = _locked(row)
        if not locked.is_with_unit:
            raise AlreadyDone(f"{locked.unit.short_name}已经报送。", article=RULE, advice="")
        reminder, made = Reminder.objects.get_or_create(
            form_return=locked, due_on=locked.due_on, days=days, told_by="", defaults={"told_at": at}
        )
        if not made:
            raise AlreadyDone(f"{locked.unit.short_name}已经提醒过。", article=RULE, advice="")
        data = {"round": locked.round.title, "due_on": str(locked.due_on), "days": days}
        record_act(locked, "form_return.remind", at=at, by=PLATFORM.name, unit=locked.unit.code, data=data)
    return reminder


def urge(row: FormReturn, *, by: Actor, at: datetime) -> Reminder:
    """政务公开办催报: remind a unit that has not handed in, at most once a day; its clerk and head see it first thing.

    Raises:
        AlreadyDone: it has handed in, or was urged today.
    """
    must_be_competent(by)
    with transaction.atomic():
        locked = _locked(row)
        name, today = locked.unit.short_name, local_day(at)
        if not locked.is_with_unit:
            raise AlreadyDone(f"{name}{locked.get_stage_display()}。", article=RULE, advice="不需要催报。")
        last = locked.reminders.exclude(told_by="").last()
        if last and local_day(last.told_at) == today:
            raise AlreadyDone(f"今天已由{last.told_by}催报过{name}。", article=RULE, advice="")
        days = (locked.due_on - today).days
        reminder = Reminder.objects.create(
            form_return=locked, due_on=locked.due_on, days=days, told_by=by.name, told_at=at
        )
        data = {"round": locked.round.title, "due_on": str(locked.due_on), "days": days}
        record_act(locked, "form_return.urge", at=at, by=by.name, unit=locked.unit.code, data=data)
    return reminder


def _locked(row: FormReturn) -> FormReturn:
    return (
        FormReturn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "round")
        .get(pk=row.pk)
    )
