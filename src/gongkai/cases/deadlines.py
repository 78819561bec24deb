"""The deadline of a case: a pure function of its events and of the calendar."""

from collections.abc import Iterable
from datetime import date

from gongkai.cases import procedure as procedures
from gongkai.cases.procedure import ClockEffect, Entry, Procedure
from gongkai.law import clock, periods
from gongkai.law.calendar import WorkingCalendar


def clock_of(
    procedure: Procedure, events: Iterable[Entry], calendar: WorkingCalendar
) -> clock.ClockState | None:
    """Fold the history of a case into its clock; ``None`` while no statutory period has begun.

    Suspension, restart, extension and delay read their days from the event: ``happened_on``, for an extension
    or a delay ``data["days"]`` working days, and ``data["ref"]`` for which of several questions it is. A start or
    restart with ``data["period"]`` (``10个工作日``, ``15日``) runs that period in place of the procedure's own: a
    message has one by its kind, a review one for the answer and another for what is ordered.
    """
    entries = [
        entry
        for event in events
        if (effect := procedure.action(event.action).clock) is not None
        for entry in [_entry(effect, event)]
    ]
    return clock.fold(entries, procedure.period, calendar) if entries else None


def _entry(effect: ClockEffect, event: Entry) -> clock.ClockEvent:
    day: date = event.happened_on
    period = periods.parse(event.data["period"]) if "period" in event.data else None
    match effect:
        case ClockEffect.START:
            return clock.started(day, period)
        case ClockEffect.SUSPEND:
            return clock.suspended(
                day, ground=event.note or event.action, article=event.ground, ref=_ref(event)
            )
        case ClockEffect.RESUME:
            return clock.resumed(day, ref=_ref(event))
        case ClockEffect.RESTART:
            return clock.restarted(day, reason=event.note or event.action, period=period)
        case ClockEffect.EXTEND:
            return clock.extended(int(event.data["days"]), approved_by=event.actor_name, on=day)
        case ClockEffect.DELAY:
            return clock.delayed(int(event.data["days"]), on=day)
        case ClockEffect.END:
            return clock.ended(day)


def _ref(event: Entry) -> str:
    return str(event.data.get("ref", ""))


def clock_of_case(
    case_events: Iterable[Entry], procedure_key: str, calendar: WorkingCalendar
) -> clock.ClockState | None:
    return clock_of(procedures.get(procedure_key), case_events, calendar)
