"""Who acts in the demo, and what an act is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from gongkai.demo.district import profiles
from gongkai.law.calendar import WorkingCalendar
from gongkai.publishing import standards
from gongkai.publishing.models import Column, StandardItem
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor, actor

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The fields of the standard catalogue whose matters come up in a column.
FIELDS_OF_COLUMN = {
    "P05": ("projects", "health", "utilities", "planning"), "P06": ("safety", "food", "enforcement"),
    "P07": ("budget",), "P08": ("budget",), "P09": ("resources",), "P10": ("projects",),
    "P11": ("poverty", "education", "health", "employment", "insurance", "elderly"), "P12": ("safety", "disaster"),
    "P13": ("food", "safety", "health"), "C04": ("land",), "C05": ("houses", "land"), "C07": ("relief", "disaster"),
    "T01": ("poverty", "farming"), "T08": ("relief", "employment"),
}  # fmt: skip
COMPETENT = "gongkai"
"""The name part of the account of the disclosure office (政务公开办)."""


@dataclass(frozen=True)
class Act:
    """Something one person does at one moment, through one verb."""

    at: datetime
    play: Callable[[], object]


@dataclass
class Cast:
    """The district's people, each with the posts held that year."""

    units: dict[str, Unit]
    columns: dict[str, Column]
    topics: dict[str, tuple[str, ...]]
    people: dict[tuple[str, str], Actor] = field(default_factory=dict)
    matters: list[StandardItem] = field(default_factory=list)

    @staticmethod
    def load(on: date) -> "Cast":
        """Return everybody in the posts of the day ``on``."""
        cast = Cast(
            {unit.code: unit for unit in Unit.objects.all()},
            {column.code: column for column in Column.objects.all()},
            {profile.code: profile.topics for profile in profiles()},
            matters=list(standards.current()),
        )
        for user in User.objects.filter(posts__isnull=False).distinct():
            code, _, name = user.username.partition(".")
            cast.people[code, name] = actor(user, on)
        return cast

    def of(self, unit: str, role: Role | str) -> Actor:
        """Return who holds the post; the government's own affairs are handled by the staff of its office."""
        return self.people["zfb" if unit == "qzf" else unit, str(role)]

    def standard_for(self, random: Random, unit: str, column: str) -> StandardItem | None:
        """Return a standard matter the unit answers for that comes up in the column."""
        fit = [
            item
            for item in self.matters
            if item.field.code in FIELDS_OF_COLUMN.get(column, ())
            and standards.answers_for(item, self.units[unit])
        ]
        return random.choice(fit) if fit else None


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def after(day: date, working_days: int) -> date:
    """Return the day ``working_days`` working days after ``day``."""
    return WorkingCalendar.base().add_working_days(day, working_days).day


def before(day: date, working_days: int) -> date:
    """Return the day from which ``working_days`` working days have passed by ``day``."""
    calendar, start = WorkingCalendar.base(), day
    while calendar.working_days_between(start, day) < working_days:
        start -= timedelta(days=1)
    return start
