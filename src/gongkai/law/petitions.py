"""Petitions (信访事项) that reach an organ which is no petition office: who must be told what, and by when.

Source: 信访条例 (国务院令第431号, 2005-05-01 to 2022-04-30) and 信访工作条例 (since 2022-05-01).
"""

from datetime import date

from gongkai.law.calendar import Deadline, WorkingCalendar
from gongkai.law.periods import CalendarDays, WorkingDays

SOURCE = "《信访工作条例》第二十二条、第二十三条"
SOURCE_BEFORE = "《信访条例》第二十一条、第二十二条"
IN_FORCE = date(2022, 5, 1)
TO_BE_TOLD = CalendarDays(15)
TO_OBJECT = WorkingDays(5)


def source(on: date) -> str:
    """Return the rule in force on a day."""
    return SOURCE if on >= IN_FORCE else SOURCE_BEFORE


def told_by(received: date, calendar: WorkingCalendar) -> Deadline:
    """Return the day by which who wrote must be told in writing: fifteen days from the receipt."""
    return TO_BE_TOLD.due(received, calendar)


def objection_until(transferred: date, calendar: WorkingCalendar) -> Deadline:
    """Return the last day on which the organ it was transferred to may object: five working days, with reasons."""
    return TO_OBJECT.due(transferred, calendar)
