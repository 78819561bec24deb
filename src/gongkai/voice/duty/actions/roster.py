"""The roster (值班表): people, a month built at once, changes and swaps with their reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongkai.cases.actions import AlreadyDone, local_day
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor
from gongkai.voice.duty import alarms, roster
from gongkai.voice.duty.actions.rules import ROSTER_RULE, must_be_staff, must_say
from gongkai.voice.duty.models import DutyPerson, Shift, ShiftChange

Part = DutyPerson.Part
KEEPERS = (Role.OFFICER, Role.HEAD, Role.COMPETENT)
MOST_TURNS = 200


@dataclass(frozen=True)
class Turn:
    """Who takes a half day or a whole day."""

    day: date
    half: str
    leader: DutyPerson | None
    officers: tuple[DutyPerson, ...]
    driver: DutyPerson | None = None
    note: str = ""


def save_person(
    unit: Unit, *, part: str, name: str, by: Actor, at: datetime, post: str = "", phone: str = "",
    user: User | None = None, sort: int = 0, is_active: bool = True, person: DutyPerson | None = None,
) -> DutyPerson:  # fmt: skip
    """登记值班人员: enter somebody who takes duty, or change what is known of her."""
    by.must_hold(KEEPERS, unit)
    name = must_say(name, "姓名")
    if user is not None and not user.posts.on(local_day(at)).filter(unit=unit).exists():
        raise Refusal(
            f"账号“{user}”不在{unit.short_name}任职。",
            article=ROSTER_RULE,
            advice="请选择本单位的账号，或者留空。",
        )
    with transaction.atomic():
        twin = DutyPerson.objects.filter(unit=unit, part=part, name=name).first()
        if twin is not None and twin != person:
            raise Refusal(
                f"{Part(part).label}“{name}”已经登记。",
                article=ROSTER_RULE,
                advice="同名的请在姓名后加以区别。",
            )
        row = person or DutyPerson(unit=unit)
        row.part, row.name, row.post, row.user = part, name, post.strip(), user
        row.phone, row.sort, row.is_active = phone.strip(), sort, is_active
        row.save()
        record_fact(
            f"duty_person/{row.pk}", "duty.person", at=at, by=by.name, unit=unit.code, data={"part": part}
        )
    return row


def build(unit: Unit, turns: Sequence[Turn], *, by: Actor, at: datetime, source: str) -> list[Shift]:
    """排班: enter turns that have no shift yet. One that has is left as it is: it is changed one by one."""
    by.must_hold(KEEPERS, unit)
    if not turns:
        raise Refusal("没有要排的班次。", article=ROSTER_RULE, advice="这些日期已经排过，请在表中逐个调整。")
    if len(turns) > MOST_TURNS:
        raise Refusal(f"一次最多排{MOST_TURNS}个班次。", article=ROSTER_RULE, advice="请分月排班。")
    # Before the morning's change yesterday's turn is still under way.
    past = [turn.day for turn in turns if turn.day < roster.duty_day(at)]
    if past:
        raise Refusal(f"{past[0]}已经过去，不能再排班。", article=ROSTER_RULE, advice="请从今天起排班。")
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        days = {turn.day for turn in turns}
        before = set(Shift.objects.filter(unit=unit, day__in=days).values_list("day", "half"))
        made = [_enter(unit, turn) for turn in turns if not _clashes(turn, before)]
        if not made:
            raise AlreadyDone("这些日期已经排过班。", article=ROSTER_RULE, advice="请在表中逐个调整。")
        alarms.clear_settled(unit, at)
        record_fact(
            f"duty_roster/{unit.code}", "duty.build_roster", at=at, by=by.name, unit=unit.code,
            data={"first": str(min(days)), "last": str(max(days)), "shifts": len(made), "source": source},
        )  # fmt: skip
    return made


def _clashes(turn: Turn, before: Iterable[tuple[date, str]]) -> bool:
    """Tell whether a turn lies upon a shift: the same half, or one of the two is the whole day."""
    whole = Shift.Half.WHOLE.value
    return any(day == turn.day and (half == turn.half or whole in (half, turn.half)) for day, half in before)


def _enter(unit: Unit, turn: Turn) -> Shift:
    starts, ends = roster.span(turn.day, turn.half)
    shift = Shift.objects.create(
        unit=unit, day=turn.day, half=turn.half, starts_at=starts, ends_at=ends, leader=turn.leader,
        driver=turn.driver, note=turn.note,
    )  # fmt: skip
    shift.officers.set(turn.officers)
    return shift


def change(
    shift: Shift, *, leader: DutyPerson | None, officers: Iterable[DutyPerson], reason: str, by: Actor,
    at: datetime, driver: DutyPerson | None = None, note: str = "", revision: int | None = None,
) -> Shift:  # fmt: skip
    """调班: set who takes a shift, with the reason; who was to take it stays on record."""
    by.must_hold(KEEPERS, shift.unit)
    reason = must_say(reason, "调班的理由")
    officers = list(officers)
    if any(person.unit_id != shift.unit_id for person in (leader, driver, *officers) if person):
        raise Refusal(
            "有人不在本单位的值班人员名单上。", article=ROSTER_RULE, advice="请先登记为本单位的值班人员。"
        )
    with transaction.atomic():
        locked = _changeable(shift, at)
        if revision is not None and revision != locked.revision:
            raise AlreadyDone(
                f"{locked}刚刚由别人调整为：{_said(locked)}。",
                article=ROSTER_RULE,
                advice="请看过后再决定是否提交。",
            )
        before = _said(locked)
        locked.leader, locked.driver, locked.note = leader, driver, note.strip()
        locked.officers.set(officers)
        _keep(locked, before, reason, by=by, at=at)
        alarms.clear_settled(locked.unit, at)
        _record(locked, by=by, at=at)
    return locked


def swap(
    first: Shift, second: Shift, *, out: DutyPerson, into: DutyPerson, reason: str, by: Actor, at: datetime
) -> None:
    """换班: ``out`` of the first shift and ``into`` of the second take each other's turn."""
    by.must_hold(KEEPERS, first.unit)
    reason = must_say(reason, "换班的理由")
    if first.pk == second.pk or first.unit_id != second.unit_id or out.part != into.part or out.pk == into.pk:
        raise Refusal(
            "换班要在本单位的两个班次、职责相同的两个人之间进行。", article=ROSTER_RULE, advice="请重新选择。"
        )
    with transaction.atomic():
        locked = {pk: _changeable_by_key(pk, at) for pk in sorted((first.pk, second.pk))}
        for shift, leaving, coming in ((first, out, into), (second, into, out)):
            row = locked[shift.pk]
            before = _said(row)
            _replace(row, leaving, coming)
            _keep(row, before, f"换班：{reason}", by=by, at=at)
        for row in locked.values():
            _record(row, by=by, at=at)


def _replace(shift: Shift, leaving: DutyPerson, coming: DutyPerson) -> None:
    officers = list(shift.officers.all())
    if shift.leader_id == leaving.pk:
        shift.leader = coming
    elif shift.driver_id == leaving.pk:
        shift.driver = coming
    elif leaving in officers and coming not in officers:
        shift.officers.set([coming if person == leaving else person for person in officers])
    else:
        raise Refusal(
            f"{leaving.name}不在{shift}，或者{coming.name}已经在这一班。",
            article=ROSTER_RULE,
            advice="请重新选择。",
        )


def read_phones(unit: Unit, *, by: Actor, at: datetime) -> list[DutyPerson]:
    """Return the people of a unit with their numbers in full; the reading is logged (D90)."""
    if not by.holds(Role.COMPETENT, ""):
        must_be_staff(by, unit)
    with transaction.atomic():
        record_fact(f"duty_roster/{unit.code}", "duty.read_phones", at=at, by=by.name, unit=unit.code)
    return list(DutyPerson.objects.filter(unit=unit, is_active=True))


def _changeable(shift: Shift, at: datetime) -> Shift:
    return _changeable_by_key(shift.pk, at)


def _changeable_by_key(key: int, at: datetime) -> Shift:
    rows = Shift.objects.select_for_update(of=("self",), no_key=True).select_related(
        "unit", "leader", "driver"
    )
    locked = rows.get(pk=key)
    if locked.ends_at <= at:
        raise Refusal(
            f"{locked}已经结束，不能再调整。", article=ROSTER_RULE, advice="实际情况请写在值班日志里。"
        )
    return locked


def _said(shift: Shift) -> str:
    driver = f"，司机{shift.driver}" if shift.driver else ""
    return f"带班{shift.leader or '空'}，值班{shift.names or '空'}{driver}"


def _keep(shift: Shift, before: str, reason: str, *, by: Actor, at: datetime) -> None:
    shift.revision += 1
    shift.save(update_fields=["leader", "driver", "note", "revision"])
    ShiftChange.objects.create(
        shift=shift, before=before[:300], after=_said(shift)[:300], reason=reason[:200], by=by.name, at=at
    )


def _record(shift: Shift, *, by: Actor, at: datetime) -> None:
    data = {"day": str(shift.day), "half": shift.half, "revision": shift.revision}
    record_fact(
        f"duty_shift/{shift.pk}", "duty.change_shift", at=at, by=by.name, unit=shift.unit.code, data=data
    )
