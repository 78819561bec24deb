"""The one door through which a case changes: open it, act on it, put papers to it.

A module's verb checks what its law asks for, writes its own rows (detail, letters, files), then calls
:func:`act`; all of it stands in one transaction, and the ledger event covers the state it leaves behind. Nothing else writes ``Case``, ``CaseEvent`` or ``Step``.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from gongkai.cases import deadlines, notices, numbers
from gongkai.cases import procedure as procedures
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Attachment, Case, CaseEvent, Step
from gongkai.cases.procedure import Action, Attempt, Procedure
from gongkai.law.calendar import Deadline, WorkingCalendar
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit
from gongkai.units.posts import Actor

Papers = Callable[[Case], object]
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


class AlreadyDone(Refusal):
    """Somebody else acted on the case since the page was opened."""


@dataclass(frozen=True)
class Opened:
    """A case just opened and the lookup code (查询码), which is shown once and stored only as a hash."""

    case: Case
    code: str
    ledger_index: int


def open_case(
    procedure: Procedure,
    first: str,
    *,
    unit: Unit,
    title: str,
    channel: str,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    detail: Any = None,
    parent: Case | None = None,
    code: str | None = None,
    arrived_at: datetime | None = None,
    received_on: date | None = None,
    waits_until: date | None = None,
    papers: Papers | None = None,
) -> Opened:
    """Open a case by the act ``first`` and give it number and lookup code.

    ``arrived_at`` is when it reached the organ, where that was before it is entered.

    ``detail`` is the unsaved row of the procedure's own table; it is saved with the case so that the ledger
    event covers it. The stage before the first act is empty. A ``code`` is given where the same form sent
    twice must lead to the same receipt; otherwise it is drawn.
    """
    code = code or new_code(secrets.token_bytes(16))
    action = procedure.action(first)
    with transaction.atomic():
        year = timezone.localtime(at).year
        serial = numbers.take(f"{procedure.key}/{year}")
        case = Case.objects.create(
            number=procedure.number_pattern.format(year=year, serial=serial),
            procedure=procedure.key,
            procedure_version=procedure.version,
            unit=unit,
            title=title,
            channel=channel,
            stage="",
            arrived_at=arrived_at or at,
            received_on=received_on,
            lookup_hash=hash_code(code),
            parent=parent,
        )
        if detail is not None:
            detail.case = case
            detail.save()
        _, index = _record(
            case,
            procedure,
            action,
            history=(),
            by=by,
            at=at,
            happened_on=received_on or local_day(at),
            data=data or {},
            calendar=_calendar(),
            waits_until=waits_until,
            papers=papers,
        )
    return Opened(case, code, index)


def act(
    case: Case,
    action_id: str,
    *,
    by: Actor,
    at: datetime,
    happened_on: date | None = None,
    seen: int | None = None,
    data: Mapping[str, Any] | None = None,
    ground: str = "",
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    public: Mapping[str, Any] | None = None,
    waits_until: date | None = None,
    papers: Papers | None = None,
) -> CaseEvent:
    """Perform one act of the case's procedure and return its event.

    ``seen`` is the number of events the person had on the screen: if others came since, the act is refused
    and the refusal says what was done (:class:`AlreadyDone`). ``changes`` are fields of the case that the
    act sets (``outcome``, ``received_on``, ``handler`` …). ``public`` goes into the ledger in clear: no
    personal data there. ``waits_until`` is the day by which somebody outside should answer while the clock
    stands still; the open step shows it. ``papers`` writes the letters and files that belong to the act, once the
    case has its new state and deadline, so that the ledger event covers them.
    """
    with transaction.atomic():
        locked = _locked(case)
        procedure = procedures.get(locked.procedure)
        action = procedure.action(action_id)
        _must_be_current(locked, seen, by)
        procedure.must_be_possible(action, locked.stage)
        if action.roles:
            by.must_hold(action.roles, locked.unit)
        day = happened_on or local_day(at)
        if day > local_day(at):
            raise Refusal(
                f"发生日期 {day} 晚于今天。", article=action.article, advice="请填写实际发生的日期。"
            )
        first = min(local_day(locked.arrived_at), locked.received_on or day)
        if day < first:
            raise Refusal(
                f"发生日期 {day} 早于收到之日 {first}。",
                article=action.article,
                advice="请填写实际发生的日期。",
            )
        attempt = Attempt(action.id, day, local_day(at), data or {})
        history = locked.events.order_by("seq")
        calendar = _calendar()
        procedure.must_be_lawful(history, attempt, calendar)
        for name, value in (changes or {}).items():
            setattr(locked, name, value)
        event, _ = _record(
            locked,
            procedure,
            action,
            history=history,
            by=by,
            at=at,
            happened_on=day,
            data=data or {},
            calendar=calendar,
            ground=ground,
            note=note,
            public=public or {},
            waits_until=waits_until,
            papers=papers,
        )
    _follow(case, locked)
    return event


def _follow(case: Case, locked: Case) -> None:
    """Let the case in the caller's hand say what the locked one says, the unit it has now included."""
    for field in Case._meta.concrete_fields:
        if field.generated:
            continue
        setattr(case, field.attname, getattr(locked, field.attname))
        if isinstance(field, models.ForeignKey) and field.is_cached(locked):
            field.set_cached_value(case, field.get_cached_value(locked))


@dataclass(frozen=True)
class Moved:
    """A deadline moved by a corrected calendar: from, to, and the day it now ends on for certain or not."""

    case: Case
    before: date | None
    after: Deadline


def moved_by_calendar(calendar: WorkingCalendar) -> list[Moved]:
    """Return the open cases whose deadline ``calendar`` moves. While a clock stands still nothing moves:
    the day somebody outside was told stays, and the rest follows when the clock runs again.
    """
    moved = []
    for case in Case.objects.open().exclude(received_on=None).select_related("unit").order_by("pk"):
        procedure = procedures.get(case.procedure)
        clock = deadlines.clock_of(procedure, case.events.order_by("seq"), calendar)
        if clock is None or clock.suspended or clock.ended_on is not None:
            continue
        after = clock.deadline
        if (after.day, after.provisional) != (case.due_on, case.due_provisional):
            moved.append(Moved(case, case.due_on, after))
    return moved


def hold_open_cases() -> None:
    """Lock every open case, for an act upon many of them.

    Rows first, the ledger after: who holds the ledger's lock and then waits for a row would be waited for.
    """
    held = Case.objects.open().select_for_update(no_key=True).order_by("pk")
    list(held.values_list("pk", flat=True))


def recalculate(case: Case, *, source: str, by: Actor, at: datetime) -> bool:
    """Move the deadline of one case to what the calendar in force says, and log old, new and reason (D4).

    Part of the act that corrects the calendar, inside its transaction. Tells whether anything moved.
    """
    locked = _locked(case)
    procedure = procedures.get(locked.procedure)
    history = locked.events.order_by("seq")
    calendar = calendar_in_force()
    clock = deadlines.clock_of(procedure, history, calendar)
    if locked.closed_on is not None or clock is None or clock.suspended:
        return False
    before, after = locked.due_on, clock.deadline
    if (after.day, after.provisional) == (before, locked.due_provisional):
        return False
    locked.due_on, locked.due_provisional = after.day, after.provisional
    moved = f"期限由{before}改为{after.day}"
    data = {"from": str(before), "to": str(after.day), "source": source}
    _record(
        locked,
        procedure,
        procedure.action(procedures.RECALCULATED.id),
        history=history,
        by=by,
        at=at,
        happened_on=local_day(at),
        data=data,
        calendar=calendar,
        note=f"{moved}：{source}",
        public=data,
    )
    for step in locked.steps.filter(done_at=None):
        step.due_on, step.todo = after.day, f"{step.todo.split('（')[0]}（{moved}）"[:60]
        step.save(update_fields=["due_on", "todo"])
    return True


def open_for_reading(case: Case, *, by: Actor, at: datetime) -> None:
    """Note that a member of staff opened the case for the first time; until then the alarm runs (D10)."""
    Case.objects.filter(pk=case.pk, first_opened_at=None).update(first_opened_at=at)


def attach(case: Case, file: CheckedFile, *, kind: str, by: Actor, at: datetime) -> Attachment:
    """Keep a checked file with the case; called from the ``papers`` of the act it belongs to."""
    attachment = Attachment(
        case=case,
        kind=kind,
        name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        added_at=at,
        added_by=by.name,
    )
    attachment.file.save(f"{attachment.sha256[:16]}{file.suffix}", ContentFile(file.content), save=False)
    attachment.save()
    return attachment


def new_code(seed: bytes) -> str:
    """Return a lookup code of letters and digits that are not mistaken for one another."""
    number = int.from_bytes(hashlib.sha256(seed).digest(), "big")
    characters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        characters.append(CODE_ALPHABET[place])
    return "".join(characters)


def hash_code(code: str) -> str:
    """Return what is stored of a lookup code; spaces, hyphens and small letters typed by people are forgiven."""
    return hashlib.sha256(code.strip().replace(" ", "").replace("-", "").upper().encode()).hexdigest()


def local_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _locked(case: Case) -> Case:
    """Lock the case. Its key does not change, so rows that refer to it may be written meanwhile."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    return rows.get(pk=case.pk)


def _must_be_current(case: Case, seen: int | None, by: Actor) -> None:
    if seen is None or seen == case.events_count:
        return
    last = case.events.order_by("-seq").first()
    assert last is not None
    label = procedures.get(case.procedure).action(last.action).label
    mine = by.user is not None and last.actor_id == by.user.pk
    raise AlreadyDone(
        f"{'您' if mine else last.actor_name}已于 {timezone.localtime(last.at):%Y-%m-%d %H:%M} 办理“{label}”，"
        "您打开的页面不是最新的。",
        article="",
        advice="重复点击的，已经办成，不必再提交；要办别的事，请返回后刷新页面。"
        if mine
        else "您填写的内容还在下面，请看过最新记录后再决定是否提交。",
    )


def _record(
    case: Case,
    procedure: Procedure,
    action: Action,
    *,
    history: Iterable[CaseEvent],
    by: Actor,
    at: datetime,
    happened_on: date,
    data: Mapping[str, Any],
    calendar: WorkingCalendar,
    ground: str = "",
    note: str = "",
    public: Mapping[str, Any] | None = None,
    waits_until: date | None = None,
    papers: Papers | None = None,
) -> tuple[CaseEvent, int]:
    """Write event, stage, deadline, open steps and the ledger event of one act; return event and ledger index.

    ``history`` are the events before it.
    """
    before = tuple(history) if action.clock is not None else ()
    signature = by.signature(action.roles, case.unit.code, case.handler_id)
    from_stage = case.stage
    case.stage = action.to or case.stage
    case.events_count += 1
    event = CaseEvent.objects.create(
        case=case,
        seq=case.events_count,
        action=action.id,
        at=at,
        happened_on=happened_on,
        actor=by.user,
        actor_name=signature,
        actor_post=by.post,
        from_stage=from_stage,
        to_stage=case.stage,
        ground=ground,
        note=note,
        data=dict(data),
    )
    if action.clock is not None:
        _refold(case, procedure, (*before, event), calendar)
    if waits_until is not None:
        case.due_on, case.due_provisional = waits_until, not calendar.is_known(waits_until)
    case.save()
    if action.to is not None or action.clock is not None:
        _renew_steps(case, procedure, at, moved=action.to is not None)
    if papers is not None:
        papers(case)
    index = record_act(
        case,
        f"{procedure.key}.{action.id}",
        at=at,
        by=signature,
        unit=case.unit.code,
        data={"number": case.number, "stage": case.stage, "seq": case.events_count, **(public or {})},
    )
    notices.announce(event, procedure, at=at)
    return event, index


def _calendar() -> WorkingCalendar:
    """Return the calendar in force, read when something first asks it: few acts do, and some ask twice."""
    return cast(WorkingCalendar, SimpleLazyObject(calendar_in_force))


def _refold(
    case: Case, procedure: Procedure, history: Iterable[CaseEvent], calendar: WorkingCalendar
) -> None:
    state = deadlines.clock_of(procedure, history, calendar)
    if state is not None:
        case.due_on, case.due_provisional = state.deadline.day, state.deadline.provisional
        # Kept as it was counted at closing, so that statistics of past years stay what they were.
        case.used_days = state.used_days(case.closed_on) if case.closed_on else None


def _renew_steps(case: Case, procedure: Procedure, at: datetime, *, moved: bool) -> None:
    stage = procedure.stage(case.stage)
    due_on = None if case.closed_on or stage.answered else case.due_on
    if not moved:
        case.steps.filter(done_at=None).update(due_on=due_on)
        return
    case.steps.filter(done_at=None).update(done_at=at)
    Step.objects.bulk_create(
        Step(
            case=case,
            unit=case.unit,
            role=role,
            todo=stage.todo or stage.label,
            since=local_day(at),
            due_on=due_on,
        )
        for role in stage.waits_for
    )
