"""What a corrected working-day calendar does to items not yet public (D4)."""

from datetime import datetime

from django.db import transaction

from gongkai.law.calendar import WorkingCalendar
from gongkai.publishing import procedure
from gongkai.publishing.actions.recording import due_day, open_row, record
from gongkai.publishing.models import Publication
from gongkai.units.calendars import calendar_in_force
from gongkai.units.posts import Actor


def moved_by_calendar(calendar: WorkingCalendar) -> list[Publication]:
    """Return the items in hand whose due day ``calendar`` moves."""
    rows = Publication.objects.filter(stage__in=procedure.IN_HAND).select_related(
        "unit", "interprets", "standard"
    )
    return [row for row in rows if due_day(row, calendar).day != row.due_on]


def hold_items_in_hand() -> None:
    """Lock every item in hand, for an act upon many of them: rows first, the ledger after."""
    held = Publication.objects.filter(stage__in=procedure.IN_HAND).select_for_update(no_key=True)
    list(held.order_by("pk").values_list("pk", flat=True))


def recalculate_due_days(*, source: str, by: Actor, at: datetime) -> int:
    """Move every due day the calendar in force moves, each with its act; return how many.

    Part of the act that corrects the calendar, inside its transaction.
    """
    calendar = calendar_in_force()
    moved = moved_by_calendar(calendar)
    with transaction.atomic():
        for publication in moved:
            row = open_row(publication, procedure.RECALCULATE, by, None)
            before, deadline = row.due_on, due_day(publication, calendar)
            row.due_on, row.due_provisional = deadline.day, deadline.provisional
            record(
                row,
                procedure.RECALCULATE,
                by=by,
                at=at,
                changed=("due_on", "due_provisional"),
                note=f"期限由{before}改为{deadline.day}：{source}",
            )
    return len(moved)
