"""Events at the duty desk: received by the platform's clock, told by telephone, graded, their figures kept current."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.actions import Opened, local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.law import emergencies
from gongkai.law.emergencies import EventKind, Level, Toll
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import PLATFORM, Actor
from gongkai.voice.duty import limits
from gongkai.voice.duty.actions.rules import must_be_staff, must_say
from gongkai.voice.duty.models import DutyEvent, DutyLogEntry
from gongkai.voice.duty.procedure import DUTY_EVENT, RULE, STAFF

VOID = "VOID"


@dataclass(frozen=True)
class Told:
    """What the reporter said. ``occurred_at`` is when it happened; when it came in the platform says.

    ``level`` empty takes the suggested one; another needs ``level_reason``.
    """

    kind: EventKind
    title: str
    place: str
    nature: str
    source: str
    occurred_at: datetime
    toll: Toll = field(default_factory=Toll)
    informed: str = ""
    measures: str = ""
    reporter_name: str = ""
    reporter_post: str = ""
    reporter_phone: str = ""
    level: Level | None = None
    level_reason: str = ""


def receive(unit: Unit, told: Told, *, by: Actor, at: datetime, token: str) -> Opened:
    """接报: open an event and write it into the log; its limits run from this moment. One form is one event."""
    must_be_staff(by, unit)
    for text, what in ((told.place, "地点"), (told.nature, "事件经过"), (told.source, "信息来源")):
        must_say(text, what)
    if told.occurred_at > at:
        raise Refusal("发生时间晚于现在。", article=RULE, advice="请填写实际发生的时间。")
    suggestion = emergencies.suggested_level(told.kind, told.toll)
    level = told.level or suggestion.level
    _must_be_explained(suggestion.level, level, told.level_reason)
    limit = limits.in_force(told.kind, local_day(at))
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        sent = DutyEvent.objects.select_related("case").filter(form_token=token).first()
        if sent is not None:
            return Opened(sent.case, "", -1)
        event = DutyEvent(
            kind=told.kind.value, received_at=at, occurred_at=told.occurred_at, place=told.place.strip(),
            nature=told.nature.strip(), source=told.source.strip(), informed=told.informed.strip(),
            measures=told.measures.strip(), reporter_name=told.reporter_name.strip(),
            reporter_post=told.reporter_post.strip(), reporter_phone=told.reporter_phone.strip(),
            **_figures(told.toll), suggested=suggestion.level.value, level=level.value,
            level_reason=told.level_reason.strip(), limit_source=limit.source,
            phone_by=limit.phone_by(at), written_by=limit.written_by(at), form_token=token,
        )  # fmt: skip
        return cases.open_case(
            DUTY_EVENT, "receive", unit=unit, title=must_say(told.title, "标题"), channel="duty", by=by, at=at,
            detail=event, data={"kind": told.kind.value, "level": level.value},
            waits_until=local_day(event.written_by), papers=lambda case: _into_the_log(case, told, by, at),
        )  # fmt: skip


def _into_the_log(case: Case, told: Told, by: Actor, at: datetime) -> None:
    """Keep the call as a line of the log too; the event of the case proves both."""
    DutyLogEntry.objects.create(
        unit=case.unit, kind=DutyLogEntry.Kind.PHONE, happened_at=at, place=told.place.strip(), case=case,
        text=f"{told.nature.strip()}（{told.toll}）"[:4000], informed=told.informed.strip(),
        reporter_name=told.reporter_name.strip(), reporter_post=told.reporter_post.strip(),
        reporter_phone=told.reporter_phone.strip(), recorded_by=by.name, recorded_at=at,
        form_token=f"event-{case.pk}",
    )  # fmt: skip


def phone(
    case: Case, *, to: str, done_at: datetime, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """登记电话报告: told upward by telephone, to whom and when; late when it came after its limit."""
    to = must_say(to, "接电话的单位和人员")
    with transaction.atomic():
        event = _locked(case)
        if event.phone_at is not None:
            raise Refusal("已经登记过电话报告。", article=RULE, advice="再次通话请写在值班日志里。")
        must_lie_between(event.received_at, done_at, at, "接报时间")
        event.phone_at, event.phone_to = done_at, to
        event.save(update_fields=["phone_at", "phone_to"])
        late = done_at > event.phone_by
        return cases.act(
            case, "phone", by=by, at=at, seen=seen, happened_on=local_day(done_at),
            note=f"{timezone.localtime(done_at):%Y-%m-%d %H:%M} 报告{to}{'（超过时限）' if late else ''}",
            public={"late": late},
        )  # fmt: skip


def set_level(
    case: Case, level: Level, *, reason: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """调整等级: another level than the one in force, with the reason."""
    reason = must_say(reason, "理由")
    with transaction.atomic():
        event = _locked(case)
        if event.level == level.value:
            raise Refusal(f"现在就是“{level.label}”。", article=RULE, advice="请选择另一个等级。")
        before = event.get_level_display()
        event.level, event.level_reason = level.value, reason[:300]
        event.save(update_fields=["level", "level_reason"])
        return cases.act(
            case, "level", by=by, at=at, seen=seen, note=f"由{before}调整为{level.label}：{reason}",
            data={"level": level.value}, public={"level": level.value},
        )  # fmt: skip


def note_casualties(
    case: Case, toll: Toll, *, source: str, by: Actor, at: datetime, seen: int | None = None
) -> CaseEvent:
    """登记伤亡变化: within 30 days (7 for road traffic and fire) another report is due, a closed event opens again."""
    source = must_say(source, "来源")
    with transaction.atomic():
        event = _locked(case)
        before = event.toll
        if toll == before:
            raise Refusal(
                "数字没有变化。", article=emergencies.ACCIDENT_RULES, advice="请核对后填写变化后的数字。"
            )
        due = emergencies.must_be_rereported(EventKind(event.kind), event.occurred_on, local_day(at))
        action, changes = "casualties", {}
        if case.closed_on is not None or case.stage == "closed":
            action = "casualties_reopen" if due else "casualties_noted"
            changes = {"closed_on": None, "outcome": ""} if due else {}
        put_toll(event, toll, at if due else event.changed_at)
        return cases.act(
            case, action, by=by, at=at, seen=seen, note=f"{before} → {toll}；来源：{source}",
            data={"toll": _figures(toll)}, changes=changes, waits_until=local_day(at) if due else None,
        )  # fmt: skip


def put_toll(event: DutyEvent, toll: Toll, changed_at: datetime | None) -> None:
    """Keep new figures; the level rises with them, and only a person lowers it."""
    for name, number in _figures(toll).items():
        setattr(event, name, number)
    suggested = emergencies.suggested_level(EventKind(event.kind), toll).level
    event.suggested, event.changed_at = suggested.value, changed_at
    if suggested.rank < Level(event.level).rank:
        event.level, event.level_reason = suggested.value, ""
    event.save(update_fields=[*_figures(toll), "suggested", "level", "level_reason", "changed_at"])


def set_aside(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """误报、重复接报: nothing to report; the leader says why."""
    reason = must_say(reason, "理由")
    if case.duty_reports.exclude(issue=None).exists():
        raise Refusal("已经签发过值班信息。", article=RULE, advice="请用终报说明情况。")
    return cases.act(
        case, "set_aside", by=by, at=at, seen=seen, note=reason,
        changes={"outcome": VOID, "closed_on": local_day(at)},
    )  # fmt: skip


def warn(case: Case, *, limit: str, late: bool, at: datetime) -> CaseEvent:
    """Tell that a limit ends soon, or has passed: once each."""
    state = "已超过时限" if late else "即将到时"
    label = {"phone": "电话报告", "written": "书面报告"}[limit]
    return cases.act(
        case, "alarm", by=PLATFORM, at=at, note=f"{label}{state}",
        data={"limit": limit, "level": "late" if late else "soon"},
    )  # fmt: skip


def read_reporter(case: Case, *, by: Actor, at: datetime) -> DutyEvent:
    """Return the reporter's data in full for those on duty; the reading is logged (D90)."""
    by.must_hold((*STAFF, Role.COMPETENT), case.unit)
    with transaction.atomic():
        record_fact(f"case/{case.pk}", "duty.read_reporter", at=at, by=by.name, unit=case.unit.code)
    return DutyEvent.objects.get(case=case)


def must_lie_between(earliest: datetime, done_at: datetime, now: datetime, what: str) -> None:
    """Refuse a moment before ``earliest`` or in the future. Typed minutes have no seconds, so the minute counts."""
    if not earliest.replace(second=0, microsecond=0) <= done_at <= now:
        raise Refusal(f"时间早于{what}，或者晚于现在。", article=RULE, advice="请填写实际发生的时间。")


def _must_be_explained(suggested: Level, level: Level, reason: str) -> None:
    if level is not suggested and not reason.strip():
        raise Refusal(
            f"按数字应为“{suggested.label}”，您选择了“{level.label}”。",
            article=f"{emergencies.ACCIDENT_RULES}第三条",
            advice="请写明理由，或者采用建议的等级。",
        )


def _figures(toll: Toll) -> dict[str, Any]:
    return {
        "deaths": toll.deaths, "missing": toll.missing, "serious": toll.serious, "minor": toll.minor, "loss": toll.loss
    }  # fmt: skip


def _locked(case: Case) -> DutyEvent:
    return DutyEvent.objects.select_for_update(no_key=True).get(case=case)
