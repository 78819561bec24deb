"""The deadline of a case: a pure function of its events and of the calendar."""

from collections.abc import Iterable
from datetime import date

from gongkai.cases import procedure as procedures
from gongkai.cases.models import CaseEvent
from gongkai.cases.procedure import ClockEffect, Procedure
from gongkai.law import clock, periods
from gongkai.law.calendar import WorkingCalendar


def clock_of(
    procedure: Procedure, events: Iterable[CaseEvent], calendar: WorkingCalendar
) -> clock.ClockState | None:
    """Fold the history of a case into its clock; ``None`` while no statutory period has begun.

    Suspension, restart and extension read their days from the event: ``happened_on``, and for an extension
    ``data["days"]`` working days. A start or restart with ``data["period"]`` (``10个工作日``, ``15日``) runs that
    period in place of the procedure's own: a review has one period for the answer, another for what is ordered.
    """
    entries = [
        entry
        for event in events
        if (effect := procedure.action(event.action).clock) is not None
        for entry in [_entry(effect, event)]
    ]
    return clock.fold(entries, procedure.period, calendar) if entries else None


def _entry(effect: ClockEffect, event: CaseEvent) -> clock.ClockEvent:
    day: date = event.happened_on
    period = periods.parse(event.data["period"]) if "period" in event.data else None
    match effect:
        case ClockEffect.START:
            return clock.started(day, period)
        case ClockEffect.SUSPEND:
            return clock.suspended(day, ground=event.note or event.action, article=event.ground)
        case ClockEffect.RESUME:
            return clock.resumed(day)
        case ClockEffect.RESTART:
            return clock.restarted(day, reason=event.note or event.action, period=period)
        case ClockEffect.EXTEND:
            return clock.extended(int(event.data["days"]), approved_by=event.actor_name, on=day)
        case ClockEffect.END:
            return clock.ended(day)


def clock_of_case(
    case_events: Iterable[CaseEvent], procedure_key: str, calendar: WorkingCalendar
) -> clock.ClockState | None:
    return clock_of(procedures.get(procedure_key), case_events, calendar)
