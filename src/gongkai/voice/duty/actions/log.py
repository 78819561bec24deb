"""The duty log (值班日志): lines are added and corrected by further lines, never changed."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.models import Unit
from gongkai.units.posts import Actor
from gongkai.voice.duty.actions.rules import ROSTER_RULE, must_be_staff, must_say
from gongkai.voice.duty.models import DutyLogEntry


@dataclass(frozen=True)
class Line:
    """What is written into the log. ``happened_at`` is when it happened; when it is recorded the platform says."""

    kind: str
    happened_at: datetime
    text: str
    place: str = ""
    informed: str = ""
    reporter_name: str = ""
    reporter_post: str = ""
    reporter_phone: str = ""


def note(unit: Unit, line: Line, *, by: Actor, at: datetime, token: str) -> DutyLogEntry:
    """记日志. The same form sent twice is one line."""
    must_be_staff(by, unit)
    return _write(unit, line, by=by, at=at, token=token, corrects=None)


def correct(entry: DutyLogEntry, line: Line, *, by: Actor, at: datetime, token: str) -> DutyLogEntry:
    """更正日志: a line that stands beside the one it corrects, which stays to be read."""
    must_be_staff(by, entry.unit)
    if entry.corrects_id:
        raise Refusal("更正的是一条更正。", article=ROSTER_RULE, advice="请更正原来的那条记录。")
    return _write(entry.unit, line, by=by, at=at, token=token, corrects=entry)


def read_caller(entry: DutyLogEntry, *, by: Actor, at: datetime) -> DutyLogEntry:
    """Return a line with the caller's data in full; the reading is logged (D90)."""
    must_be_staff(by, entry.unit)
    # The line of a call about an event is proven with the event.
    subject = f"case/{entry.case_id}" if entry.case_id else f"duty_log/{entry.pk}"
    with transaction.atomic():
        record_fact(subject, "duty.read_caller", at=at, by=by.name, unit=entry.unit.code)
    return entry


def _write(
    unit: Unit, line: Line, *, by: Actor, at: datetime, token: str, corrects: DutyLogEntry | None
) -> DutyLogEntry:
    must_say(line.text, "起因、经过和措施")
    if line.happened_at > at:
        raise Refusal("发生时间晚于现在。", article=ROSTER_RULE, advice="请填写实际发生的时间。")
    with transaction.atomic():
        # The row of the unit serialises two clicks on one form.
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        sent = DutyLogEntry.objects.filter(form_token=token).first()
        if sent is not None:
            return sent
        entry = DutyLogEntry.objects.create(
            unit=unit,
            recorded_by=by.name,
            recorded_at=at,
            corrects=corrects,
            form_token=token,
            **asdict(line),
        )
        verb = "duty.correct_log" if corrects else "duty.log"
        data = {"corrects": corrects.pk} if corrects else {}
        record_act(entry, verb, at=at, by=by.name, unit=unit.code, data=data)
    return entry
